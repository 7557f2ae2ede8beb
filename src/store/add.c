/* Adding a release: whether it is new, where it belongs, and the transaction that puts it there. */
#include "base/memory.h"
#include "store/adding.h"

/* --- the release --- */

static const char insert_release[] =
    "INSERT INTO release (sequence, place, date, format, sha256, size_bytes, record_count,"
    " recorded_at, source, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

static int put_release(struct adding *adding, struct error *error)
{
    const struct arrival *arrival = adding->arrival;
    const struct engine *engine = adding->store->engine;
    struct release *release = &adding->addition->release;
    struct query *query;
    bool row;
    int status = store_next_sequence(adding->store, &release->sequence, error);
    if (status == STATUS_OK)
        status = engine->prepare(adding->store->database, insert_release, &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, release->sequence);
    engine->bind_integer(query, 2, adding->gap.here);
    engine->bind_integer(query, 3, date_pack(release->date));
    engine->bind_text(query, 4, text_of(arrival->format));
    engine->bind_bytes(query, 5, (struct text){(const char *)release->sha256, 32});
    engine->bind_integer(query, 6, (int64_t)release->size_bytes);
    engine->bind_integer(query, 7, release->record_count);
    engine->bind_integer(query, 8, release->recorded_at);
    engine->bind_text(query, 9, text_of(arrival->source));
    engine->bind_text(query, 10, text_of(arrival->agent));
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

/* --- where it belongs --- */

/* The first place of the releases of DATE: the date stands in the upper half, and in the lower one
 * how many of the same date came before, so that there is room wherever one is put. */
static int64_t place_of_date(struct date date)
{
    return (int64_t)date_pack(date) << 32;
}

/* The place of a release of DATE, behind all that are not later, and those on both sides. */
static int find_gap(struct store *store, struct date date, struct gap *gap, struct error *error)
{
    int status = store_ask(store, "SELECT max(place) FROM release WHERE date <= ?1",
                           date_pack(date), 0, &gap->before, error);
    if (status == STATUS_OK)
        status = store_ask(store, "SELECT min(place) FROM release WHERE place > ?1", gap->before, 0,
                           &gap->after, error);
    gap->here = place_of_date(date);
    if (gap->here <= gap->before)
        gap->here = gap->before + 1;
    return status;
}

/* Reads the release at PLACE, unless it is the last one and at hand. 0: none. */
static int read_side(struct store *store, int64_t place, struct edition *side, struct error *error)
{
    return place ? edition_read(side, store->engine, store->database, place, error) : STATUS_OK;
}

static int read_before(struct store *store, int64_t place, struct error *error)
{
    if (store->last.place == place)
        return STATUS_OK;
    edition_done(&store->last);
    return read_side(store, place, &store->last, error);
}

int store_prepare(struct store *store, struct error *error)
{
    int64_t place;
    int status = store_ask(store, "SELECT max(place) FROM release", 0, 0, &place, error);
    return status == STATUS_OK ? read_before(store, place, error) : status;
}

static int refuse_older(struct store *store, const struct arrival *arrival, struct date date,
                        struct error *error)
{
    char found[DATE_SIZE_BYTES], last[DATE_SIZE_BYTES];
    int64_t packed;
    int status = store_ask(store, "SELECT max(date) FROM release", 0, 0, &packed, error);
    if (status != STATUS_OK)
        return status;
    return error_set(error, STATUS_INPUT, arrival->file, (struct position){0, 0},
                     "expected a release of %s or later, found one of %s; --backfill puts an older "
                     "one in its place",
                     date_format(date_unpack((uint32_t)packed), last), date_format(date, found));
}

/* The release that has these bytes and this date, into ADDITION. */
static int find_known(struct store *store, const struct arrival *arrival, struct date date,
                      struct addition *addition, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    int status = engine->prepare(store->database,
                                 "SELECT sequence, record_count, recorded_at FROM release "
                                 "WHERE sha256 = ?1 AND date = ?2",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_bytes(query, 1, (struct text){(const char *)arrival->sha256, 32});
    engine->bind_integer(query, 2, date_pack(date));
    status = engine->step(query, &addition->known, error);
    if (status == STATUS_OK && addition->known) {
        addition->release.sequence = (uint32_t)engine->integer(query, 0);
        addition->release.record_count = (uint32_t)engine->integer(query, 1);
        addition->release.recorded_at = engine->integer(query, 2);
    }
    engine->finish(query);
    return status;
}

static struct release release_of(const struct arrival *arrival, const struct registry *registry)
{
    struct release release = {
        .date = registry->updated,
        .size_bytes = arrival->size_bytes,
        .recorded_at = arrival->recorded_at,
        .record_count = (uint32_t)registry->record_count,
    };
    memcpy(release.sha256, arrival->sha256, sizeof(release.sha256));
    return release;
}

/* Compares with both sides and writes; HERE then has its identities. */
static int add_between(struct store *store, const struct arrival *arrival, const struct gap *gap,
                       struct edition *after, struct edition *here, struct addition *addition,
                       struct error *error)
{
    struct adding adding = {.store = store,
                            .arrival = arrival,
                            .addition = addition,
                            .gap = *gap,
                            .before = &store->last,
                            .after = after,
                            .here = here};
    int status = adding_identify(&adding, error);
    if (status == STATUS_OK)
        status = put_release(&adding, error);
    if (status == STATUS_OK)
        status = adding_put(&adding, error);
    here->place = gap->here;
    adding_forget(&adding);
    return status;
}

/* Adds what has been found to be new; inside a transaction. */
static int add_new(struct store *store, const struct arrival *arrival, struct registry *registry,
                   struct addition *addition, struct error *error)
{
    struct edition here, after;
    struct gap gap;
    edition_init(&here);
    edition_init(&after);
    int status = find_gap(store, registry->updated, &gap, error);
    if (status == STATUS_OK && gap.after && !arrival->backfill)
        status = refuse_older(store, arrival, registry->updated, error);
    if (status == STATUS_OK)
        status = read_before(store, gap.before, error);
    if (status == STATUS_OK)
        status = read_side(store, gap.after, &after, error);
    if (status == STATUS_OK) {
        here.registry = *registry;
        registry_init(registry);
        status = add_between(store, arrival, &gap, &after, &here, addition, error);
    }
    /* The next release is compared with this one; rows around a backfill have changed. */
    edition_done(&store->last);
    if (status == STATUS_OK && !gap.after)
        store->last = here;
    else
        edition_done(&here);
    edition_done(&after);
    return status;
}

static int refuse_second(const struct store *store, const struct arrival *arrival,
                         struct error *error)
{
    struct position nowhere = {0, 0};
    if (arrival->authority && store->kind == STORE_MIRROR)
        return error_set(error, STATUS_INPUT, arrival->file, nowhere,
                         "expected a data directory without a release, to become an authority, "
                         "found a mirror with releases");
    if (store->kind == STORE_MIRROR || strcmp(arrival->source, "decision") == 0)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, arrival->file, nowhere,
                     "expected a mirror, found an authority: after the release that it began with "
                     "it changes by its own decisions only");
}

/* What the store becomes with its first release. */
static int choose_kind(struct store *store, const struct arrival *arrival, struct error *error)
{
    if (!arrival->authority)
        return STATUS_OK;
    store->kind = STORE_AUTHORITY;
    return store->engine->execute(store->database, "UPDATE store SET kind = 'authority'", error);
}

int store_add(struct store *store, const struct arrival *arrival, struct registry *registry,
              struct addition *addition, struct error *error)
{
    bool own;
    uint32_t count;
    *addition = (struct addition){.release = release_of(arrival, registry)};
    int status = store_prepare_tables(store, error);
    if (status == STATUS_OK)
        status = store_enter(store, &own, error);
    if (status != STATUS_OK)
        return status;
    status = find_known(store, arrival, registry->updated, addition, error);
    if (status == STATUS_OK && !addition->known)
        status = store_count(store, &count, error);
    if (status == STATUS_OK && !addition->known)
        status = count ? refuse_second(store, arrival, error) : choose_kind(store, arrival, error);
    if (status == STATUS_OK && !addition->known)
        status = add_new(store, arrival, registry, addition, error);
    return store_leave(store, own, status, error);
}
