/* portreg log prove: proofs for others to verify. */
#include "cli/log.h"
#include "cli/output.h"
#include "history/log/proof.h"

static int refuse(struct error *error, const char *expected, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     expected, found ? text_quote(text_of(found), quoted) : "nothing");
}

/* Reads OLD or OLD-NEW; without NEW it is the size of LOG. */
static int parse_sizes(const struct log *log, const char *value, uint64_t *old_size,
                       uint64_t *new_size, struct error *error)
{
    struct text rest = text_of(value);
    struct text old = text_split(&rest, '-');
    *new_size = log_size(log);
    if (text_to_number(old, INT64_MAX, old_size) &&
        (!rest.bytes || text_to_number(rest, INT64_MAX, new_size)))
        return STATUS_OK;
    return refuse(error, "sizes as OLD or OLD-NEW", value);
}

static int prove_consistency(struct log *log, const struct options *options, struct buffer *result,
                             struct error *error)
{
    struct merkle_proof proof;
    uint64_t old_size, new_size;
    if (options->argument_count || options->entry || options->size)
        return refuse(error, "--consistency alone", "an entry or a size besides");
    int status = parse_sizes(log, options->consistency, &old_size, &new_size, error);
    if (status == STATUS_OK)
        status = log_prove_consistency(log, old_size, new_size, &proof, error);
    if (status == STATUS_OK)
        proof_append_hashes(result, &proof);
    return status;
}

/* Which entry OPTIONS name: by its number, or by its bytes. */
static int find_index(struct log *log, const struct options *options, uint64_t *index,
                      struct error *error)
{
    const char *number = options->argument_count ? options->arguments[0] : NULL;
    struct file file;
    if (!options->entry == !number)
        return refuse(error, "the number of an entry, --entry FILE or --consistency OLD",
                      number ? "two of them" : NULL);
    if (number)
        return text_to_number(text_of(number), INT64_MAX, index)
                   ? STATUS_OK
                   : refuse(error, "the number of an entry, from 0", number);
    int status = file_open(&file, options->entry, error);
    if (status == STATUS_OK)
        status = log_entry_find(log, file.bytes, index, error);
    if (status == STATUS_OK && *index == log_size(log))
        status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                           "expected the bytes of an entry of the log, found none that has them "
                           "(a line feed at the end counts)");
    file_close(&file);
    return status;
}

/* Proves that one entry is in the log: as a file with the checkpoint, or for another size, whose
 * checkpoint only others have, the hashes alone. */
static int prove_inclusion(struct log *log, const struct options *options, struct buffer *result,
                           struct error *error)
{
    struct proof proof = {.checkpoint = log->checkpoint_file.bytes};
    uint64_t size = log_size(log);
    int status = find_index(log, options, &proof.index, error);
    if (status == STATUS_OK && options->size &&
        !text_to_number(text_of(options->size), INT64_MAX, &size))
        status = refuse(error, "the number of entries of a tree", options->size);
    if (status == STATUS_OK)
        status = log_prove_inclusion(log, proof.index, size, &proof.path, error);
    if (status != STATUS_OK)
        return status;
    if (options->size)
        proof_append_hashes(result, &proof.path);
    else
        proof_append(result, &proof);
    return STATUS_OK;
}

int run_log_prove(const struct options *options)
{
    struct open_log open;
    struct error error;
    struct buffer result;
    buffer_init(&result);
    int status = open_log(&open, options, NULL, &error);
    if (status == STATUS_OK)
        status = options->consistency ? prove_consistency(open.log, options, &result, &error)
                                      : prove_inclusion(open.log, options, &result, &error);
    if (status == STATUS_OK && result.failed)
        status = error_memory(&error);
    if (status == STATUS_OK)
        sink_write(output_sink(), buffer_text(&result));
    buffer_done(&result);
    open_log_close(&open);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}
