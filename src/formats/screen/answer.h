/* Answers from a snapshot for a screen: the same for the command line and for HTTP, where somebody
 * asks with curl. */
#ifndef PORTREG_FORMATS_SCREEN_ANSWER_H
#define PORTREG_FORMATS_SCREEN_ANSWER_H

#include "formats/screen/table.h"
#include "snapshot/query.h"
#include "snapshot/snapshot.h"

/* Answers QUERY from SNAPSHOT. *FOUND becomes what a look-up's exit status is made of, as with
 * answer_write of formats/json. When no record answers a range or a name, nothing is written.
 * Returns 0 or STATUS_MEMORY. */
int screen_answer_write(const struct portreg *snapshot, const struct query *query,
                        const struct screen *screen, bool *found);

/* Writes which release the answers are from, as a line. */
void screen_release_write(const struct portreg *snapshot, const struct screen *screen);

#endif
