/* portreg log: the table of its commands, and those that are short. */
#include "cli/log.h"

#include <errno.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/execute.h"
#include "cli/output.h"
#include "formats/json/members.h"
#include "history/log/signer.h"

const struct command log_commands[] = {
    {"log key", "", "the public key of the log; makes the key when there is none", "origin ", 0, 0,
     run_log_key,
     "  portreg log key\n"
     "  portreg log key --origin ports.example.org/log\n"
     "                             a name of its own, before anything is published\n"},
    {"log append", "", "bring the log up to the store, as after a crash", "", 0, 0, run_log_append,
     "  portreg log append         every import does this by itself\n"},
    {"log checkpoint", "", "the current checkpoint, verified", "key policy ", 0, 0,
     run_log_checkpoint,
     "  portreg log checkpoint\n"
     "  portreg log checkpoint --policy policy.txt\n"
     "                             with the cosignatures that a policy asks for\n"},
    {"log erase", "HANDLE", "let nobody show that a person is meant in the log", "", 1, 1,
     run_log_erase,
     "  portreg log erase Alex_Example\n"
     "                             the salts are erased for good, and the log stays as it is\n"},
    {"log prove", "INDEX", "prove that an entry is in the log, or that the log only grew",
     "key policy entry size consistency ", 0, 1, run_log_prove,
     "  portreg log prove 4 > 4.tlog-proof\n"
     "  portreg log prove --entry FILE > entry.tlog-proof\n"
     "                             of the entry with these bytes\n"
     "  portreg log prove 4 --size 7         the hashes alone, for a tree of 7 entries\n"
     "  portreg log prove --consistency 3-7  the hashes that lead from 3 entries to 7\n"},
    {"log verify", "[DIR | ENTRY]", "verify a whole log, or with --proof one entry",
     "key policy proof ", 0, 1, run_log_verify,
     "  portreg log verify         the data directory's, with its own key\n"
     "  portreg log verify /mnt/copy/log --key ports.example.org/log+934fd4e1+AQOh...\n"
     "  portreg log verify --proof 4.tlog-proof --policy policy.txt ENTRY\n"},
    {"log witness", "URL", "have a witness cosign the current checkpoint", "key witness-key ", 1, 1,
     run_log_witness,
     "  portreg log witness https://witness.example.org --witness-key "
     "witness.example.org/w1+f3c080b6+BCms...\n"},
};
const size_t log_command_count = sizeof(log_commands) / sizeof(*log_commands);

/* Reached without one of the commands of the table. */
int run_log(const struct options *options)
{
    struct error error;
    char quoted[QUOTED_SIZE_BYTES];
    error_set(
        &error, STATUS_INPUT, NULL, (struct position){0, 0},
        "expected portreg log key, append, checkpoint, erase, prove, verify or witness, found %s",
        options->argument_count ? text_quote(text_of(options->arguments[0]), quoted) : "nothing");
    return print_error(&error);
}

int open_log(struct open_log *open, const struct options *options, const char *directory,
             struct error *error)
{
    char path[PATH_SIZE_BYTES];
    *open = (struct open_log){NULL, trust_open(options, error)};
    if (!open->trust)
        return error->status;
    int status = path_join(path, options->data, LOG_DIRECTORY, error);
    if (status != STATUS_OK)
        return status;
    open->log = memory_allocate(sizeof(*open->log));
    if (!open->log)
        return error_memory(error);
    return log_open(open->log, directory ? directory : path, &open->trust->policy, error);
}

void open_log_close(struct open_log *open)
{
    if (open->log)
        log_close(open->log);
    memory_free(open->log);
    trust_close(open->trust);
}

/* Makes the key in PATH, of the name that OPTIONS give it. */
static int make_key(const struct options *options, const char *path, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text origin = text_of(options->origin ? options->origin : LOG_ORIGIN_DEFAULT);
    if (!key_name_is_valid(origin))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected an origin such as ports.example.org/log, without white space "
                         "and \"+\", found %s",
                         text_quote(origin, quoted));
    int status = directory_make(options->data, error);
    return status == STATUS_OK ? signer_create(path, origin, error) : status;
}

int run_log_key(const struct options *options)
{
    char path[PATH_SIZE_BYTES];
    struct verifier verifier;
    struct error error;
    struct buffer line;
    int status = path_join(path, options->data, LOG_KEY_FILE, &error);
    if (status == STATUS_OK && access(path, F_OK) < 0 && errno == ENOENT)
        status = make_key(options, path, &error);
    if (status == STATUS_OK)
        status = signer_read_verifier(path, &verifier, &error);
    if (status == STATUS_OK && options->origin && strcmp(options->origin, verifier.name) != 0)
        status = error_set(&error, STATUS_INPUT, path, (struct position){0, 0},
                           "expected a key of the origin asked for, found one of %s: a log keeps "
                           "its name",
                           verifier.name);
    if (status != STATUS_OK)
        return print_error(&error);
    buffer_init(&line);
    verifier_append(&line, &verifier);
    status = line.failed ? error_memory(&error) : STATUS_OK;
    if (options->json) {
        struct json_members members = json_members_begin(output_sink());
        json_member_text(&members, "origin", text_of(verifier.name));
        json_member_text(&members, "key", buffer_text(&line));
        json_members_end(&members);
    } else {
        sink_write(output_sink(), buffer_text(&line));
    }
    sink_write_byte(output_sink(), '\n');
    buffer_done(&line);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}

/* The checkpoint as an object, for programs that do not read signed notes. */
static void print_checkpoint(const struct log *log)
{
    const struct checkpoint *checkpoint = &log->answer.checkpoint;
    char root[SHA256_HEX_SIZE_BYTES];
    struct json_members members = json_members_begin(output_sink());
    json_member_text(&members, "origin", checkpoint->origin);
    json_member_number(&members, "size", checkpoint->size);
    json_member_text(&members, "root", text_of(sha256_format(checkpoint->root.bytes, root)));
    json_member_number(&members, "signatures", log->note.signature_count);
    json_members_end(&members);
    sink_write_byte(output_sink(), '\n');
}

int run_log_checkpoint(const struct options *options)
{
    struct open_log open;
    struct error error;
    int status = open_log(&open, options, NULL, &error);
    if (status == STATUS_OK && options->json)
        print_checkpoint(open.log);
    else if (status == STATUS_OK)
        sink_write(output_sink(), open.log->checkpoint_file.bytes);
    open_log_close(&open);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}

int run_log_witness(const struct options *options)
{
    struct error error;
    if (!options->witness_key) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --witness-key KEY, found nothing (see portreg log witness --help)");
        return print_error(&error);
    }
    const char *arguments[] = {"portregd",
                               "witness",
                               "--data",
                               options->data,
                               "--witness-key",
                               options->witness_key,
                               options->arguments[0],
                               options->key ? "--key" : NULL,
                               options->key,
                               NULL};
    return execute_portregd(arguments);
}
