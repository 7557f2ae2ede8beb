/* The format xml: see struct format for what these functions do. */
#ifndef PORTREG_FORMATS_XML_H
#define PORTREG_FORMATS_XML_H

#include "formats/format.h"

bool xml_recognise(struct text bytes);
int xml_read(const struct input *input, struct registry *registry, const struct findings *findings,
             struct error *error);
int xml_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error);

#endif
