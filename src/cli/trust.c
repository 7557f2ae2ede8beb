/* Whom a command trusts to have signed a log. */
#include "cli/trust.h"

#include <unistd.h>

#include "base/memory.h"
#include "history/log/log.h"
#include "history/log/signer.h"

static int read_key(const struct options *options, struct verifier *verifier, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    if (options->key) {
        int status = verifier_parse(text_of(options->key), verifier, error);
        if (status != STATUS_OK || verifier->type == SIGNATURE_NOTE)
            return status;
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected the key of a log, found that of a witness");
    }
    int status = path_join(path, options->data, LOG_KEY_FILE, error);
    if (status == STATUS_OK && access(path, R_OK) < 0)
        return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                         "expected a key that can be read, or --key KEY or --policy FILE, found "
                         "none of them");
    return status == STATUS_OK ? signer_read_verifier(path, verifier, error) : status;
}

struct trust *trust_open(const struct options *options, struct error *error)
{
    struct verifier verifier;
    struct trust *trust = memory_allocate_zeroed(1, sizeof(*trust));
    int status = trust ? STATUS_OK : error_memory(error);
    if (status == STATUS_OK && options->policy) {
        status = options->key ? error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                                          "expected --key or --policy, found both")
                              : file_open(&trust->file, options->policy, error);
        if (status == STATUS_OK)
            status = policy_parse(trust->file.bytes, trust->file.name, &trust->policy, error);
    } else if (status == STATUS_OK) {
        status = read_key(options, &verifier, error);
        if (status == STATUS_OK)
            policy_init_of_log(&trust->policy, &verifier);
    }
    if (status == STATUS_OK)
        return trust;
    trust_close(trust);
    return NULL;
}

void trust_close(struct trust *trust)
{
    if (trust)
        file_close(&trust->file);
    memory_free(trust);
}
