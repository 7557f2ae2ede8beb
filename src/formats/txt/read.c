#include "formats/txt/txt.h"

bool txt_recognise(struct text bytes)
{
    (void)bytes;
    return false;
}
