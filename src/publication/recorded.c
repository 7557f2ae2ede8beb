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
