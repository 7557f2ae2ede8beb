/* portreg verify FILE: which release a file is of, by the log that has its SHA-256. */
#include <inttypes.h>

#include "cli/log.h"
#include "cli/output.h"
#include "cli/verify.h"
#include "formats/json/members.h"
#include "publication/released.h"

/* A file, and who is asked about it. */
struct file_check {
    const struct options *options;
    const struct file *file;
    uint8_t sha256[SHA256_SIZE_BYTES];
    struct account *account;
};

/* What the entry ENTRY at INDEX, which is proved by ANSWER, says of the file. */
static void print_json(const struct file_check *check, const struct entry *entry, uint64_t index,
                       const struct logged_file *found, const struct policy_answer *answer)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    struct json_members members = json_members_begin(output_sink());
    json_member_text(&members, "result", TEXT("proved"));
    json_member_text(&members, "subject", TEXT("file"));
    json_member_text(&members, "file", text_of(check->file->name));
    json_member_text(&members, "sha256", text_of(sha256_format(check->sha256, hex)));
    json_member_number(&members, "release", entry->release);
    json_member_date_if_any(&members, "date", entry->date);
    json_member_text_if_any(&members, "published_as", found->name);
    json_member_text_if_any(&members, "received_as", found->format);
    json_member_number(&members, "entry", index);
    json_member_number(&members, "size", answer->checkpoint.size);
    json_member_text(&members, "origin", text_of(answer->log->name));
    json_members_end(&members);
    sink_write_byte(output_sink(), '\n');
}

static void tell_found(const struct file_check *check, const struct entry *entry, uint64_t index,
                       const struct logged_file *found, const struct policy_answer *answer)
{
    char date[DATE_SIZE_BYTES];
    date_format(entry->date, date);
    if (check->options->json) {
        print_json(check, entry, index, found, answer);
        return;
    }
    if (found->name.length)
        account_proved(check->account, "file", check->file->name,
                       "it is release %u of %s, published as %.*s", entry->release, date,
                       TEXT_ARGS(found->name));
    if (found->format.length)
        account_proved(check->account, "file", check->file->name,
                       "it is release %u of %s, received in %.*s by %.*s", entry->release, date,
                       TEXT_ARGS(found->format), TEXT_ARGS(entry->source));
    account_proved(check->account, "log", NULL,
                   "entry %" PRIu64 " of %s says so, in a tree of %" PRIu64 " entries", index,
                   answer->log->name, answer->checkpoint.size);
}

static void tell_not_found(const struct file_check *check, const char *where)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    account_wrong(check->account, "file", check->file->name,
                  "expected the SHA-256 of a file that was received or published, found %s, which "
                  "%s has not",
                  sha256_format(check->sha256, hex), where);
}

/* --- by a proof --- */

static int check_proof(const struct file_check *check, const struct file *file,
                       const struct policy *policy, struct error *error)
{
    struct released_proof proof;
    struct policy_answer answer;
    struct logged_file found;
    int status = released_proof_read(&proof, file, error);
    if (status == STATUS_OK)
        status = released_proof_check(&proof, policy, &answer, error);
    if (status == STATUS_OK) {
        if (logged_has_file(&proof.entry, check->sha256, &found))
            tell_found(check, &proof.entry, proof.proof.index, &found, &answer);
        else
            tell_not_found(check, "the entry of the proof");
        account_signatures(check->account, policy, &answer);
    }
    released_proof_done(&proof);
    return status;
}

static int verify_by_proof(const struct file_check *check)
{
    struct error error;
    struct file proof = {.mapped = false};
    struct trust *trust = trust_open(check->options, &error);
    int status = trust ? file_open(&proof, check->options->proof, &error) : error.status;
    bool is_open = status == STATUS_OK;
    if (is_open)
        status = check_proof(check, &proof, &trust->policy, &error);
    file_close(&proof);
    trust_close(trust);
    if (status == STATUS_OK)
        return report_done(check->account);
    return is_open ? verify_failed(&error) : print_error(&error);
}

/* --- by a log --- */

/* Tells of every entry that has the file, after it is proved. *COUNT is how many. */
static int check_entries(const struct file_check *check, struct log *log,
                         const struct logged *logged, size_t *count, struct error *error)
{
    *count = 0;
    for (size_t i = 0; i < logged->count; i++) {
        const struct logged_release *release = &logged->releases[i];
        struct logged_file found;
        if (!logged_has_file(&release->entry, check->sha256, &found))
            continue;
        int status = log_verify_entry(log, release->index, release->bytes, error);
        if (status != STATUS_OK)
            return status;
        tell_found(check, &release->entry, release->index, &found, &log->answer);
        (*count)++;
    }
    return STATUS_OK;
}

static int verify_by_log(const struct file_check *check)
{
    struct error error;
    struct open_log open;
    struct logged logged = {.count = 0};
    size_t count;
    int status = open_log(&open, check->options, check->options->log, &error);
    bool is_trusted = open.trust != NULL;
    if (status == STATUS_OK)
        status = logged_read(&logged, open.log, &error);
    if (status == STATUS_OK)
        status = check_entries(check, open.log, &logged, &count, &error);
    if (status == STATUS_OK && count == 0)
        tell_not_found(check, "the log");
    if (status == STATUS_OK)
        account_signatures(check->account, &open.trust->policy, &open.log->answer);
    logged_done(&logged);
    open_log_close(&open);
    if (status == STATUS_OK)
        return report_done(check->account);
    return is_trusted ? verify_failed(&error) : print_error(&error);
}

int verify_file(const struct options *options, const char *path)
{
    struct report report;
    struct account account;
    struct error error;
    struct file file;
    struct file_check check = {.options = options, .file = &file, .account = &account};
    report_init(&report, options, &account);
    if (file_open(&file, path, &error) != STATUS_OK)
        return print_error(&error);
    sha256_of(file.bytes, check.sha256);
    int result = options->proof ? verify_by_proof(&check) : verify_by_log(&check);
    file_close(&file);
    return result;
}
