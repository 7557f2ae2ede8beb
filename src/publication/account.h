/* An account of a verification: what was proved, what could not be, and what is wrong, one sentence
 * after another. */
#ifndef PORTREG_PUBLICATION_ACCOUNT_H
#define PORTREG_PUBLICATION_ACCOUNT_H

#include "history/log/policy.h"

enum assurance { ASSURANCE_PROVED, ASSURANCE_NOT_PROVED, ASSURANCE_WRONG };

/* A sentence of an account. */
struct testimony {
    enum assurance assurance;
    const char *subject; /* "store", "log", ...: what it is about */
    const char *file;    /* empty when it is about no single file */
    const char *message;
};

struct account {
    void (*tell)(void *context, const struct testimony *testimony);
    /* How far a long part of the work is; may be NULL. */
    void (*advance)(void *context, size_t done, size_t total);
    void *context;
    size_t wrong_count, not_proved_count;
};

/* "proved", "not proved", "wrong". */
const char *assurance_name(enum assurance assurance);

__attribute__((format(printf, 4, 5))) void account_proved(struct account *account,
                                                          const char *subject, const char *file,
                                                          const char *format, ...);
__attribute__((format(printf, 4, 5))) void account_not_proved(struct account *account,
                                                              const char *subject, const char *file,
                                                              const char *format, ...);
__attribute__((format(printf, 4, 5))) void account_wrong(struct account *account,
                                                         const char *subject, const char *file,
                                                         const char *format, ...);
/* What ERROR says is wrong. */
void account_error(struct account *account, const char *subject, const struct error *error);

/* What the signatures under a checkpoint prove, which POLICY gave ANSWER for. */
void account_signatures(struct account *account, const struct policy *policy,
                        const struct policy_answer *answer);

#endif
