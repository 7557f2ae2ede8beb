/* Records against entries. */
#include "publication/recorded.h"

#include "history/entry.h"
#include "history/entry_read.h"

/* The salt of SUBJECT; zeros, which nobody was ever given, where there is none. */
static int find_salt(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                     struct error *error)
{
    struct store *store = context;
    bool found;
    memset(salt, 0, ENTRY_SALT_SIZE_BYTES);
    return store ? store_find_salt(store, subject, salt, &found, error) : STATUS_OK;
}

/* Whether VALUE is a commitment. */
static bool is_commitment(struct text value)
{
    return text_starts_with(value, TEXT("{\"commitment\":"));
}

/* Whether both objects say the same but for commitments. */
static bool equal_but_commitments(struct text one, struct text other)
{
    struct entry_members a = entry_members_begin(one), b = entry_members_begin(other);
    struct text name, value, other_name, other_value;
    while (entry_members_next(&a, &name, &value)) {
        if (!entry_members_next(&b, &other_name, &other_value) || !text_equal(name, other_name))
            return false;
        if (!text_equal(value, other_value) &&
            !(is_commitment(value) && is_commitment(other_value)))
            return false;
    }
    return entry_members_are_done(&a) && entry_members_are_done(&b);
}

int recorded_compare(const struct record *record, struct text after, struct store *store,
                     enum agreement *agreement, struct error *error)
{
    struct entry_salts salts = {find_salt, store};
    struct buffer json;
    buffer_init(&json);
    int status = entry_append_record(&json, record, &salts, error);
    if (status == STATUS_OK) {
        if (text_equal(buffer_text(&json), after))
            *agreement = AGREEMENT_WHOLE;
        else if (equal_but_commitments(buffer_text(&json), after))
            *agreement = AGREEMENT_BUT_PEOPLE;
        else
            *agreement = AGREEMENT_NONE;
    }
    buffer_done(&json);
    return status;
}

/* --- the last entries of records --- */

struct search {
    const struct portreg *snapshot;
    struct recorded_entry *entries;
    size_t count;
    struct arena *arena;
};

/* The index of the release SEQUENCE in SNAPSHOT; false when it has none. */
static bool find_release(const struct portreg *snapshot, uint32_t sequence, uint32_t *index)
{
    struct portreg_release release;
    for (*index = 0; portreg_release_get(snapshot, *index, &release); (*index)++)
        if (release.sequence == sequence)
            return true;
    return false;
}

/* Keeps an entry in the place of those of releases that come before its own. */
static int keep(struct search *search, struct recorded_entry *kept, uint64_t index,
                struct text bytes, uint32_t sequence, struct error *error)
{
    uint32_t release;
    if (!find_release(search->snapshot, sequence, &release))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected the releases of the log in the snapshot, found that release %u "
                         "is missing",
                         sequence);
    if (kept->found && kept->release > release)
        return STATUS_OK;
    if (!arena_copy(search->arena, bytes, &kept->bytes))
        return error_memory(error);
    kept->found = true;
    kept->index = index;
    kept->release = release;
    return entry_read(kept->bytes, &kept->entry, error);
}

static int take(void *context, uint64_t index, struct text bytes, struct error *error)
{
    struct search *search = context;
    struct entry entry;
    int status = entry_read(bytes, &entry, error);
    for (size_t i = 0; status == STATUS_OK && !entry.is_release && i < search->count; i++)
        if (search->entries[i].key == entry.key)
            status = keep(search, &search->entries[i], index, bytes, entry.release, error);
    return status;
}

int recorded_find(struct log *log, const struct portreg *snapshot, struct recorded_entry *entries,
                  size_t count, struct arena *arena, struct error *error)
{
    struct search search = {snapshot, entries, count, arena};
    return log_walk(log, take, &search, error);
}
