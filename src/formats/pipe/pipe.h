/* The format pipe: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_PIPE_H
#define PORTREG_FORMATS_PIPE_H

#include "formats/format.h"

bool pipe_recognise(struct text bytes);
int pipe_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error);

#endif
