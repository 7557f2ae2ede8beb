/* A file that was released. */
#include "publication/released.h"

#include "base/memory.h"
#include "history/log/base64.h"

int released_proof_read(struct released_proof *proof, const struct file *file, struct error *error)
{
    size_t length;
    *proof = (struct released_proof){.bytes = NULL};
    int status = proof_parse(file->bytes, file->name, &proof->proof, error);
    if (status != STATUS_OK)
        return status;
    proof->bytes = memory_allocate(ENTRY_LIMIT_BYTES);
    if (!proof->bytes)
        return error_memory(error);
    if (!proof->proof.extra.bytes ||
        !base64_decode(proof->proof.extra, (uint8_t *)proof->bytes, ENTRY_LIMIT_BYTES, &length))
        return error_set(error, STATUS_INPUT, file->name, (struct position){2, 1},
                         "expected the entry of a release behind extra, found none");
    proof->entry_bytes = (struct text){proof->bytes, length};
    status = entry_read(proof->entry_bytes, &proof->entry, error);
    if (status == STATUS_OK && proof->entry.is_release)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, file->name, (struct position){2, 1},
                     "expected the entry of a release, found another");
}

void released_proof_done(struct released_proof *proof)
{
    memory_free(proof->bytes);
    proof->bytes = NULL;
}

int released_proof_check(const struct released_proof *proof, const struct policy *policy,
                         struct policy_answer *answer, struct error *error)
{
    return proof_check(&proof->proof, proof->entry_bytes, policy, NULL, answer, error);
}
