/* What browsers load with the pages, and the description of the API, which are in the program
 * itself (see embed.py). */
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

/* Answers with the asset of this name. False: there is none, and VISIT has no answer yet. */
bool asset_answer(const struct visit *visit, struct text name);

/* Answers with the asset that the path names. */
int assets_answer(const struct visit *visit, struct error *error);

#endif
