/* portreg verify QUERY: that the records which answer it are what the log says. */
#include <inttypes.h>

#include "base/memory.h"
#include "cli/log.h"
#include "cli/output.h"
#include "cli/verify.h"
#include "publication/recorded.h"
#include "snapshot/query.h"

/* More records than these are a matter of the whole. */
enum { RECORD_LIMIT = 500 };

/* Records, and what they are held against. */
struct record_check {
    const struct options *options;
    struct account *account;
    struct portreg *snapshot;
    struct store *store; /* NULL: there is none, and no salts */
    uint64_t last_erasure;
    struct open_log open;
    struct arena arena;
    struct portreg_record records[RECORD_LIMIT];
    struct recorded_entry entries[RECORD_LIMIT];
    size_t count;
};

/* "443/tcp https", as a subject of sentences. */
static const char *name_record(const struct portreg_record *record, char name[static 128])
{
    char ports[PORTS_SIZE_BYTES];
    struct ports numbers = {record->first_port_number, record->last_port_number, false};
    const char *protocol = portreg_transport_protocol_name(record->transport_protocol);
    snprintf(name, 128, "%s%s%s%s%.*s", record->has_port_number ? ports_format(numbers, ports) : "",
             *protocol ? "/" : "", protocol, record->service_name.length ? " " : "",
             TEXT_ARGS(text_of_portreg(record->service_name)));
    return name;
}

/* --- one record --- */

/* Whether a release that was put before the one of the record later hides changes from the log. */
static bool has_backfill(const struct record_check *check, const struct portreg_record *record,
                         const struct recorded_entry *recorded)
{
    struct portreg_release own, other;
    if (!portreg_release_get(check->snapshot, record->first_release, &own) ||
        recorded->release >= record->first_release)
        return false;
    for (uint32_t i = recorded->release; i < record->first_release; i++)
        if (portreg_release_get(check->snapshot, i, &other) && other.sequence > own.sequence)
            return true;
    return false;
}

static void tell_agreement(const struct record_check *check, const struct portreg_record *record,
                           const struct recorded_entry *recorded, enum agreement agreement)
{
    char name[128];
    struct account *account = check->account;
    bool without_salts = agreement == AGREEMENT_BUT_PEOPLE &&
                         (!check->store || recorded->index < check->last_erasure);
    name_record(record, name);
    if (agreement == AGREEMENT_WHOLE || without_salts)
        account_proved(account, "record", NULL,
                       "%s: it is what release %u made it, by entry %" PRIu64 " of the log", name,
                       recorded->entry.release, recorded->index);
    else if (has_backfill(check, record, recorded))
        account_not_proved(account, "record", NULL,
                           "%s: an older release was put before its own later, and the log has no "
                           "changes between them",
                           name);
    else
        account_wrong(account, "record", NULL,
                      "%s: expected what entry %" PRIu64 " of the log says, found %s", name,
                      recorded->index,
                      agreement == AGREEMENT_NONE ? "something else" : "other people or salts");
    if (without_salts)
        account_not_proved(account, "record", NULL, "%s: its people: %s", name,
                           check->store ? "their salts were erased" : "there is no store here");
}

static int check_record(const struct record_check *check, const struct portreg_record *record,
                        const struct recorded_entry *recorded, struct error *error)
{
    struct record model;
    char name[128];
    enum agreement agreement = AGREEMENT_NONE;
    if (!recorded->found) {
        account_wrong(check->account, "record", NULL,
                      "%s: expected an entry of the log, found none", name_record(record, name));
        return STATUS_OK;
    }
    int status = log_verify_entry(check->open.log, recorded->index, recorded->bytes, error);
    snapshot_model(record, &model);
    if (status == STATUS_OK && recorded->entry.after.length)
        status = recorded_compare(&model, recorded->entry.after, check->store, &agreement, error);
    if (status == STATUS_OK)
        tell_agreement(check, record, recorded, agreement);
    return status;
}

/* --- all that are asked for --- */

static int collect_records(struct record_check *check, const char *text, struct error *error)
{
    struct query query;
    struct portreg_record record;
    int status = query_parse(text_of(text), &query, error);
    if (status != STATUS_OK)
        return status;
    if (query.kind == QUERY_PORT)
        query.kind = QUERY_RANGE;
    struct query_records records = query_records_begin(check->snapshot, &query);
    while (query_records_next(&records, &record)) {
        if (check->count == RECORD_LIMIT)
            return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                             "expected a query of at most %d records, found more; portreg verify "
                             "alone verifies all of them",
                             RECORD_LIMIT);
        check->entries[check->count].key = record.key;
        check->records[check->count++] = record;
    }
    return STATUS_OK;
}

/* The salts are in the store, where there is one. */
static int open_salts(struct record_check *check, struct error *error)
{
    if (!store_exists(check->options->data))
        return STATUS_OK;
    int status = store_open(check->options->data, STORE_READ, &check->store, error);
    return status == STATUS_OK ? store_last_erasure(check->store, &check->last_erasure, error)
                               : status;
}

static int check_records(struct record_check *check, struct error *error)
{
    int status = recorded_find(check->open.log, check->snapshot, check->entries, check->count,
                               &check->arena, error);
    for (size_t i = 0; i < check->count && status == STATUS_OK; i++)
        status = check_record(check, &check->records[i], &check->entries[i], error);
    if (status == STATUS_OK)
        account_signatures(check->account, &check->open.trust->policy, &check->open.log->answer);
    return status;
}

static int run(struct record_check *check, const char *text)
{
    struct error error;
    int status = collect_records(check, text, &error);
    if (status == STATUS_OK && check->count == 0) {
        account_not_proved(
            check->account, "record", NULL,
            "%s: there is no record of it, and the log cannot show what is not there", text);
        output_done(EXIT_NO);
        return EXIT_NO;
    }
    if (status == STATUS_OK)
        status = open_salts(check, &error);
    if (status == STATUS_OK)
        status = open_log(&check->open, check->options, check->options->log, &error);
    if (status != STATUS_OK)
        return check->open.trust ? verify_failed(&error) : print_error(&error);
    status = check_records(check, &error);
    return status == STATUS_OK ? report_done(check->account) : verify_failed(&error);
}

int verify_query(const struct options *options, const char *text)
{
    struct report report;
    struct account account;
    struct error error;
    struct record_check *check = memory_allocate_zeroed(1, sizeof(*check));
    if (!check) {
        error_memory(&error);
        return print_error(&error);
    }
    report_init(&report, options, &account);
    check->options = options;
    check->account = &account;
    check->snapshot = open_snapshot(options);
    int result = check->snapshot ? run(check, text) : EXIT_FAILED;
    open_log_close(&check->open);
    store_close(check->store);
    portreg_close(check->snapshot);
    arena_done(&check->arena);
    memory_free(check);
    return result;
}
