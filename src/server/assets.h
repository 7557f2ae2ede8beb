/* The style and the script of the pages, which are in the program itself (see embed.py). */
#ifndef PORTREG_SERVER_ASSETS_H
#define PORTREG_SERVER_ASSETS_H

#include "server/routes.h"

struct asset {
    const char *name; /* "style.css" */
    const unsigned char *bytes;
    size_t size_bytes;
};
extern const struct asset assets[];
extern const size_t asset_count;

/* Answers with the asset that the path names. */
int assets_answer(const struct visit *visit, struct error *error);

#endif
