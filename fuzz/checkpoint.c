/* Fuzzes signed notes: reading them, verifying them by known keys, the checkpoint in them. */
#include <string.h>

#include "fuzz.h"
#include "history/log/checkpoint.h"
#include "history/log/cosignature.h"
#include "history/log/note.h"
#include "support/log.h"

/* The parts of a note, put together, are the note. */
static void check_whole(const struct signed_note *note, struct text bytes)
{
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append(&buffer, note->text);
    buffer_append_byte(&buffer, '\n');
    for (size_t i = 0; i < note->signature_count; i++)
        buffer_append(&buffer, note->signatures[i].line);
    if (!text_equal(buffer_text(&buffer), bytes))
        BROKEN("the parts are not the note");
    buffer_done(&buffer);
}

/* A checkpoint is written as it was read, but for its extensions. */
static void check_checkpoint(const struct signed_note *note)
{
    struct checkpoint checkpoint;
    struct buffer buffer;
    if (checkpoint_parse(note->text, NULL, &checkpoint, NULL) != STATUS_OK)
        return;
    buffer_init(&buffer);
    checkpoint_append(&buffer, &checkpoint);
    if (!text_starts_with(note->text, buffer_text(&buffer)))
        BROKEN("the checkpoint is written otherwise");
    buffer_done(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct verifier log, witness;
    static struct signed_note note;
    struct text text = {(const char *)bytes, size_bytes};
    struct cosignature cosignature;
    struct error error = {0};
    size_t count;
    if (!log.name[0] && (verifier_parse(TEXT(FACT_LOG_VERIFIER), &log, NULL) != STATUS_OK ||
                         verifier_parse(TEXT(FACT_WITNESS_VERIFIER), &witness, NULL) != STATUS_OK))
        BROKEN("the keys are not read");
    if (note_parse(text, NULL, &note, &error) != STATUS_OK) {
        if (text_find_malformed(text_of(error.message)) != SIZE_MAX)
            BROKEN("a message that is no text");
        return 0;
    }
    check_whole(&note, text);
    check_checkpoint(&note);
    if (note_verify(&note, &log, &count, &error) == STATUS_OK && count &&
        !text_equal(note.text, TEXT(FACT_CHECKPOINT_TEXT)))
        BROKEN("a signature over something else");
    if (cosignature_verify(&note, &witness, &cosignature, &error) == STATUS_OK &&
        cosignature.found && !text_equal(note.text, TEXT(FACT_CHECKPOINT_TEXT)))
        BROKEN("a cosignature of something else");
    return 0;
}
