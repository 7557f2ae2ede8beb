/* Cosignatures of witnesses. */
#include "history/log/cosignature.h"

#include <inttypes.h>

enum { TIME_SIZE_BYTES = 8 };

static uint64_t read_time(const uint8_t bytes[static TIME_SIZE_BYTES])
{
    uint64_t seconds = 0;
    for (int i = 0; i < TIME_SIZE_BYTES; i++)
        seconds = seconds << 8 | bytes[i];
    return seconds;
}

/* Whether SIGNATURE is VERIFIER's over TEXT at that time. Without memory: STATUS_MEMORY. */
static int check(const struct signed_note *note, const struct verifier *verifier, uint64_t seconds,
                 const uint8_t signature[static SIGNATURE_SIZE_BYTES], bool *right,
                 struct error *error)
{
    struct buffer message;
    buffer_init(&message);
    buffer_format(&message, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
    buffer_append(&message, note->text);
    int status = message.failed ? error_memory(error) : STATUS_OK;
    if (status == STATUS_OK)
        *right = verifier_check(verifier, buffer_text(&message), signature);
    buffer_done(&message);
    return status;
}

int cosignature_verify(const struct signed_note *note, const struct verifier *verifier,
                       struct cosignature *cosignature, struct error *error)
{
    uint8_t bytes[NOTE_SIGNATURE_LIMIT_BYTES];
    *cosignature = (struct cosignature){0};
    for (size_t i = 0; i < note->signature_count; i++) {
        if (!note_signature_is_of(&note->signatures[i], verifier))
            continue;
        bool right = false;
        uint64_t seconds = 0;
        if (note_signature_decode(&note->signatures[i], bytes) ==
            TIME_SIZE_BYTES + SIGNATURE_SIZE_BYTES) {
            seconds = read_time(bytes);
            int status = check(note, verifier, seconds, bytes + TIME_SIZE_BYTES, &right, error);
            if (status != STATUS_OK)
                return status;
        }
        if (!right || seconds > INT64_MAX)
            return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                             "expected the cosignature of %s over this checkpoint, found one that "
                             "is not",
                             verifier->name);
        if (!cosignature->found || seconds > cosignature->time_seconds)
            *cosignature = (struct cosignature){true, i, seconds};
    }
    return STATUS_OK;
}
