/* Changes for people: rows of a table with service name, port number and what changed. */
#ifndef PORTREG_CLI_CHANGE_TABLE_H
#define PORTREG_CLI_CHANGE_TABLE_H

#include "formats/screen/table.h"
#include "history/change.h"

/* The columns that rows of a change have: service name, port number with transport protocol, and
 * what changed. */
enum { CHANGE_TABLE_COLUMNS = 3 };

/* "Assigned", "De-assigned", ...: the heading of changes of KIND. */
const char *change_heading(enum change_kind kind);

/* Adds the rows of CHANGE, at least one. A modified record has one for each column that changed:
 * description: "old" -> "new". LEAD, which may be NULL, adds cells in front of those of a row;
 * FIRST says whether it is the first of this change. */
void change_table_add(struct screen_table *table, const struct change *change,
                      void (*lead)(struct screen_table *table, bool first, void *context),
                      void *context);

/* LABEL: "BEFORE" -> "AFTER" into BUFFER, in one line. Of long texts only what differs, with some
 * words around it. Both are marked text. */
void change_append_values(struct buffer *buffer, const char *label, struct text before,
                          struct text after);

#endif
