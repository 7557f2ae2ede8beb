/* Versions: a lifetime begins, goes on, ends, or is split around a release put into its middle. */
#include "store/versions.h"

#include <stdio.h>

enum { SQL_SIZE_BYTES = 1024 };

/* Counts the names in COLUMNS, and writes as many parameters from ?4 on into BUFFER. */
static void list_parameters(const char *columns, char *buffer, size_t size_bytes)
{
    size_t length = 0;
    int parameter = 4;
    struct text rest = text_of(columns);
    while (rest.bytes && length < size_bytes) {
        text_split(&rest, ',');
        length += (size_t)snprintf(buffer + length, size_bytes - length, ", ?%d", parameter++);
    }
}

int versions_init(struct versions *versions, const struct engine *engine, struct database *database,
                  const char *table, const char *columns, struct error *error)
{
    char sql[SQL_SIZE_BYTES], parameters[256];
    *versions = (struct versions){.engine = engine, .database = database};
    snprintf(sql, sizeof(sql), "UPDATE %s SET last = ?2 WHERE id = ?1", table);
    int status = engine->prepare(database, sql, &versions->set_last, error);
    snprintf(sql, sizeof(sql), "UPDATE %s SET first = ?2 WHERE id = ?1", table);
    if (status == STATUS_OK)
        status = engine->prepare(database, sql, &versions->set_first, error);
    snprintf(sql, sizeof(sql),
             "INSERT INTO %s (key, first, last, %s) SELECT key, ?2, last, %s FROM %s WHERE id = ?1",
             table, columns, columns, table);
    if (status == STATUS_OK)
        status = engine->prepare(database, sql, &versions->copy, error);
    list_parameters(columns, parameters, sizeof(parameters));
    snprintf(sql, sizeof(sql), "INSERT INTO %s (key, first, last, %s) VALUES (?1, ?2, ?3%s)", table,
             columns, parameters);
    if (status == STATUS_OK)
        status = engine->prepare(database, sql, &versions->insert, error);
    return status;
}

void versions_done(struct versions *versions)
{
    if (!versions->engine)
        return;
    versions->engine->finish(versions->set_last);
    versions->engine->finish(versions->set_first);
    versions->engine->finish(versions->copy);
    versions->engine->finish(versions->insert);
    *versions = (struct versions){0};
}

/* Runs QUERY for the row ID and PLACE. */
static int run(const struct versions *versions, struct query *query, int64_t id, int64_t place,
               struct error *error)
{
    bool row;
    versions->engine->bind_integer(query, 1, id);
    versions->engine->bind_integer(query, 2, place);
    return versions->engine->step(query, &row, error);
}

/* A new row from FIRST to LAST (0: it lives on). */
static int insert(const struct versions *versions, int64_t key, int64_t first, int64_t last,
                  int64_t *id, struct error *error)
{
    const struct engine *engine = versions->engine;
    bool row;
    engine->bind_integer(versions->insert, 1, key);
    engine->bind_integer(versions->insert, 2, first);
    if (last)
        engine->bind_integer(versions->insert, 3, last);
    else
        engine->bind_null(versions->insert, 3);
    int status = engine->step(versions->insert, &row, error);
    *id = status == STATUS_OK ? engine->last_id(versions->database) : 0;
    return status;
}

/* Behind all others: what lives on does so without a word. */
static int put_last(struct versions *versions, const struct gap *gap,
                    const struct neighbours *neighbours, int64_t key, int64_t *id,
                    struct error *error)
{
    *id = neighbours->before;
    if (neighbours->before && neighbours->same_before)
        return STATUS_OK;
    int status = STATUS_OK;
    *id = 0;
    if (neighbours->before)
        status = run(versions, versions->set_last, neighbours->before, gap->before, error);
    if (status == STATUS_OK && !neighbours->absent)
        status = insert(versions, key, gap->here, 0, id, error);
    return status;
}

/* Into the middle of a lifetime: it ends before and goes on after, as two rows. */
static int split(struct versions *versions, const struct gap *gap,
                 const struct neighbours *neighbours, int64_t key, int64_t *id, struct error *error)
{
    int status = run(versions, versions->copy, neighbours->before, gap->after, error);
    if (status == STATUS_OK)
        status = run(versions, versions->set_last, neighbours->before, gap->before, error);
    if (status == STATUS_OK && !neighbours->absent)
        status = insert(versions, key, gap->here, gap->here, id, error);
    return status;
}

int versions_put(struct versions *versions, const struct gap *gap,
                 const struct neighbours *neighbours, int64_t key, int64_t *id, struct error *error)
{
    if (!gap->after)
        return put_last(versions, gap, neighbours, key, id, error);
    *id = 0;
    if (neighbours->before && neighbours->before == neighbours->after) {
        if (!neighbours->same_before)
            return split(versions, gap, neighbours, key, id, error);
        *id = neighbours->before;
        return STATUS_OK;
    }
    if (neighbours->absent)
        return STATUS_OK;
    if (neighbours->before && neighbours->same_before) {
        *id = neighbours->before;
        return run(versions, versions->set_last, neighbours->before, gap->here, error);
    }
    if (neighbours->after && neighbours->same_after) {
        *id = neighbours->after;
        return run(versions, versions->set_first, neighbours->after, gap->here, error);
    }
    return insert(versions, key, gap->here, gap->here, id, error);
}
