/* The format json: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_JSON_H
#define PORTREG_FORMATS_JSON_H

#include "formats/format.h"

bool json_recognise(struct text bytes);
int json_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error);
int json_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
               struct error *error);

#endif
