/* portreg log verify: a whole log, or one entry by its proof. Says what was proved and what not. */
#include <inttypes.h>

#include "cli/log.h"
#include "cli/output.h"
#include "formats/json/members.h"
#include "history/log/proof.h"
#include "history/log/verify.h"

/* A finding is one line, or one object. */
struct report {
    bool json;
};

static void print_finding(void *context, const struct error *finding)
{
    const struct report *report = context;
    struct sink *sink = output_sink();
    char line[1024];
    if (report->json) {
        struct json_members members = json_members_begin(sink);
        json_member_text(&members, "file", text_of(finding->file));
        json_member_text(&members, "message", text_of(finding->message));
        json_members_end(&members);
        sink_write_byte(sink, '\n');
        return;
    }
    error_format(finding, line, sizeof(line));
    sink_format(sink, "%s\n", line);
}

/* What a signature proves, and what it takes witnesses for. */
static void print_trust(const struct policy *policy, const struct policy_answer *answer)
{
    struct sink *sink = output_sink();
    size_t witness_count = 0;
    for (size_t i = 0; i < policy->member_count; i++)
        witness_count += !policy->members[i].is_group;
    sink_format(sink, "proved: %s signed this tree of %" PRIu64 " entries\n", answer->log->name,
                answer->checkpoint.size);
    if (policy->quorum != POLICY_NOBODY)
        sink_format(sink,
                    "proved: %zu of the %zu witnesses of the policy saw it, which is enough for "
                    "its quorum\n",
                    answer->witness_count, witness_count);
    else
        sink_write(sink, TEXT("not proved: that others are shown the same log; no witness was "
                              "asked for (--policy)\n"));
    sink_write(sink, TEXT("not proved: that what the entries say is true\n"));
}

static void print_json(const char *kind, const struct policy_answer *answer,
                       const struct log_verification *verification)
{
    struct sink *sink = output_sink();
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "proved", text_of(kind));
    json_member_text(&members, "origin", text_of(answer->log->name));
    json_member_number(&members, "size", answer->checkpoint.size);
    json_member_number(&members, "witnesses", answer->witness_count);
    if (verification) {
        json_member_number(&members, "entries", verification->entry_count);
        json_member_number(&members, "files", verification->file_count);
        json_member_number(&members, "findings", verification->finding_count);
    }
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}

static int print_verification(const struct open_log *open, const struct report *report,
                              const struct log_verification *verification)
{
    struct sink *sink = output_sink();
    const char *directory = open->log->tiles.directory;
    bool sound = verification->finding_count == 0;
    if (report->json) {
        print_json(sound ? "log" : "nothing", &open->log->answer, verification);
    } else if (sound) {
        sink_format(sink, "%s: %" PRIu64 " entries in %" PRIu64 " files\n", directory,
                    verification->entry_count, verification->file_count);
        sink_write(sink, TEXT("proved: all entries and tiles are those of the checkpoint\n"));
        print_trust(&open->trust->policy, &open->log->answer);
    } else {
        sink_format(sink, "%s: %zu findings%s\n", directory, verification->finding_count,
                    verification->complete ? "" : "; without all hashes the tree was not computed");
    }
    return output_done(sound ? EXIT_DONE : EXIT_NO);
}

/* What does not verify is a finding, and not bad input. */
static int fail(const struct error *error)
{
    int status = print_error(error);
    return error->status == STATUS_INPUT ? EXIT_NO : status;
}

static int verify_log(const struct options *options)
{
    struct open_log open;
    struct error error;
    struct log_verification verification;
    struct report report = {options->json};
    const char *directory = options->argument_count ? options->arguments[0] : NULL;
    int result;
    int status = open_log(&open, options, directory, &error);
    if (status != STATUS_OK) {
        result = open.trust ? fail(&error) : print_error(&error);
    } else {
        status = log_verify(open.log, print_finding, &report, &verification, &error);
        result = status == STATUS_OK ? print_verification(&open, &report, &verification)
                                     : print_error(&error);
    }
    open_log_close(&open);
    return result;
}

/* Verifies PROOF of the bytes in ENTRY. */
static int verify_proof(const struct options *options, const struct trust *trust,
                        const struct file *proof_file, const struct file *entry)
{
    struct proof proof;
    struct policy_answer answer;
    struct error error;
    int status = proof_parse(proof_file->bytes, proof_file->name, &proof, &error);
    if (status == STATUS_OK)
        status =
            proof_check(&proof, entry->bytes, &trust->policy, proof_file->name, &answer, &error);
    if (status != STATUS_OK)
        return fail(&error);
    if (options->json) {
        print_json("entry", &answer, NULL);
        return output_done(EXIT_DONE);
    }
    sink_format(output_sink(), "proved: %s is entry %" PRIu64 " of %s\n", entry->name, proof.index,
                answer.log->name);
    print_trust(&trust->policy, &answer);
    return output_done(EXIT_DONE);
}

static int open_and_verify_proof(const struct options *options)
{
    struct file proof = {0}, entry = {0};
    struct error error;
    if (options->argument_count != 1) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected the file with the entry, found nothing");
        return print_error(&error);
    }
    struct trust *trust = trust_open(options, &error);
    int status = trust ? STATUS_OK : error.status;
    if (status == STATUS_OK)
        status = file_open(&proof, options->proof, &error);
    if (status == STATUS_OK)
        status = file_open(&entry, options->arguments[0], &error);
    int result =
        status == STATUS_OK ? verify_proof(options, trust, &proof, &entry) : print_error(&error);
    file_close(&entry);
    file_close(&proof);
    trust_close(trust);
    return result;
}

int run_log_verify(const struct options *options)
{
    return options->proof ? open_and_verify_proof(options) : verify_log(options);
}
