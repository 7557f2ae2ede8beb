/* The format txt: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_TXT_H
#define PORTREG_FORMATS_TXT_H

#include "formats/format.h"

bool txt_recognise(struct text bytes);
int txt_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error);

#endif
