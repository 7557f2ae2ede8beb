/* The format csv: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_CSV_H
#define PORTREG_FORMATS_CSV_H

#include "formats/format.h"

bool csv_recognise(struct text bytes);
int csv_read(const struct input *input, struct registry *registry, const struct findings *findings,
             struct error *error);
int csv_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error);

#endif
