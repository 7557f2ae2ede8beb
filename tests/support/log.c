/* Logs for tests. */
#include "support/log.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/log/signer.h"
#include "history/log/writer.h"

struct text fact_entry(uint64_t index, char buffer[static FACT_ENTRY_SIZE_BYTES])
{
    int length = snprintf(buffer, FACT_ENTRY_SIZE_BYTES,
                          "{\"seq\":%" PRIu64 ",\"op\":\"assign\",\"name\":\"svc-%" PRIu64
                          "\",\"port\":%" PRIu64 ",\"proto\":\"tcp\"}",
                          index, index, 2000 + index);
    return (struct text){buffer, (size_t)length};
}

bool write_bytes(const char *path, struct text bytes, unsigned mode)
{
    FILE *stream = fopen(path, "wb");
    if (!stream)
        return false;
    bool written = fwrite(bytes.bytes, 1, bytes.length, stream) == bytes.length;
    return fclose(stream) == 0 && chmod(path, mode) == 0 && written;
}

bool test_log_init(struct test_log *log)
{
    static const char state[] =
        "ports.example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    char path[320];
    struct verifier verifier;
    const char *parent = getenv("TMPDIR");
    snprintf(log->directory, sizeof(log->directory), "%.200s/portreg-log.XXXXXX",
             parent ? parent : "/tmp");
    if (!mkdtemp(log->directory) ||
        verifier_parse(TEXT(FACT_LOG_VERIFIER), &verifier, NULL) != STATUS_OK)
        return false;
    policy_init_of_log(&log->policy, &verifier);
    snprintf(log->log, sizeof(log->log), "%s/log", log->directory);
    snprintf(log->key, sizeof(log->key), "%s/log.key", log->directory);
    snprintf(path, sizeof(path), "%s" SIGNER_STATE_SUFFIX, log->key);
    return write_bytes(log->key, TEXT(FACT_LOG_KEY "\n"), 0600) &&
           write_bytes(path, text_of(state), 0600);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void test_log_done(struct test_log *log)
{
    remove_tree(log->directory);
}

int test_log_grow(const struct test_log *log, uint64_t size, struct error *error)
{
    struct log_writer *writer;
    char buffer[FACT_ENTRY_SIZE_BYTES];
    int status = log_writer_open(&writer, log->log, log->key, error);
    while (status == STATUS_OK && log_writer_size(writer) < size)
        status = log_append(writer, fact_entry(log_writer_size(writer), buffer), error);
    if (status == STATUS_OK)
        status = log_sign(writer, error);
    log_writer_close(writer);
    return status;
}
