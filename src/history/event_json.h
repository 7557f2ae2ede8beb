/* Events as JSON: a change with the release that made it, the same for commands and for the server.
 */
#ifndef PORTREG_HISTORY_EVENT_JSON_H
#define PORTREG_HISTORY_EVENT_JSON_H

#include "base/sink.h"
#include "history/past.h"

/* EVENT of SNAPSHOT as one object, on one line: "date" and "release" (its sequence number),
 * "first_release" where nothing was before, and the members of the change
 * (history/change_json.h). */
void json_write_event(struct sink *sink, const struct portreg *snapshot, const struct event *event);

#endif
