/* portreg verify: proves, offline, what is in a data directory, in a file or in a record, and says
 * what it could not prove. */
#include "cli/verify.h"

#include <errno.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/trust.h"
#include "formats/json/members.h"
#include "publication/verification.h"
#include "store/store.h"

/* --- printing --- */

static void print_json(const struct testimony *testimony)
{
    static const char *const results[] = {"proved", "not-proved", "wrong"};
    struct json_members members = json_members_begin(output_sink());
    json_member_text(&members, "result", text_of(results[testimony->assurance]));
    json_member_text(&members, "subject", text_of(testimony->subject));
    json_member_text_if_any(&members, "file", text_of(testimony->file));
    json_member_text(&members, "message", text_of(testimony->message));
    json_members_end(&members);
    sink_write_byte(output_sink(), '\n');
}

static void print(void *context, const struct testimony *testimony)
{
    const struct report *report = context;
    if (report->json)
        print_json(testimony);
    else
        sink_format(output_sink(), "%s: %s%s%s\n", assurance_name(testimony->assurance),
                    testimony->file, *testimony->file ? ": " : "", testimony->message);
}

static void advance(void *context, size_t done, size_t total)
{
    const struct report *report = context;
    progress_show(&report->progress, done, total, "releases");
}

void report_init(struct report *report, const struct options *options, struct account *account)
{
    *report = (struct report){.json = options->json};
    progress_init(&report->progress);
    *account = (struct account){.tell = print, .advance = advance, .context = report};
}

int report_done(const struct account *account)
{
    return output_done(account->wrong_count ? EXIT_NO : EXIT_DONE);
}

int verify_failed(const struct error *error)
{
    int status = print_error(error);
    return error->status == STATUS_INPUT ? EXIT_NO : status;
}

/* --- a data directory --- */

/* Whom OPTIONS trust. Without a key of the log a data directory is verified as far as that goes,
 * and the log is a finding; *TRUST is NULL then. */
static int open_trust(const struct options *options, struct account *account, struct trust **trust,
                      struct error *error)
{
    *trust = trust_open(options, error);
    if (*trust)
        return STATUS_OK;
    if (options->key || options->policy || error->status == STATUS_MEMORY)
        return error->status;
    account_error(account, "log", error);
    return STATUS_OK;
}

/* The release that --release names, by its number or by a date. */
static int find_release(const struct options *options, uint32_t *sequence, struct error *error)
{
    struct store *store = NULL;
    struct unlogged release = {.sequence = 0};
    char quoted[QUOTED_SIZE_BYTES];
    uint64_t number;
    struct date date;
    bool is_number = text_to_number(text_of(options->release), UINT32_MAX, &number) && number > 0 &&
                     number < 1000000;
    if (!is_number && !date_parse(text_of(options->release), &date))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected the number of a release or a date, found %s",
                         text_quote(text_of(options->release), quoted));
    int status = store_open(options->data, STORE_READ, &store, error);
    if (status == STATUS_OK && is_number)
        status = store_find_received(store, (uint32_t)number, &release, error);
    else if (status == STATUS_OK)
        status = store_find_release(store, date_last_day(date), &release.sequence, error);
    store_close(store);
    *sequence = release.sequence;
    if (status == STATUS_OK && !release.sequence)
        status = error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                           "expected a release of %s, found none: %s", options->data,
                           text_quote(text_of(options->release), quoted));
    return status;
}

static int verify_directory(const struct options *options, uint32_t sequence)
{
    struct report report;
    struct account account;
    struct error error;
    struct trust *trust;
    report_init(&report, options, &account);
    int status = open_trust(options, &account, &trust, &error);
    const struct policy *policy = trust ? &trust->policy : NULL;
    if (status == STATUS_OK)
        status = sequence
                     ? verification_run_release(options->data, sequence, policy, &account, &error)
                     : verification_run(options->data, policy, &account, &error);
    trust_close(trust);
    return status == STATUS_OK ? report_done(&account) : print_error(&error);
}

/* Whether the store is there and may be read: damage is a finding, and this is not. */
static int check_store(const struct options *options)
{
    char path[PATH_SIZE_BYTES];
    struct error error;
    if (path_join(path, options->data, STORE_FILE, &error) != STATUS_OK)
        return print_error(&error);
    if (access(path, R_OK) == 0)
        return EXIT_DONE;
    if (errno != ENOENT) {
        error_system(&error, "open", path);
        return print_error(&error);
    }
    hint_import(options);
    return EXIT_FAILED;
}

/* --- what is asked for --- */

static int refuse(const char *expected, const char *found)
{
    struct error error;
    char quoted[QUOTED_SIZE_BYTES];
    error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
              expected, text_quote(text_of(found), quoted));
    return print_error(&error);
}

/* Whether ARGUMENT is the name of a file: of one that is there, or of none that a query could be.
 */
static bool is_file(const char *argument)
{
    return strcmp(argument, "-") == 0 || access(argument, F_OK) == 0 || *argument == '/' ||
           *argument == '.';
}

int run_verify(const struct options *options)
{
    const char *argument = options->argument_count ? options->arguments[0] : NULL;
    bool file = argument && is_file(argument);
    uint32_t sequence = 0;
    struct error error;
    if (argument && options->release)
        return refuse("--release alone", argument);
    if (options->proof && !file)
        return refuse("the file that --proof is for", argument ? argument : "");
    if (options->log && (!argument || options->proof))
        return refuse("--log with a file or a record, and without --proof", options->log);
    if (file)
        return verify_file(options, argument);
    if (argument)
        return verify_query(options, argument);
    int result = check_store(options);
    if (result != EXIT_DONE)
        return result;
    if (options->release && find_release(options, &sequence, &error) != STATUS_OK)
        return print_error(&error);
    return verify_directory(options, sequence);
}
