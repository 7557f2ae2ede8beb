/* The registry for a terminal: what is here, and the ways to ask. */
#ifndef PORTREG_SERVER_PAGES_REGISTRY_TEXT_H
#define PORTREG_SERVER_PAGES_REGISTRY_TEXT_H

#include "server/routes.h"

/* Answers VISIT with the title, date and counts of SNAPSHOT and a short help, as plain text of at
 * most 80 columns. Returns 0 or STATUS_MEMORY. */
int registry_text_answer(const struct visit *visit, const struct portreg *snapshot,
                         struct error *error);

#endif
