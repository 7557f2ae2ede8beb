/* Verification of a data directory. */
#include "publication/verification.h"

#include "base/memory.h"
#include "publication/verifying.h"

typedef int part(struct verifying *verifying, struct error *error);

/* Runs the parts of LIST, which ends with NULL. */
static int run(struct verifying *verifying, part *const *list, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; list[i] && status == STATUS_OK; i++)
        status = list[i](verifying, error);
    logged_done(&verifying->logged);
    if (verifying->log)
        log_close(verifying->log);
    memory_free(verifying->log);
    timeline_done(&verifying->timeline);
    store_close(verifying->store);
    return status;
}

int verification_run(const char *data_directory, const struct policy *policy,
                     struct account *account, struct error *error)
{
    /* in an order in which each can rely on those before it */
    static part *const parts[] = {
        verify_store,          verify_releases, verify_log,   verify_release_entries,
        verify_change_entries, verify_snapshot, verify_files, NULL};
    struct verifying verifying = {
        .data_directory = data_directory, .policy = policy, .account = account};
    return run(&verifying, parts, error);
}

int verification_run_release(const char *data_directory, uint32_t sequence,
                             const struct policy *policy, struct account *account,
                             struct error *error)
{
    static part *const parts[] = {verify_store, verify_releases, verify_log, verify_release_entries,
                                  NULL};
    struct verifying verifying = {.data_directory = data_directory,
                                  .policy = policy,
                                  .account = account,
                                  .sequence = sequence};
    return run(&verifying, parts, error);
}
