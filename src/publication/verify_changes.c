/* Verifying records: what the store has of each, against what the log says that it was changed
 * into. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "publication/recorded.h"
#include "publication/verifying.h"

/* A version of a record in the store. */
struct version {
    uint32_t key;
    struct lifetime lifetime;
    const struct record *record;
    bool is_logged; /* an entry says that it became this, and it is the same */
};

/* The versions on their way through the entries. */
struct changes_check {
    struct verifying *verifying;
    struct version *versions; /* by key and release */
    size_t count;
    uint64_t last_erasure; /* entries before this one may have lost salts */
    size_t change_count, without_people, wrong;
};

static int compare_versions(const void *a, const void *b)
{
    const struct version *one = a, *other = b;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    return (one->lifetime.first > other->lifetime.first) -
           (one->lifetime.first < other->lifetime.first);
}

static int sort_versions(struct changes_check *check, struct error *error)
{
    const struct timeline *timeline = &check->verifying->timeline;
    check->count = timeline->versions.record_count;
    check->versions = memory_allocate((check->count + 1) * sizeof(*check->versions));
    if (!check->versions)
        return error_memory(error);
    for (size_t i = 0; i < check->count; i++)
        check->versions[i] =
            (struct version){timeline->record_keys[i], timeline->record_lifetimes[i],
                             &timeline->versions.records[i], false};
    qsort(check->versions, check->count, sizeof(*check->versions), compare_versions);
    return STATUS_OK;
}

/* The version of the record KEY in the release at INDEX, or NULL. */
static struct version *find_version(const struct changes_check *check, uint32_t key, uint32_t index)
{
    size_t low = 0, high = check->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct version *version = &check->versions[middle];
        if (version->key < key || (version->key == key && version->lifetime.last < index))
            low = middle + 1;
        else
            high = middle;
    }
    struct version *found = low < check->count ? &check->versions[low] : NULL;
    return found && found->key == key && lifetime_covers(found->lifetime, index) ? found : NULL;
}

/* The index of the release SEQUENCE, or UINT32_MAX. */
static uint32_t index_of(const struct timeline *timeline, uint32_t sequence)
{
    for (uint32_t i = 0; i < timeline->release_count; i++)
        if (timeline->releases[i].sequence == sequence)
            return i;
    return UINT32_MAX;
}

static void tell_wrong(struct changes_check *check, uint64_t index, const struct entry *entry,
                       const char *found)
{
    enum { TOLD_LIMIT = 20 };
    if (check->wrong++ < TOLD_LIMIT)
        account_wrong(check->verifying->account, "records", STORE_FILE,
                      "expected record %u in release %u as entry %" PRIu64
                      " of the log says it, found %s",
                      entry->key, entry->release, index, found);
}

/* Holds the record that an entry says against VERSION. */
static int check_version(struct changes_check *check, struct version *version, uint64_t index,
                         const struct entry *entry, struct error *error)
{
    enum agreement agreement;
    int status =
        recorded_compare(version->record, entry->after, check->verifying->store, &agreement, error);
    if (status != STATUS_OK)
        return status;
    bool excused = agreement == AGREEMENT_BUT_PEOPLE && index < check->last_erasure;
    version->is_logged |= agreement == AGREEMENT_WHOLE || excused;
    check->without_people += excused;
    if (!excused && agreement != AGREEMENT_WHOLE)
        tell_wrong(check, index, entry,
                   agreement == AGREEMENT_NONE ? "another" : "another person or salt");
    return STATUS_OK;
}

static int check_entry(void *context, uint64_t index, struct text bytes, struct error *error)
{
    struct changes_check *check = context;
    struct entry entry;
    int status = entry_read(bytes, &entry, error);
    if (status != STATUS_OK || entry.is_release)
        return status;
    check->change_count++;
    uint32_t release = index_of(&check->verifying->timeline, entry.release);
    struct version *version = find_version(check, entry.key, release);
    if (release == UINT32_MAX)
        tell_wrong(check, index, &entry, "no such release");
    else if (entry.after.length && version)
        return check_version(check, version, index, &entry, error);
    else if (entry.after.length)
        tell_wrong(check, index, &entry, "none");
    else if (version)
        tell_wrong(check, index, &entry, "that it is still there");
    return STATUS_OK;
}

/* Whether a version stands in for the one before it, and only its place among the records is
 * another. */
static bool carries_on(const struct version *before, const struct version *version)
{
    return before->key == version->key && before->is_logged &&
           before->lifetime.last + 1 == version->lifetime.first &&
           record_equal(before->record, version->record);
}

/* Whether an older release was put before the one at INDEX later: then that one's differences from
 * it were never logged. */
static bool has_backfill_before(const struct timeline *timeline, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (timeline->releases[i].sequence > timeline->releases[index].sequence)
            return true;
    return false;
}

/* What no entry speaks of. */
static void find_unlogged_versions(struct changes_check *check)
{
    const struct timeline *timeline = &check->verifying->timeline;
    size_t wrong = 0, excused = 0;
    for (size_t i = 0; i < check->count; i++) {
        struct version *version = &check->versions[i];
        if (!version->is_logged && i > 0)
            version->is_logged = carries_on(&check->versions[i - 1], version);
        if (!version->is_logged && has_backfill_before(timeline, version->lifetime.first))
            excused++;
        else
            wrong += !version->is_logged;
    }
    if (excused)
        account_not_proved(check->verifying->account, "records", STORE_FILE,
                           "%zu versions of records: older releases were put before theirs later, "
                           "and the log has no changes between them",
                           excused);
    /* what an entry contradicts was told already */
    if (wrong > check->wrong) {
        account_wrong(check->verifying->account, "records", STORE_FILE,
                      "expected an entry of the log for every version of every record, found none "
                      "for %zu of %zu",
                      wrong - check->wrong, check->count);
        check->wrong = wrong;
    }
}

static void tell_changes(const struct changes_check *check)
{
    struct account *account = check->verifying->account;
    if (check->without_people)
        account_not_proved(account, "records", STORE_FILE,
                           "the people in %zu versions of records: their salts were erased",
                           check->without_people);
    if (!check->wrong)
        account_proved(account, "records", STORE_FILE,
                       "%zu versions of records are what the %zu changes in the log made them",
                       check->count, check->change_count);
}

int verify_change_entries(struct verifying *verifying, struct error *error)
{
    struct changes_check check = {.verifying = verifying};
    if (!verifying->store || !verifying->log)
        return STATUS_OK;
    int status = store_last_erasure(verifying->store, &check.last_erasure, error);
    if (status == STATUS_OK)
        status = sort_versions(&check, error);
    if (status == STATUS_OK)
        status = log_walk(verifying->log, check_entry, &check, error);
    if (status == STATUS_OK) {
        find_unlogged_versions(&check);
        tell_changes(&check);
    }
    memory_free(check.versions);
    return status == STATUS_OK ? STATUS_OK : verifying_error(verifying, "records", error);
}
