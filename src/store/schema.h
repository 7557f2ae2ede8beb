/* The tables of the store, and how an older store becomes one of today. */
#ifndef PORTREG_STORE_SCHEMA_H
#define PORTREG_STORE_SCHEMA_H

#include "store/engine.h"

/* Brings the tables of DATABASE to today's version, in one transaction; a new database gets them
 * all. Returns 0; STATUS_INPUT for a store of a later version, which nothing has changed then. */
int schema_migrate(const struct engine *engine, struct database *database, struct error *error);

/* Looks, without changing anything, whether DATABASE has today's tables. *IS_CURRENT is false for
 * an older version; a later one is STATUS_INPUT. */
int schema_check(const struct engine *engine, struct database *database, bool *is_current,
                 struct error *error);

#endif
