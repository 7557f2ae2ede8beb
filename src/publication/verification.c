/* Verification of a data directory. */
#include "publication/verification.h"

#include "base/memory.h"
#include "publication/verifying.h"

/* In an order in which each can rely on those before it. */
static int (*const parts[])(struct verifying *verifying, struct error *error) = {
    verify_store,          verify_releases, verify_log,  verify_release_entries,
    verify_change_entries, verify_snapshot, verify_files};
enum { PART_COUNT = sizeof(parts) / sizeof(*parts) };

int verification_run(const char *data_directory, const struct policy *policy,
                     struct account *account, struct error *error)
{
    struct verifying verifying = {
        .data_directory = data_directory, .policy = policy, .account = account};
    int status = STATUS_OK;
    for (size_t i = 0; i < PART_COUNT && status == STATUS_OK; i++)
        status = parts[i](&verifying, error);
    logged_done(&verifying.logged);
    if (verifying.log)
        log_close(verifying.log);
    memory_free(verifying.log);
    timeline_done(&verifying.timeline);
    store_close(verifying.store);
    return status;
}
