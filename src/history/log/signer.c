/* What signs checkpoints. */
#include "history/log/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "base/lock.h"
#include "history/log/batch.h"
#include "history/log/log.h"
#include "history/log/note.h"

enum { STATE_LIMIT_BYTES = 1024 };

/* PATH and SUFFIX into RESULT. */
static int append_suffix(const char *path, const char *suffix, char result[static PATH_SIZE_BYTES],
                         struct error *error)
{
    if ((size_t)snprintf(result, PATH_SIZE_BYTES, "%s%s", path, suffix) < PATH_SIZE_BYTES)
        return STATUS_OK;
    errno = ENAMETOOLONG;
    return error_system(error, "open", path);
}

/* Opens the directory of PATH; its name into DIRECTORY. Returns it, or -1. */
static int open_directory(const char *path, char directory[static PATH_SIZE_BYTES],
                          struct error *error)
{
    const char *slash = strrchr(path, '/');
    if (slash == path)
        snprintf(directory, PATH_SIZE_BYTES, "/");
    else if (slash)
        snprintf(directory, PATH_SIZE_BYTES, "%.*s", (int)(slash - path), path);
    else
        snprintf(directory, PATH_SIZE_BYTES, ".");
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        error_system(error, "open", directory);
    return fd;
}

static void append_state(struct buffer *buffer, const struct signer *signer)
{
    checkpoint_append(buffer, &(struct checkpoint){text_of(signer->key.verifier.name), signer->size,
                                                   signer->root});
}

/* Writes size and root of SIGNER to the file beside the key. */
static int write_state(const struct signer *signer, struct error *error)
{
    char path[PATH_SIZE_BYTES], directory[PATH_SIZE_BYTES];
    struct buffer buffer;
    int status = append_suffix(signer->path, SIGNER_STATE_SUFFIX, path, error);
    if (status != STATUS_OK)
        return status;
    int fd = open_directory(path, directory, error);
    if (fd < 0)
        return STATUS_IO;
    const char *slash = strrchr(path, '/');
    buffer_init(&buffer);
    append_state(&buffer, signer);
    status = buffer.failed ? error_memory(error) : STATUS_OK;
    if (status == STATUS_OK)
        status = batch_write_one(fd, directory, slash ? slash + 1 : path, buffer_text(&buffer),
                                 0600, error);
    buffer_done(&buffer);
    close(fd);
    return status;
}

static int missing_state(const char *path, struct error *error)
{
    return error_set(error, STATUS_IO, path, (struct position){0, 0},
                     "expected the last size and root that were signed with the key, found no such "
                     "file; restore it, or if the checkpoint in the log is surely the newest that "
                     "was ever signed, make it of its first three lines");
}

/* Reads size and root from the file beside the key. */
static int read_state(struct signer *signer, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct checkpoint checkpoint;
    struct file file;
    int status = append_suffix(signer->path, SIGNER_STATE_SUFFIX, path, error);
    if (status != STATUS_OK)
        return status;
    if (access(path, F_OK) < 0 && errno == ENOENT)
        return missing_state(path, error);
    status = file_open(&file, path, error);
    if (status == STATUS_OK)
        status = checkpoint_parse(text_slice(file.bytes, 0, STATE_LIMIT_BYTES), file.name,
                                  &checkpoint, error);
    if (status == STATUS_OK && !text_equal(checkpoint.origin, text_of(signer->key.verifier.name))) {
        char quoted[QUOTED_SIZE_BYTES];
        status = error_set(error, STATUS_INPUT, file.name, (struct position){1, 1},
                           "expected the state of the key %s, found that of %s",
                           signer->key.verifier.name, text_quote(checkpoint.origin, quoted));
    }
    if (status == STATUS_OK) {
        signer->size = checkpoint.size;
        signer->root = checkpoint.root;
    }
    file_close(&file);
    return status;
}

static bool write_all(int fd, struct text bytes)
{
    while (bytes.length) {
        ssize_t count = write(fd, bytes.bytes, bytes.length);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            bytes = text_from(bytes, (size_t)count);
    }
    return true;
}

/* Writes TEXT into the new file PATH, which only its user can read, whole or not at all, and never
 * over another one: linking fails where renaming would replace. */
static int write_new(const char *path, struct text text, struct error *error)
{
    char temporary[PATH_SIZE_BYTES], directory[PATH_SIZE_BYTES];
    int status = append_suffix(path, ".XXXXXX", temporary, error);
    if (status != STATUS_OK)
        return status;
    int fd = mkostemp(temporary, O_CLOEXEC); /* with mode 0600 */
    if (fd < 0)
        return error_system(error, "write", path);
    if (!write_all(fd, text) || fsync(fd) < 0 || link(temporary, path) < 0)
        status = error_system(error, "write", path);
    close(fd);
    unlink(temporary);
    if (status != STATUS_OK)
        return status;
    fd = open_directory(path, directory, error);
    if (fd < 0)
        return STATUS_IO;
    if (fsync(fd) < 0)
        status = error_system(error, "synchronise", directory);
    close(fd);
    return status;
}

/* Whether there is a state beside the key that is to be made: one of nothing and of the same name
 * will do, as a process leaves it that died in between. Refuses any other. */
static int find_state(const struct signer *signer, const char *path, bool *found,
                      struct error *error)
{
    struct signer old = {.lock = -1};
    snprintf(old.path, sizeof(old.path), "%s", signer->path);
    snprintf(old.key.verifier.name, sizeof(old.key.verifier.name), "%s", signer->key.verifier.name);
    *found = access(path, F_OK) == 0;
    if (!*found || (read_state(&old, NULL) == STATUS_OK && old.size == 0))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                     "expected no state of another key, found one; restore the key that it belongs "
                     "to, or move it and its log away to begin another log");
}

/* Makes the state of a new key. Another process may be making a key at the same time, and sign with
 * it: its state is never replaced. */
static int make_state(const struct signer *signer, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct buffer buffer;
    bool found = false;
    int status = append_suffix(signer->path, SIGNER_STATE_SUFFIX, path, error);
    if (status == STATUS_OK)
        status = find_state(signer, path, &found, error);
    if (status != STATUS_OK || found)
        return status;
    buffer_init(&buffer);
    append_state(&buffer, signer);
    status = buffer.failed ? error_memory(error) : write_new(path, buffer_text(&buffer), error);
    buffer_done(&buffer);
    return status;
}

int signer_create(const char *path, struct text origin, struct error *error)
{
    struct signer signer = {.lock = -1};
    struct buffer buffer;
    int status = append_suffix(path, "", signer.path, error);
    if (status != STATUS_OK)
        return status;
    status = log_key_generate(origin, &signer.key, error);
    if (status != STATUS_OK)
        return status;
    merkle_fold(NULL, 0, &signer.root);
    buffer_init(&buffer);
    log_key_append(&buffer, &signer.key);
    buffer_append_byte(&buffer, '\n');
    /* the state first: a key without one is not used */
    status = buffer.failed ? error_memory(error) : make_state(&signer, error);
    if (status == STATUS_OK)
        status = write_new(path, buffer_text(&buffer), error);
    if (buffer.bytes)
        sodium_memzero(buffer.bytes, buffer.length);
    buffer_done(&buffer);
    log_key_done(&signer.key);
    return status;
}

int signer_read_verifier(const char *path, struct verifier *verifier, struct error *error)
{
    struct log_key key;
    int fd;
    int status = log_key_open(path, &key, &fd, error);
    if (status != STATUS_OK)
        return status;
    close(fd);
    *verifier = key.verifier;
    log_key_done(&key);
    return STATUS_OK;
}

int signer_open(struct signer *signer, const char *path, struct error *error)
{
    signer->lock = -1;
    int status = append_suffix(path, "", signer->path, error);
    if (status == STATUS_OK)
        status = log_key_open(path, &signer->key, &signer->lock, error);
    if (status == STATUS_OK)
        status = lock_take(signer->lock, path, LOG_LOCK_WHAT, LOG_LOCK_TIMEOUT_MS, error);
    return status == STATUS_OK ? read_state(signer, error) : status;
}

void signer_close(struct signer *signer)
{
    log_key_done(&signer->key);
    if (signer->lock >= 0)
        close(signer->lock);
    signer->lock = -1;
}

int signer_sign(struct signer *signer, uint64_t size, const struct hash *root,
                const struct merkle_proof *proof, struct buffer *note, struct error *error)
{
    uint8_t signature[SIGNATURE_SIZE_BYTES];
    struct checkpoint checkpoint = {text_of(signer->key.verifier.name), size, *root};
    if (size < signer->size ||
        !merkle_verify_consistency(proof, signer->size, &signer->root, size, root))
        return error_set(error, STATUS_INPUT, signer->path, (struct position){0, 0},
                         "expected a log that begins with the %" PRIu64 " entries that were signed "
                         "before, found one of %" PRIu64 " entries that does not: nothing was "
                         "signed",
                         signer->size, size);
    uint64_t old_size = signer->size;
    struct hash old_root = signer->root;
    signer->size = size;
    signer->root = *root;
    int status = write_state(signer, error);
    if (status != STATUS_OK) {
        signer->size = old_size; /* what is on the disk now is either of both */
        signer->root = old_root;
        return status;
    }
    size_t start = note->length;
    checkpoint_append(note, &checkpoint);
    log_key_sign(&signer->key, text_from(buffer_text(note), start), signature);
    buffer_append_byte(note, '\n');
    note_append_signature(note, &signer->key.verifier, signature);
    return note->failed ? error_memory(error) : STATUS_OK;
}
