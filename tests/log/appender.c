/* Appends to a log in a loop, to be killed at any moment.
 *
 * usage: appender DATA ROUNDS SEED    (0 rounds: until killed)
 *
 * Each round appends up to a few hundred entries, the same at every number whoever appends them,
 * and signs. Prints "SIZE ROOT" for each checkpoint once it is in place. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "history/log/log.h"
#include "history/log/signer.h"
#include "history/log/writer.h"
#include "support/log.h"

static int print_checkpoint(const char *directory, const struct verifier *verifier,
                            struct error *error)
{
    static struct policy policy;
    static struct log log;
    char root[SHA256_HEX_SIZE_BYTES];
    policy_init_of_log(&policy, verifier);
    int status = log_open(&log, directory, &policy, error);
    if (status == STATUS_OK)
        printf("%" PRIu64 " %s\n", log_size(&log),
               sha256_format(log.answer.checkpoint.root.bytes, root));
    fflush(stdout);
    log_close(&log);
    return status;
}

static int run_round(const char *directory, const char *key, struct error *error)
{
    struct log_writer *writer;
    char buffer[FACT_ENTRY_SIZE_BYTES];
    int status = log_writer_open(&writer, directory, key, error);
    int count = rand() % 8 == 0 ? rand() % 700 : rand() % 20;
    while (status == STATUS_OK && count--)
        status = log_append(writer, fact_entry(log_writer_size(writer), buffer), error);
    if (status == STATUS_OK)
        status = log_sign(writer, error);
    if (status == STATUS_OK) /* still locked: so that what is printed only grows */
        status = print_checkpoint(directory, log_writer_verifier(writer), error);
    log_writer_close(writer);
    return status;
}

int main(int argc, char **argv)
{
    char directory[PATH_SIZE_BYTES], key[PATH_SIZE_BYTES], line[1024];
    struct error error = {0};
    if (argc != 4)
        return 2;
    long rounds = strtol(argv[2], NULL, 10);
    srand((unsigned)strtol(argv[3], NULL, 10));
    path_join(directory, argv[1], LOG_DIRECTORY, NULL);
    path_join(key, argv[1], LOG_KEY_FILE, NULL);
    int status = STATUS_OK;
    if (access(key, F_OK) < 0)
        status = signer_create(key, TEXT(LOG_ORIGIN_DEFAULT), &error);
    for (long i = 0; (i < rounds || rounds == 0) && status == STATUS_OK; i++)
        status = run_round(directory, key, &error);
    if (status == STATUS_OK)
        return EXIT_SUCCESS;
    error_format(&error, line, sizeof(line));
    fprintf(stderr, "appender: %s\n", line);
    return EXIT_FAILURE;
}
