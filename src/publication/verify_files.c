/* Verifying what is made from the store: the snapshot and the published files. */
#include <unistd.h>

#include "base/memory.h"
#include "publication/files.h"
#include "publication/gzip.h"
#include "publication/released.h"
#include "publication/verifying.h"
#include "snapshot/compile.h"
#include "snapshot/snapshot.h"

/* --- the snapshot --- */

/* Whether the bytes of the snapshot are sound, in themselves, into *SOUND. */
static int check_snapshot(struct verifying *verifying, const char *path, bool *sound,
                          struct error *error)
{
    struct portreg *snapshot = NULL;
    struct portreg_error cause;
    int status = portreg_open(path, &snapshot, &cause);
    if (status == PORTREG_OK)
        status = portreg_verify(snapshot, &cause);
    portreg_close(snapshot);
    *sound = status == PORTREG_OK;
    if (status == PORTREG_MEMORY)
        return error_memory(error);
    if (!*sound)
        account_wrong(verifying->account, "snapshot", SNAPSHOT_FILE, "%s", cause.message);
    return STATUS_OK;
}

/* Compiles the releases of the store once more, and compares. */
static int compare_snapshot(struct verifying *verifying, struct text found, struct error *error)
{
    struct buffer expected;
    buffer_init(&expected);
    int status = snapshot_compile(&verifying->timeline, &expected, error);
    if (status == STATUS_OK && text_equal(buffer_text(&expected), found))
        account_proved(verifying->account, "snapshot", SNAPSHOT_FILE,
                       "it has the releases of the store, byte for byte as they compile");
    else if (status == STATUS_OK)
        account_wrong(verifying->account, "snapshot", SNAPSHOT_FILE,
                      "expected the snapshot that follows from the store, found a sound one of "
                      "something else");
    buffer_done(&expected);
    return status;
}

int verify_snapshot(struct verifying *verifying, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct file file;
    bool sound = false;
    int status = path_join(path, verifying->data_directory, SNAPSHOT_FILE, error);
    if (status == STATUS_OK)
        status = check_snapshot(verifying, path, &sound, error);
    if (status != STATUS_OK || !sound)
        return status;
    if (!verifying->store) {
        account_not_proved(verifying->account, "snapshot", SNAPSHOT_FILE,
                           "that it has the releases of the store; its checksum is right");
        return STATUS_OK;
    }
    status = file_open(&file, path, error);
    if (status == STATUS_OK)
        status = compare_snapshot(verifying, file.bytes, error);
    file_close(&file);
    return status == STATUS_OK ? STATUS_OK : verifying_error(verifying, "snapshot", error);
}

/* --- the published files --- */

/* Opens NAME in the directory of the current release. */
static int open_published(struct verifying *verifying, const char *name, struct file *file,
                          struct error *error)
{
    char directory[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    int status = path_join(directory, verifying->data_directory, PUBLISHED_DIRECTORY, error);
    if (status == STATUS_OK)
        status = path_join(path, directory, name, error);
    *file = (struct file){.mapped = false};
    return status == STATUS_OK ? file_open(file, path, error) : status;
}

/* Whether COMPRESSED begins as publication writes it, without a name and without a time, into *HAS:
 * nothing in the file vouches for that. SCRATCH is left as it was. */
static int check_header(struct text compressed, struct buffer *scratch, bool *has,
                        struct error *error)
{
    enum { HEADER_SIZE_BYTES = 10 };
    size_t start = scratch->length;
    int status = gzip_append(scratch, TEXT(""), GZIP_USUAL, error);
    *has = status == STATUS_OK &&
           text_starts_with(compressed, text_slice(buffer_text(scratch), start, HEADER_SIZE_BYTES));
    scratch->length = start;
    return status;
}

/* The compressed file beside a published one has the same content. */
static int verify_compressed(struct verifying *verifying, const char *name, struct text content,
                             struct error *error)
{
    char compressed_name[64];
    struct file file;
    struct buffer bytes;
    bool has_header;
    snprintf(compressed_name, sizeof(compressed_name), "%s.gz", name);
    buffer_init(&bytes);
    int status = open_published(verifying, compressed_name, &file, error);
    if (status == STATUS_OK)
        status = gzip_read(&bytes, file.bytes, FILE_SIZE_LIMIT_BYTES, error);
    if (status == STATUS_OK)
        status = check_header(file.bytes, &bytes, &has_header, error);
    if (status == STATUS_OK && (!has_header || !text_equal(buffer_text(&bytes), content)))
        status = error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                           "expected %s, compressed, found something else", name);
    if (status != STATUS_OK)
        snprintf(error->file, sizeof(error->file), PUBLISHED_DIRECTORY "/%s", compressed_name);
    buffer_done(&bytes);
    file_close(&file);
    return status;
}

/* The published files on their way. */
struct files_check {
    struct verifying *verifying;
    const struct logged_release *logged; /* the entry that has their hashes, or NULL */
    struct buffer hashes;                /* as HASHES_FILE should be */
};

/* Verifies one of the publisher's files. */
static int verify_file(struct files_check *check, size_t index, struct error *error)
{
    const char *name = release_files[index].name;
    uint8_t sha256[SHA256_SIZE_BYTES];
    char hex[SHA256_HEX_SIZE_BYTES], path[128];
    struct file file;
    snprintf(path, sizeof(path), PUBLISHED_DIRECTORY "/%s", name);
    int status = open_published(check->verifying, name, &file, error);
    if (status == STATUS_OK) {
        sha256_of(file.bytes, sha256);
        sha256_format(sha256, hex);
        buffer_format(&check->hashes, "%s  %s\n", hex, name);
        if (check->logged &&
            !text_equal(logged_file_hash(&check->logged->entry, text_of(name)), text_of(hex)))
            account_wrong(check->verifying->account, "files", path,
                          "expected the SHA-256 that entry %llu of the log has, found %s",
                          (unsigned long long)check->logged->index, hex);
        status = verify_compressed(check->verifying, name, file.bytes, error);
    }
    file_close(&file);
    return status == STATUS_OK ? STATUS_OK : verifying_error(check->verifying, "files", error);
}

/* The file of hashes has those of the files as they are. */
static int verify_hashes(struct files_check *check, struct error *error)
{
    struct file file;
    if (check->hashes.failed)
        return error_memory(error);
    int status = open_published(check->verifying, HASHES_FILE, &file, error);
    if (status == STATUS_OK && !text_equal(file.bytes, buffer_text(&check->hashes)))
        account_wrong(check->verifying->account, "files", PUBLISHED_DIRECTORY "/" HASHES_FILE,
                      "expected the SHA-256 of the four files, found others");
    file_close(&file);
    return status == STATUS_OK ? STATUS_OK : verifying_error(check->verifying, "files", error);
}

/* Witnesses that were asked after the files were published cosigned the checkpoint in the log, and
 * not the one in the proof. */
static int check_without_witnesses(struct verifying *verifying, const struct released_proof *proof,
                                   struct error *error)
{
    struct policy_answer answer;
    struct policy *policy = memory_allocate(sizeof(*policy));
    if (!policy)
        return error_memory(error);
    *policy = *verifying->policy;
    policy->quorum = POLICY_NOBODY;
    int status = released_proof_check(proof, policy, &answer, error);
    if (status == STATUS_OK)
        account_not_proved(verifying->account, "witnesses",
                           PUBLISHED_DIRECTORY "/" RELEASE_PROOF_FILE,
                           "that the witnesses of the policy saw the checkpoint in it");
    memory_free(policy);
    return status;
}

static int check_proof(struct verifying *verifying, const struct released_proof *proof,
                       struct error *error)
{
    struct policy_answer answer;
    int status = released_proof_check(proof, verifying->policy, &answer, error);
    return status == STATUS_INPUT && verifying->policy->quorum != POLICY_NOBODY
               ? check_without_witnesses(verifying, proof, error)
               : status;
}

/* The proof that is handed out with the files is of their entry, and holds. */
static int verify_proof(struct files_check *check, struct error *error)
{
    struct verifying *verifying = check->verifying;
    struct file file;
    struct released_proof proof;
    if (!verifying->policy)
        return STATUS_OK;
    int status = open_published(verifying, RELEASE_PROOF_FILE, &file, error);
    proof.bytes = NULL;
    if (status == STATUS_OK)
        status = released_proof_read(&proof, &file, error);
    if (status == STATUS_OK)
        status = check_proof(verifying, &proof, error);
    if (status == STATUS_OK && check->logged &&
        (proof.proof.index != check->logged->index ||
         !text_equal(proof.entry_bytes, check->logged->bytes)))
        status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                           "expected the proof of entry %llu, found that of another",
                           (unsigned long long)check->logged->index);
    released_proof_done(&proof);
    file_close(&file);
    if (status == STATUS_OK)
        return STATUS_OK;
    if (!error->file[0])
        snprintf(error->file, sizeof(error->file), "%s",
                 PUBLISHED_DIRECTORY "/" RELEASE_PROOF_FILE);
    return verifying_error(verifying, "files", error);
}

/* The snapshot beside the files is the one that look-ups see. */
static int verify_linked_snapshot(struct verifying *verifying, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct file published = {.mapped = false}, seen = {.mapped = false};
    int status = open_published(verifying, SNAPSHOT_FILE, &published, error);
    if (status == STATUS_OK)
        status = path_join(path, verifying->data_directory, SNAPSHOT_FILE, error);
    if (status == STATUS_OK)
        status = file_open(&seen, path, error);
    if (status == STATUS_OK && !text_equal(published.bytes, seen.bytes))
        account_wrong(verifying->account, "files", PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE,
                      "expected the snapshot that look-ups see, found another");
    file_close(&published);
    file_close(&seen);
    return status == STATUS_OK ? STATUS_OK : verifying_error(verifying, "files", error);
}

/* The last release by date, whose files are published; NULL when that is not known. */
static const struct release *last_release(const struct verifying *verifying)
{
    const struct timeline *timeline = &verifying->timeline;
    return timeline->release_count ? &timeline->releases[timeline->release_count - 1] : NULL;
}

static void tell_files(const struct files_check *check, const struct release *last)
{
    struct account *account = check->verifying->account;
    char date[DATE_SIZE_BYTES];
    if (check->logged)
        account_proved(account, "files", PUBLISHED_DIRECTORY,
                       "the four files are those of release %u of %s, by entry %llu of the log",
                       last->sequence, date_format(last->date, date),
                       (unsigned long long)check->logged->index);
    else
        account_not_proved(account, "files", PUBLISHED_DIRECTORY,
                           "that the four files are what was published; they have the SHA-256 "
                           "that stands beside them");
}

int verify_files(struct verifying *verifying, struct error *error)
{
    struct files_check check = {.verifying = verifying};
    const struct release *last = last_release(verifying);
    size_t wrong_before = verifying->account->wrong_count;
    if (last && verifying->log) {
        check.logged = logged_find(&verifying->logged, last->sequence, true);
        if (!check.logged)
            account_wrong(verifying->account, "files", LOG_DIRECTORY,
                          "expected an entry with the files of release %u, found none",
                          last->sequence);
    }
    buffer_init(&check.hashes);
    int status = STATUS_OK;
    for (size_t i = 0; i < RELEASE_FILE_COUNT && status == STATUS_OK; i++)
        status = verify_file(&check, i, error);
    if (status == STATUS_OK)
        status = verify_hashes(&check, error);
    if (status == STATUS_OK)
        status = verify_proof(&check, error);
    if (status == STATUS_OK)
        status = verify_linked_snapshot(verifying, error);
    if (status == STATUS_OK && verifying->account->wrong_count == wrong_before)
        tell_files(&check, last);
    buffer_done(&check.hashes);
    return status;
}
