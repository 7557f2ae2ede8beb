/* An engine: a database that speaks SQL, behind one table of functions, so that another one can
 * take its place. The SQL of the store is the common part of SQLite and PostgreSQL: parameters are
 * ?1, ?2, ..., integers have 64 bits, text is UTF-8.
 *
 * Binding never fails; what went wrong is said by the next step. */
#ifndef PORTREG_STORE_ENGINE_H
#define PORTREG_STORE_ENGINE_H

#include "base/error.h"

struct database; /* an open one; each engine has its own */
struct query;    /* a prepared statement */

/* How a database is opened. */
enum database_access {
    DATABASE_WRITE,       /* it is made when missing */
    DATABASE_READ,        /* others may write meanwhile */
    DATABASE_READ_FROZEN, /* nobody writes meanwhile, and nothing can be written beside it */
};

struct engine {
    const char *name; /* "sqlite" */

    /* Opens the database at LOCATION, for the SQLite engine a file. The caller ends with close.
     * Returns 0, STATUS_IO or STATUS_MEMORY. */
    int (*open)(const char *location, enum database_access access, struct database **database,
                struct error *error);
    void (*close)(struct database *database); /* NULL is allowed */

    /* Runs SQL without parameters and results: one statement or several. */
    int (*execute)(struct database *database, const char *sql, struct error *error);
    /* Whether another process left the database in the middle of something. */
    bool (*was_interrupted)(const char *location);
    /* Looks whether the database is whole. STATUS_IO with what is wrong. */
    int (*check)(struct database *database, struct error *error);

    /* The version of the tables, 0 in a new database; setting it is part of the transaction. */
    int (*read_version)(struct database *database, int64_t *version, struct error *error);
    int (*write_version)(struct database *database, int64_t version, struct error *error);

    int (*prepare)(struct database *database, const char *sql, struct query **query,
                   struct error *error);
    void (*finish)(struct query *query); /* NULL is allowed */

    /* Parameters count from 1. Text and bytes stay as they are until the next reset. */
    void (*bind_integer)(struct query *query, int parameter, int64_t value);
    void (*bind_text)(struct query *query, int parameter, struct text value);
    void (*bind_bytes)(struct query *query, int parameter, struct text value);
    void (*bind_null)(struct query *query, int parameter);

    /* Takes the next row; *ROW says whether there was one. After the last, QUERY is reset. */
    int (*step)(struct query *query, bool *row, struct error *error);
    /* Makes QUERY ready to be bound and run again. */
    void (*reset)(struct query *query);

    /* Columns of the row count from 0. What they return lives until the next step or reset; a NULL
     * gives 0 or the empty text. */
    int64_t (*integer)(struct query *query, int column);
    struct text (*text)(struct query *query, int column);
    bool (*is_null)(struct query *query, int column);

    /* The number that the last INSERT gave to its row. */
    int64_t (*last_id)(struct database *database);
};

/* The default: one file, no server. */
extern const struct engine engine_sqlite;

#endif
