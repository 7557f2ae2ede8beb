/* The format html: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_HTML_H
#define PORTREG_FORMATS_HTML_H

#include "formats/format.h"

bool html_recognise(struct text bytes);
int html_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error);
int html_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
               struct error *error);

#endif
