/* The witness protocol, without the network. */
#include "history/log/witness.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/memory.h"
#include "history/log/batch.h"
#include "history/log/log.h"
#include "history/log/proof.h"

void witness_append_request(struct buffer *request, uint64_t old_size,
                            const struct merkle_proof *proof, const struct signed_note *note,
                            const struct verifier *log)
{
    buffer_format(request, "old %" PRIu64 "\n", old_size);
    proof_append_hashes(request, proof);
    buffer_append_byte(request, '\n');
    buffer_append(request, note->text);
    buffer_append_byte(request, '\n');
    for (size_t i = 0; i < note->signature_count; i++)
        if (note_signature_is_of(&note->signatures[i], log))
            buffer_append(request, note->signatures[i].line);
}

int witness_parse_size(struct text answer, uint64_t *size, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text number = answer;
    if (text_ends_with(answer, TEXT("\n")))
        number.length--;
    if (number.length < answer.length && text_to_number(number, INT64_MAX, size))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected the number of entries that the witness knows, found %s",
                     text_quote(text_slice(answer, 0, 64), quoted));
}

int witness_parse_cosignatures(struct text answer, const struct signed_note *note,
                               const struct verifier *witness, struct text *line,
                               struct cosignature *cosignature, struct error *error)
{
    struct signed_note *answered = memory_allocate(sizeof(*answered));
    if (!answered)
        return error_memory(error);
    answered->text = note->text;
    int status = note_parse_signatures(answer, "the answer of the witness", answered, error);
    if (status == STATUS_OK)
        status = cosignature_verify(answered, witness, cosignature, error);
    if (status == STATUS_OK && !cosignature->found)
        status = error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                           "expected a cosignature of %s, found only those of other keys",
                           witness->name);
    if (status == STATUS_OK)
        *line = answered->signatures[cosignature->index].line;
    memory_free(answered);
    return status;
}

void witness_append_note(struct buffer *result, const struct signed_note *note,
                         const struct verifier *witness, struct text line)
{
    buffer_append(result, note->text);
    buffer_append_byte(result, '\n');
    for (size_t i = 0; i < note->signature_count; i++)
        if (!note_signature_is_of(&note->signatures[i], witness))
            buffer_append(result, note->signatures[i].line);
    buffer_append(result, line);
}

/* As witness_add, in the open directory FD, which is locked. */
static int add_locked(int fd, const char *directory, struct text text,
                      const struct verifier *witness, struct text line, struct signed_note *note,
                      bool *superseded, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct buffer result;
    struct file file = {0};
    buffer_init(&result);
    int status = path_join(path, directory, LOG_CHECKPOINT_FILE, error);
    if (status == STATUS_OK)
        status = file_open(&file, path, error);
    if (status == STATUS_OK)
        status = note_parse(file.bytes, file.name, note, error);
    *superseded = status == STATUS_OK && !text_equal(note->text, text);
    if (status == STATUS_OK && !*superseded) {
        witness_append_note(&result, note, witness, line);
        status = result.failed ? error_memory(error) : STATUS_OK;
    }
    if (status == STATUS_OK && !*superseded)
        status =
            batch_write_one(fd, directory, LOG_CHECKPOINT_FILE, buffer_text(&result), 0644, error);
    file_close(&file);
    buffer_done(&result);
    return status;
}

int witness_add(const char *directory, struct text text, const struct verifier *witness,
                struct text line, bool *superseded, struct error *error)
{
    struct signed_note *note = memory_allocate(sizeof(*note));
    int status = STATUS_OK;
    if (!note)
        return error_memory(error);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        status = error_system(error, "open", directory);
    else
        status = lock_take(fd, directory, LOG_LOCK_WHAT, LOG_LOCK_TIMEOUT_MS, error);
    if (status == STATUS_OK)
        status = add_locked(fd, directory, text, witness, line, note, superseded, error);
    if (fd >= 0)
        close(fd);
    memory_free(note);
    return status;
}
