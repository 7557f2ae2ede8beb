/* The tables, as the steps that lead from each version to the next. A step is never edited once a
 * store may have taken it: a change of the tables is a new step at the end. */
#include "store/schema.h"

/* Releases stand in the order of PLACE, which begins with the date, so that a release can be put
 * between two others. What lives in releases has the FIRST place and the LAST place it
 * is in; LAST is NULL as long as it lives on. A version is a row; what has the same key is the same
 * thing. Meaning and the way it was written are versions of their own. */
static const char version_1[] =
    "CREATE TABLE store ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  kind TEXT NOT NULL CHECK (kind IN ('mirror', 'authority'))"
    ") STRICT;"

    "CREATE TABLE release ("
    "  sequence INTEGER PRIMARY KEY,"
    "  place INTEGER NOT NULL UNIQUE,"
    "  date INTEGER NOT NULL,"                            /* date_pack */
    "  format TEXT NOT NULL,"                             /* of the file received */
    "  sha256 BLOB NOT NULL CHECK (length(sha256) = 32)," /* of that file */
    "  size_bytes INTEGER NOT NULL,"
    "  record_count INTEGER NOT NULL,"
    "  recorded_at INTEGER NOT NULL," /* seconds since 1970 */
    "  source TEXT NOT NULL,"         /* how it came: import, sync, decision */
    "  agent TEXT NOT NULL,"          /* who or what brought it */
    "  entry INTEGER"                 /* the index of its entry in the log; NULL: it has none yet */
    ") STRICT;"
    "CREATE INDEX release_by_sha256 ON release (sha256);"

    "CREATE TABLE layout ("
    "  id INTEGER PRIMARY KEY,"
    "  content TEXT NOT NULL UNIQUE"
    ") STRICT;"

    "CREATE TABLE record ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL,"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  service_name TEXT NOT NULL,"
    "  first_port INTEGER,"
    "  last_port INTEGER,"
    "  transport_protocol TEXT NOT NULL,"
    "  description TEXT NOT NULL,"
    "  assignee TEXT," /* NULL: none of its own */
    "  contact TEXT NOT NULL,"
    "  registration_date INTEGER NOT NULL," /* date_pack, as all dates; 0: none */
    "  modification_date INTEGER NOT NULL,"
    "  reference TEXT NOT NULL,"
    "  service_code INTEGER,"
    "  unauthorized_use TEXT NOT NULL,"
    "  assignment_notes TEXT NOT NULL,"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX record_by_key ON record (key, first);"

    /* where a record stands, and how it was written */
    "CREATE TABLE record_placement ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL,"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  position INTEGER NOT NULL,"
    "  as_range INTEGER NOT NULL,"
    "  layout INTEGER NOT NULL REFERENCES layout (id),"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX record_placement_by_key ON record_placement (key, first);"

    "CREATE TABLE person ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL,"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  handle TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  organization TEXT NOT NULL,"
    "  uris TEXT NOT NULL," /* each followed by a line feed */
    "  updated INTEGER NOT NULL,"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX person_by_key ON person (key, first);"

    "CREATE TABLE person_placement ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL,"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  position INTEGER NOT NULL,"
    "  layout INTEGER NOT NULL REFERENCES layout (id),"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX person_placement_by_key ON person_placement (key, first);"

    /* what surrounds the records; key is always 1 */
    "CREATE TABLE head ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL CHECK (key = 1),"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  registry TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  category TEXT NOT NULL,"
    "  reference TEXT NOT NULL,"
    "  experts TEXT NOT NULL,"
    "  prolog TEXT NOT NULL,"
    "  layout TEXT NOT NULL,"
    "  epilog TEXT NOT NULL,"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX head_by_first ON head (first);"

    /* notes and footnotes; key is twice the place in the list, and one more for a footnote */
    "CREATE TABLE note ("
    "  id INTEGER PRIMARY KEY,"
    "  key INTEGER NOT NULL,"
    "  first INTEGER NOT NULL REFERENCES release (place),"
    "  last INTEGER REFERENCES release (place),"
    "  title TEXT NOT NULL," /* of a footnote: its anchor */
    "  content TEXT NOT NULL,"
    "  CHECK (last IS NULL OR first <= last)"
    ") STRICT;"
    "CREATE INDEX note_by_key ON note (key, first);"

    /* The entries of the log, as they are in it: a batch is the entries from FIRST_ENTRY on, each
     * with its length before it as in an entry bundle, compressed together. */
    "CREATE TABLE log_batch ("
    "  first_entry INTEGER PRIMARY KEY,"
    "  entry_count INTEGER NOT NULL CHECK (entry_count > 0),"
    "  size_bytes INTEGER NOT NULL," /* before compression */
    "  entries BLOB NOT NULL"
    ") STRICT;"

    /* The published files of a release, by their SHA-256: an entry of the log says them. */
    "CREATE TABLE release_file ("
    "  release INTEGER NOT NULL REFERENCES release (sequence),"
    "  name TEXT NOT NULL,"
    "  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
    "  PRIMARY KEY (release, name)"
    ") STRICT, WITHOUT ROWID;"

    /* What hides a text with a person in it behind a commitment in the log; without its salt, which
     * can be erased, a commitment says nothing. */
    "CREATE TABLE salt ("
    "  subject TEXT PRIMARY KEY,"
    "  salt BLOB NOT NULL CHECK (length(salt) = 32)"
    ") STRICT, WITHOUT ROWID;";

/* When salts were erased: entries of the log before ENTRY may hold commitments that nobody can show
 * to be what they are any more. */
static const char version_2[] = "CREATE TABLE erasure ("
                                "  entry INTEGER NOT NULL"
                                ") STRICT;";

static const char *const steps[] = {version_1, version_2};
enum { SCHEMA_VERSION = sizeof(steps) / sizeof(*steps) };

static int read_version(const struct engine *engine, struct database *database, int64_t *version,
                        struct error *error)
{
    int status = engine->read_version(database, version, error);
    if (status == STATUS_OK && *version > SCHEMA_VERSION)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a store of version %d or earlier, found version %lld: it was "
                         "written by a later portreg",
                         SCHEMA_VERSION, (long long)*version);
    return status;
}

int schema_check(const struct engine *engine, struct database *database, bool *is_current,
                 struct error *error)
{
    int64_t version;
    int status = read_version(engine, database, &version, error);
    *is_current = status == STATUS_OK && version == SCHEMA_VERSION;
    return status;
}

static int take_steps(const struct engine *engine, struct database *database, int64_t version,
                      struct error *error)
{
    int status = STATUS_OK;
    for (; status == STATUS_OK && version < SCHEMA_VERSION; version++)
        status = engine->execute(database, steps[version], error);
    return status == STATUS_OK ? engine->write_version(database, SCHEMA_VERSION, error) : status;
}

int schema_migrate(const struct engine *engine, struct database *database, struct error *error)
{
    int64_t version;
    int status = read_version(engine, database, &version, error);
    if (status != STATUS_OK || version == SCHEMA_VERSION)
        return status;
    status = engine->execute(database, "BEGIN IMMEDIATE", error);
    if (status == STATUS_OK)
        status = take_steps(engine, database, version, error);
    if (status == STATUS_OK)
        status = engine->execute(database, "COMMIT", error);
    if (status != STATUS_OK)
        engine->execute(database, "ROLLBACK", NULL);
    return status;
}
