/* An open store, for the files of the store itself. */
#ifndef PORTREG_STORE_OPENED_H
#define PORTREG_STORE_OPENED_H

#include "store/edition.h"
#include "store/store.h"
#include "store/versions.h"

/* The tables of versions, ready to be written. */
struct tables {
    struct versions record;
    struct versions record_placement;
    struct versions person;
    struct versions person_placement;
    struct versions head;
    struct versions note;
    struct query *find_layout;
    struct query *add_layout;
};

struct store {
    const struct engine *engine;
    struct database *database;
    enum store_mode mode;
    int lock; /* a writer's own, or shared by readers who keep writers out; or -1 */
    enum store_kind kind;
    bool in_transaction;   /* between store_begin and its end */
    struct tables *tables; /* made when something is added first */
    struct edition last;   /* the last release, kept for the next to be compared with */
};

/* Runs SQL for one number, with ?1 and ?2; *VALUE is 0 when there is no row, or a NULL. */
int store_ask(struct store *store, const char *sql, int64_t first, int64_t second, int64_t *value,
              struct error *error);

/* Begins a transaction unless there is one; *OWN says whether this call did, and is given to
 * store_leave with the status, which commits or undoes it. */
int store_enter(struct store *store, bool *own, struct error *error);
int store_leave(struct store *store, bool own, int status, struct error *error);

/* Prepares store->tables once. */
int store_prepare_tables(struct store *store, struct error *error);

#endif
