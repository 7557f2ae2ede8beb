/* Policies. */
#include "history/log/policy.h"

#include <stdio.h>

#include "history/log/cosignature.h"

/* A line on its way, and where it stands. */
struct line {
    struct text rest;
    const char *file;
    uint32_t number;
};

static int refuse(const struct line *line, struct error *error, const char *expected,
                  struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, line->file, (struct position){line->number, 1},
                     "expected %s, found %s", expected, text_quote(found, quoted));
}

/* The next word of LINE; empty at its end. */
static struct text next_word(struct line *line)
{
    struct text *rest = &line->rest;
    size_t start = 0, end;
    while (start < rest->length && (rest->bytes[start] == ' ' || rest->bytes[start] == '\t'))
        start++;
    for (end = start; end < rest->length; end++)
        if (rest->bytes[end] == ' ' || rest->bytes[end] == '\t')
            break;
    struct text word = text_slice(*rest, start, end - start);
    *rest = text_from(*rest, end);
    return word;
}

static int expect_end(struct line *line, struct error *error)
{
    struct text word = next_word(line);
    return word.length ? refuse(line, error, "the end of the line", word) : STATUS_OK;
}

static size_t find_member(const struct policy *policy, struct text name)
{
    for (size_t i = 0; i < policy->member_count; i++)
        if (text_equal(policy->members[i].name, name))
            return i;
    return POLICY_NOBODY;
}

/* Reads a public key of TYPE. */
static int parse_key(struct line *line, enum signature_type type, struct verifier *verifier,
                     struct error *error)
{
    struct error why = {0};
    if (verifier_parse(next_word(line), verifier, &why) != STATUS_OK)
        return error_set(error, why.status, line->file, (struct position){line->number, 1}, "%s",
                         why.message);
    if (verifier->type != type)
        return error_set(error, STATUS_INPUT, line->file, (struct position){line->number, 1},
                         "expected the key of a %s (kind %d), found one of kind %d",
                         type == SIGNATURE_NOTE ? "log" : "witness", type, verifier->type);
    return STATUS_OK;
}

static bool same_key(const struct verifier *a, const struct verifier *b)
{
    return memcmp(a->public_key, b->public_key, PUBLIC_KEY_SIZE_BYTES) == 0;
}

static int parse_log(struct line *line, struct policy *policy, struct error *error)
{
    struct verifier *log = &policy->logs[policy->log_count];
    if (policy->log_count == POLICY_LOG_LIMIT)
        return refuse(line, error, "at most 64 logs", TEXT("more"));
    int status = parse_key(line, SIGNATURE_NOTE, log, error);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < policy->log_count; i++)
        if (same_key(&policy->logs[i], log))
            return refuse(line, error, "each log once", text_of(log->name));
    policy->log_count++;
    next_word(line); /* its URL, which verifying does not need */
    return expect_end(line, error);
}

/* Begins a member with the name that follows. */
static int begin_member(struct line *line, struct policy *policy, struct policy_member **member,
                        struct error *error)
{
    struct text name = next_word(line);
    if (policy->member_count == POLICY_MEMBER_LIMIT)
        return refuse(line, error, "at most 128 witnesses and groups", TEXT("more"));
    if (name.length == 0 || text_equal(name, TEXT("none")))
        return refuse(line, error, "a name other than none", name);
    if (find_member(policy, name) != POLICY_NOBODY)
        return refuse(line, error, "a name that is not taken yet", name);
    *member = &policy->members[policy->member_count];
    **member = (struct policy_member){.name = name, .group = POLICY_NOBODY};
    return STATUS_OK;
}

static int parse_witness(struct line *line, struct policy *policy, struct error *error)
{
    struct policy_member *witness;
    int status = begin_member(line, policy, &witness, error);
    if (status == STATUS_OK)
        status = parse_key(line, SIGNATURE_COSIGNATURE, &witness->verifier, error);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < policy->member_count; i++)
        if (!policy->members[i].is_group &&
            same_key(&policy->members[i].verifier, &witness->verifier))
            return refuse(line, error, "each key of a witness once", witness->name);
    policy->member_count++;
    next_word(line); /* its URL */
    return expect_end(line, error);
}

/* Makes the members that are named to the end of the line members of GROUP. */
static int parse_group_members(struct line *line, struct policy *policy, size_t group,
                               unsigned *count, struct error *error)
{
    struct text name;
    *count = 0;
    while ((name = next_word(line)).length) {
        size_t member = find_member(policy, name);
        if (member == POLICY_NOBODY)
            return refuse(line, error, "a witness or a group of the lines before", name);
        if (policy->members[member].group != POLICY_NOBODY)
            return refuse(line, error, "a witness or a group that is in no group yet", name);
        policy->members[member].group = group;
        ++*count;
    }
    return STATUS_OK;
}

static int parse_group(struct line *line, struct policy *policy, struct error *error)
{
    struct policy_member *group;
    unsigned count;
    uint64_t threshold = 0;
    int status = begin_member(line, policy, &group, error);
    if (status != STATUS_OK)
        return status;
    struct text word = next_word(line);
    group->is_group = true;
    status = parse_group_members(line, policy, policy->member_count, &count, error);
    if (status != STATUS_OK)
        return status;
    if (text_equal(word, TEXT("any")))
        threshold = 1;
    else if (text_equal(word, TEXT("all")))
        threshold = count;
    else if (!text_to_number(word, count, &threshold))
        threshold = 0;
    if (threshold == 0 || count == 0)
        return refuse(line, error, "any, all or a number of members, and that many members", word);
    group->threshold = (unsigned)threshold;
    policy->member_count++;
    return STATUS_OK;
}

static int parse_quorum(struct line *line, struct policy *policy, bool *has_quorum,
                        struct error *error)
{
    struct text name = next_word(line);
    if (*has_quorum)
        return refuse(line, error, "one quorum", TEXT("another"));
    *has_quorum = true;
    policy->quorum = find_member(policy, name);
    if (policy->quorum == POLICY_NOBODY && !text_equal(name, TEXT("none")))
        return refuse(line, error, "none, or a witness or a group of the lines before", name);
    return expect_end(line, error);
}

static int parse_line(struct line *line, struct policy *policy, bool *has_quorum,
                      struct error *error)
{
    for (size_t i = 0; i < line->rest.length; i++) {
        unsigned char byte = (unsigned char)line->rest.bytes[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            return refuse(line, error, "no control characters but tabs", line->rest);
    }
    struct text word = next_word(line);
    if (word.length == 0 || word.bytes[0] == '#')
        return STATUS_OK;
    if (text_equal(word, TEXT("log")))
        return parse_log(line, policy, error);
    if (text_equal(word, TEXT("witness")))
        return parse_witness(line, policy, error);
    if (text_equal(word, TEXT("group")))
        return parse_group(line, policy, error);
    if (text_equal(word, TEXT("quorum")))
        return parse_quorum(line, policy, has_quorum, error);
    return refuse(line, error, "log, witness, group, quorum or a comment", word);
}

int policy_parse(struct text text, const char *file, struct policy *policy, struct error *error)
{
    struct line line = {{NULL, 0}, file, 0};
    bool has_quorum = false;
    policy->log_count = policy->member_count = 0;
    policy->quorum = POLICY_NOBODY;
    if (text.length > POLICY_LIMIT_BYTES)
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected a policy of at most %d bytes, found %zu", POLICY_LIMIT_BYTES,
                         text.length);
    while (text.length) {
        line.rest = text_split(&text, '\n');
        line.number++;
        int status = parse_line(&line, policy, &has_quorum, error);
        if (status != STATUS_OK)
            return status;
    }
    if (!has_quorum)
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected a quorum line, such as \"quorum none\", found none");
    return STATUS_OK;
}

void policy_init_of_log(struct policy *policy, const struct verifier *verifier)
{
    policy->logs[0] = *verifier;
    policy->log_count = 1;
    policy->member_count = 0;
    policy->quorum = POLICY_NOBODY;
}

/* Which log of POLICY signed NOTE as its own. */
static int check_logs(const struct policy *policy, const struct signed_note *note,
                      struct policy_answer *answer, struct error *error)
{
    for (size_t i = 0; i < policy->log_count; i++) {
        const struct verifier *log = &policy->logs[i];
        size_t count;
        if (!text_equal(answer->checkpoint.origin, text_of(log->name)))
            continue;
        int status = note_verify(note, log, &count, error);
        if (status != STATUS_OK)
            return status;
        if (count && !answer->log)
            answer->log = log;
    }
    if (answer->log)
        return STATUS_OK;
    char quoted[QUOTED_SIZE_BYTES];
    text_quote(answer->checkpoint.origin, quoted);
    if (policy->log_count == 1) /* another key may have the same name */
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a checkpoint signed by %s with the key %08x, found one of %s "
                         "that is not",
                         policy->logs[0].name, policy->logs[0].key_id, quoted);
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a checkpoint signed by a log of the policy, found one of %s that is "
                     "not",
                     quoted);
}

/* Counts the witnesses, and for each group how many of its members have seen the checkpoint. */
static int check_witnesses(const struct policy *policy, const struct signed_note *note,
                           struct policy_answer *answer, struct error *error)
{
    unsigned counts[POLICY_MEMBER_LIMIT] = {0};
    bool quorum = policy->quorum == POLICY_NOBODY;
    for (size_t i = 0; i < policy->member_count; i++) {
        const struct policy_member *member = &policy->members[i];
        bool has_seen = member->is_group && counts[i] >= member->threshold;
        if (!member->is_group) {
            struct cosignature cosignature;
            int status = cosignature_verify(note, &member->verifier, &cosignature, error);
            if (status != STATUS_OK)
                return status;
            has_seen = cosignature.found;
            answer->witness_count += has_seen;
        }
        if (has_seen && member->group != POLICY_NOBODY)
            counts[member->group]++;
        quorum = quorum || (has_seen && i == policy->quorum);
    }
    if (quorum)
        return STATUS_OK;
    const struct policy_member *needed = &policy->members[policy->quorum];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected the cosignatures that the quorum %.*s asks for, found those of %zu "
                     "witnesses of the policy",
                     TEXT_ARGS(needed->name), answer->witness_count);
}

int policy_check(const struct policy *policy, const struct signed_note *note, const char *file,
                 struct policy_answer *answer, struct error *error)
{
    *answer = (struct policy_answer){0};
    int status = checkpoint_parse(note->text, file, &answer->checkpoint, error);
    if (status != STATUS_OK)
        return status;
    status = check_logs(policy, note, answer, error);
    if (status == STATUS_OK)
        status = check_witnesses(policy, note, answer, error);
    if (status != STATUS_OK && error && file)
        snprintf(error->file, sizeof(error->file), "%s", file);
    return status;
}
