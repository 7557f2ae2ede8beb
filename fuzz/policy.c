/* Fuzzes policies: reading them, and verifying a checkpoint by them. */
#include "history/log/policy.h"
#include "fuzz.h"
#include "support/log.h"

/* What the rest relies on: groups stand behind their members, and can be satisfied. */
static void check_members(const struct policy *policy)
{
    unsigned counts[POLICY_MEMBER_LIMIT] = {0};
    for (size_t i = 0; i < policy->member_count; i++) {
        const struct policy_member *member = &policy->members[i];
        if (member->is_group && (member->threshold == 0 || member->threshold > counts[i]))
            BROKEN("group %zu asks for %u of %u", i, member->threshold, counts[i]);
        if (member->group == POLICY_NOBODY)
            continue;
        if (member->group <= i || member->group >= policy->member_count ||
            !policy->members[member->group].is_group)
            BROKEN("member %zu is in group %zu", i, member->group);
        counts[member->group]++;
    }
    if (policy->quorum != POLICY_NOBODY && policy->quorum >= policy->member_count)
        BROKEN("the quorum is nobody");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct policy policy;
    static struct signed_note note;
    struct policy_answer answer;
    struct error error = {0};
    if (!note.text.bytes && note_parse(TEXT(FACT_COSIGNED), NULL, &note, NULL) != STATUS_OK)
        BROKEN("the note is not read");
    struct text text = {(const char *)bytes, size_bytes};
    if (policy_parse(text, NULL, &policy, &error) != STATUS_OK) {
        if (text_find_malformed(text_of(error.message)) != SIZE_MAX)
            BROKEN("a message that is no text");
        return 0;
    }
    check_members(&policy);
    if (policy_check(&policy, &note, NULL, &answer, &error) == STATUS_OK && policy.log_count == 0)
        BROKEN("nobody signed it");
    return 0;
}
