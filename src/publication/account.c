/* An account of a verification. */
#include "publication/account.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const char *assurance_name(enum assurance assurance)
{
    static const char *const names[] = {"proved", "not proved", "wrong"};
    return names[assurance];
}

static void tell(struct account *account, enum assurance assurance, const char *subject,
                 const char *file, const char *format, va_list arguments)
{
    char message[1024];
    vsnprintf(message, sizeof(message), format, arguments);
    account->wrong_count += assurance == ASSURANCE_WRONG;
    account->not_proved_count += assurance == ASSURANCE_NOT_PROVED;
    struct testimony testimony = {assurance, subject, file ? file : "", message};
    account->tell(account->context, &testimony);
}

void account_proved(struct account *account, const char *subject, const char *file,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(account, ASSURANCE_PROVED, subject, file, format, arguments);
    va_end(arguments);
}

void account_not_proved(struct account *account, const char *subject, const char *file,
                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(account, ASSURANCE_NOT_PROVED, subject, file, format, arguments);
    va_end(arguments);
}

void account_wrong(struct account *account, const char *subject, const char *file,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(account, ASSURANCE_WRONG, subject, file, format, arguments);
    va_end(arguments);
}

void account_error(struct account *account, const char *subject, const struct error *error)
{
    if (error->position.line)
        account_wrong(account, subject, error->file, "line %u: %s", error->position.line,
                      error->message);
    else
        account_wrong(account, subject, error->file, "%s", error->message);
}

void account_signatures(struct account *account, const struct policy *policy,
                        const struct policy_answer *answer)
{
    size_t witness_count = 0;
    for (size_t i = 0; i < policy->member_count; i++)
        witness_count += !policy->members[i].is_group;
    account_proved(account, "log", NULL, "%s signed this log of %" PRIu64 " entries",
                   answer->log->name, answer->checkpoint.size);
    if (policy->quorum != POLICY_NOBODY)
        account_proved(account, "witnesses", NULL,
                       "%zu of the %zu witnesses of the policy saw it, as many as it asks for",
                       answer->witness_count, witness_count);
    else
        account_not_proved(account, "witnesses", NULL,
                           "that others are shown the same log; no witness was asked for "
                           "(--policy)");
    account_not_proved(account, "truth", NULL, "that what the entries say is true");
}
