/* Fuzzes proofs as files: what is read is written again, byte for byte; nothing is proved of an
 * entry that is not in the log. */
#include <string.h>

#include "fuzz.h"
#include "history/log/proof.h"
#include "support/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct policy policy;
    struct verifier log;
    struct text text = {(const char *)bytes, size_bytes};
    struct proof proof;
    struct policy_answer answer;
    struct error error = {0};
    struct buffer buffer;
    if (policy.log_count == 0) {
        if (verifier_parse(TEXT(FACT_LOG_VERIFIER), &log, NULL) != STATUS_OK)
            BROKEN("the key is not read");
        policy_init_of_log(&policy, &log);
    }
    if (proof_parse(text, NULL, &proof, &error) != STATUS_OK) {
        if (text_find_malformed(text_of(error.message)) != SIZE_MAX)
            BROKEN("a message that is no text");
        return 0;
    }
    buffer_init(&buffer);
    proof_append(&buffer, &proof);
    if (!text_equal(buffer_text(&buffer), text))
        BROKEN("the proof is written otherwise");
    buffer_done(&buffer);
    if (proof_check(&proof, TEXT("no entry"), &policy, NULL, &answer, &error) == STATUS_OK)
        BROKEN("proved what is not so");
    return 0;
}
