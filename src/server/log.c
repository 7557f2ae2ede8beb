/* The log over HTTP. */
#include "server/log.h"

#include "base/memory.h"
#include "history/log/log.h"
#include "history/log/signer.h"
#include "publication/logging.h"

/* What never changes need not be asked for again. */
#define IMMUTABLE  "public, max-age=31536000, immutable"
#define TEXT_PLAIN "text/plain; charset=UTF-8"

static int answer_missing(const struct visit *visit, const char *expected)
{
    response_problem(visit->response, HTTP_NOT_FOUND, "expected %s, found none", expected);
    return STATUS_OK;
}

static void close_file(void *owner)
{
    file_close(owner);
    memory_free(owner);
}

/* Answers with the file NAME of the log; *FOUND says whether there is one. */
static int answer_file(const struct visit *visit, const char *name, bool *found,
                       struct error *error)
{
    char directory[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    struct file *file = memory_allocate(sizeof(*file));
    if (!file)
        return error_memory(error);
    int status = path_join(directory, visit->data_directory, LOG_DIRECTORY, error);
    if (status == STATUS_OK)
        status = path_join(path, directory, name, error);
    *found = status == STATUS_OK && file_open(file, path, NULL) == STATUS_OK;
    if (*found) {
        visit->response->status = HTTP_OK;
        visit->response->body = (struct body){file->bytes, close_file, file};
    } else {
        memory_free(file);
    }
    return status;
}

int log_checkpoint_answer(const struct visit *visit, struct error *error)
{
    bool found;
    int status = answer_file(visit, LOG_CHECKPOINT_FILE, &found, error);
    if (status != STATUS_OK)
        return status;
    if (!found)
        return answer_missing(visit, "a checkpoint");
    visit->response->media_type = TEXT_PLAIN;
    return STATUS_OK;
}

/* The tile that the path of the target names, from its segment "tile" on. */
static bool find_tile(const struct target *target, struct tile *tile)
{
    char path[TILE_PATH_SIZE_BYTES];
    size_t length = 0;
    for (size_t i = 1; i < target->segment_count; i++) {
        struct text segment = target->segments[i];
        if (length + 1 + segment.length > sizeof(path))
            return false;
        if (i > 1)
            path[length++] = '/';
        if (segment.length)
            memcpy(path + length, segment.bytes, segment.length);
        length += segment.length;
    }
    return tile_parse((struct text){path, length}, tile);
}

/* Hashes do not compress, and have their entity tag here; entries do, where that is wanted. */
int log_tile_answer(const struct visit *visit, struct error *error)
{
    char path[TILE_PATH_SIZE_BYTES];
    struct tile tile;
    bool found = false;
    int status = STATUS_OK;
    if (find_tile(&visit->request->target, &tile))
        status = answer_file(visit, tile_path(&tile, path), &found, error);
    if (status != STATUS_OK)
        return status;
    if (!found)
        return answer_missing(visit, "a tile of the log");
    visit->response->media_type = "application/octet-stream";
    visit->response->cache_control = IMMUTABLE;
    if (tile.level != TILE_OF_ENTRIES)
        etag_make(visit->response->body.bytes, visit->response->etag);
    return STATUS_OK;
}

/* The proof of entry INDEX into PROOF, from the tiles. Whoever gets it verifies it. */
static int prove(const char *data_directory, uint64_t index, struct buffer *proof, bool *found,
                 struct error *error)
{
    char directory[PATH_SIZE_BYTES];
    int status = path_join(directory, data_directory, LOG_DIRECTORY, error);
    if (status != STATUS_OK)
        return status;
    struct log *log = memory_allocate(sizeof(*log));
    if (!log)
        return error_memory(error);
    status = log_open(log, directory, NULL, error);
    *found = status == STATUS_OK && index < log_size(log);
    if (*found)
        status = log_prove_entry(log, index, proof, error);
    log_close(log);
    memory_free(log);
    return *found || status == STATUS_MEMORY ? status : STATUS_OK;
}

int log_proof_answer(const struct visit *visit, struct error *error)
{
    struct buffer proof;
    uint64_t index;
    bool found = false;
    int status = STATUS_OK;
    buffer_init(&proof);
    if (text_to_number(visit->values[0], INT64_MAX, &index))
        status = prove(visit->data_directory, index, &proof, &found, error);
    if (status == STATUS_OK && found)
        status = response_take(visit->response, &proof, error);
    buffer_done(&proof);
    if (status != STATUS_OK)
        return status;
    if (!found)
        return answer_missing(visit, "the number of an entry of the log");
    visit->response->status = HTTP_OK;
    visit->response->media_type = TEXT_PLAIN;
    return STATUS_OK;
}

int log_key_answer(const struct visit *visit, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct verifier verifier;
    struct buffer line;
    int status = path_join(path, visit->data_directory, LOG_KEY_FILE, error);
    if (status != STATUS_OK)
        return status;
    if (signer_read_verifier(path, &verifier, NULL) != STATUS_OK)
        return answer_missing(visit, "a key that this server can read");
    buffer_init(&line);
    verifier_append(&line, &verifier);
    buffer_append_byte(&line, '\n');
    visit->response->status = HTTP_OK;
    visit->response->media_type = TEXT_PLAIN;
    status = response_take(visit->response, &line, error);
    buffer_done(&line);
    return status;
}
