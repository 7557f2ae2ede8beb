/* Policies (C2SP tlog-policy): which logs are trusted, and which witnesses must have seen a
 * checkpoint. */
#ifndef PORTREG_HISTORY_LOG_POLICY_H
#define PORTREG_HISTORY_LOG_POLICY_H

#include "history/log/checkpoint.h"
#include "history/log/note.h"

enum { POLICY_LIMIT_BYTES = 1024 * 1024, POLICY_LOG_LIMIT = 64, POLICY_MEMBER_LIMIT = 128 };

/* A witness, or a group of witnesses and groups. */
struct policy_member {
    struct text name; /* borrowed from the text of the policy */
    bool is_group;
    struct verifier verifier; /* of a witness */
    unsigned threshold;       /* of a group: how many of its members it takes */
    size_t group;             /* the one group that this is a member of, or POLICY_NOBODY */
};

#define POLICY_NOBODY SIZE_MAX

struct policy {
    struct verifier logs[POLICY_LOG_LIMIT];
    size_t log_count;
    struct policy_member members[POLICY_MEMBER_LIMIT]; /* a group behind its members */
    size_t member_count;
    size_t quorum; /* the member that it takes, or POLICY_NOBODY: no witness is asked for */
};

/* Reads a policy. TEXT stays as it is while POLICY is in use. Errors name FILE, which may be NULL.
 */
int policy_parse(struct text text, const char *file, struct policy *policy, struct error *error);

/* The policy that trusts the key of one log and asks for no witness. */
void policy_init_of_log(struct policy *policy, const struct verifier *verifier);

/* What a policy finds in a checkpoint. */
struct policy_answer {
    struct checkpoint checkpoint;
    const struct verifier *log; /* which log of the policy signed it */
    size_t witness_count;       /* how many witnesses of the policy cosigned it */
};

/* Verifies NOTE, which must have the signature of a log of POLICY and the cosignatures that its
 * quorum asks for. Errors name FILE, which may be NULL. */
int policy_check(const struct policy *policy, const struct signed_note *note, const char *file,
                 struct policy_answer *answer, struct error *error);

#endif
