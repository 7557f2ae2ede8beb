/* Changes and differences as JSON, the same for commands and for the server. docs/history.md
 * describes them. Where memory is short, the sink has failed with ENOMEM. */
#ifndef PORTREG_HISTORY_CHANGE_JSON_H
#define PORTREG_HISTORY_CHANGE_JSON_H

#include "formats/json/members.h"
#include "history/change.h"
#include "history/differences.h"

/* "service_name", "port_number", ...: what COLUMN is called in JSON. */
const char *column_member(enum column column);

/* The members of CHANGE, into an object that the caller has begun and ends: "change", "operation",
 * "key" where it has one, "columns" of a modified record, "before", "after". */
void json_members_change(struct json_members *members, const struct change *change);

/* What else is different between two registries: one object for each, on a line of its own. */
void json_write_differences(struct sink *sink, const struct differences *differences,
                            const struct registry *earlier, const struct registry *later);

#endif
