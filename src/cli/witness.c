/* portregd witness. */
#include "cli/witness.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/memory.h"
#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "cli/http_client.h"
#include "cli/url.h"
#include "history/log/log.h"
#include "history/log/signer.h"
#include "history/log/witness.h"

/* A witness that others are using too may move on between two requests; not for ever. */
enum { ATTEMPT_LIMIT = 4 };

struct request {
    const char *data_directory;
    const char *url;
    const char *log_key;     /* as text; NULL: of the key in the data directory */
    const char *witness_key; /* as text */
    struct verifier witness;
    struct policy *policy; /* trusts the log */
    struct log *log;
    char directory[PATH_SIZE_BYTES]; /* of the log */
    bool alarm;                      /* the witness has seen another log under this name */
    bool superseded; /* the log has a newer checkpoint than the one that was cosigned */
};

static int fail(const struct error *error, int result)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portreg: %s\n", line);
    return result;
}

static int usage(const char *found)
{
    fprintf(stderr,
            "portregd: expected witness [--data DIR] [--key KEY] --witness-key KEY URL, found %s\n",
            found);
    return EXIT_USAGE;
}

static int parse_arguments(struct request *request, int count, char **arguments)
{
    static const char *const names[] = {"--data", "--key", "--witness-key"};
    const char **const values[] = {&request->data_directory, &request->log_key,
                                   &request->witness_key};
    for (int i = 1; i < count; i++) {
        size_t known = 0;
        while (known < 3 && strcmp(arguments[i], names[known]) != 0)
            known++;
        if (known < 3 && i + 1 < count)
            *values[known] = arguments[++i];
        else if (known < 3 || arguments[i][0] == '-' || request->url)
            return usage(arguments[i]);
        else
            request->url = arguments[i];
    }
    return request->url && request->witness_key ? EXIT_DONE : usage("less");
}

/* Reads the keys, and the checkpoint that is to be cosigned. */
static int open_log(struct request *request, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct verifier log;
    int status = verifier_parse(text_of(request->witness_key), &request->witness, error);
    if (status == STATUS_OK && request->witness.type != SIGNATURE_COSIGNATURE)
        status = error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                           "expected the key of a witness (kind 4), found one of a log");
    if (status == STATUS_OK && request->log_key)
        status = verifier_parse(text_of(request->log_key), &log, error);
    else if (status == STATUS_OK) {
        status = path_join(path, request->data_directory, LOG_KEY_FILE, error);
        if (status == STATUS_OK)
            status = signer_read_verifier(path, &log, error);
    }
    if (status == STATUS_OK)
        status = path_join(request->directory, request->data_directory, LOG_DIRECTORY, error);
    if (status != STATUS_OK)
        return status;
    policy_init_of_log(request->policy, &log);
    return log_open(request->log, request->directory, request->policy, error);
}

/* Sends the checkpoint with the proof from the first OLD_SIZE entries. */
static int submit(struct request *request, uint64_t old_size, struct http_answer *answer,
                  struct error *error)
{
    char url[URL_SIZE_BYTES];
    struct merkle_proof proof;
    struct buffer body;
    size_t length = strlen(request->url);
    while (length && request->url[length - 1] == '/')
        length--;
    if ((size_t)snprintf(url, sizeof(url), "%.*s" WITNESS_PATH, (int)length, request->url) >=
        sizeof(url))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a URL of less than %zu bytes, found %zu", sizeof(url), length);
    int status =
        log_prove_consistency(request->log, old_size, log_size(request->log), &proof, error);
    if (status != STATUS_OK)
        return status;
    buffer_init(&body);
    witness_append_request(&body, old_size, &proof, &request->log->note, request->log->answer.log);
    status = body.failed ? error_memory(error) : http_post(url, buffer_text(&body), answer, error);
    buffer_done(&body);
    return status;
}

/* A witness that cosigned: adds what it sent to the checkpoint. */
static int take_cosignature(struct request *request, struct text answer, struct error *error)
{
    struct cosignature cosignature;
    struct text line;
    char when[32];
    const struct signed_note *note = &request->log->note;
    int status =
        witness_parse_cosignatures(answer, note, &request->witness, &line, &cosignature, error);
    if (status == STATUS_OK)
        status = witness_add(request->directory, note->text, &request->witness, line,
                             &request->superseded, error);
    if (status != STATUS_OK || request->superseded)
        return status;
    time_t seconds = (time_t)cosignature.time_seconds;
    struct tm calendar;
    if (!gmtime_r(&seconds, &calendar) ||
        !strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &calendar))
        snprintf(when, sizeof(when), "second %" PRIu64, cosignature.time_seconds);
    printf("%s cosigned %s at %" PRIu64 " entries, %s\n", request->witness.name,
           request->log->answer.log->name, log_size(request->log), when);
    return STATUS_OK;
}

/* Whether MEDIA_TYPE is that of a size, whatever parameters it has. */
static bool is_size_type(const char *media_type)
{
    struct text rest = text_of(media_type);
    return text_equal_ignoring_case(text_trim(text_split(&rest, ';')), TEXT(WITNESS_SIZE_TYPE));
}

/* A witness that knows another size: *OLD_SIZE is what to prove from. One that knows this size, and
 * no other conflict, has another tree; what else says 409 is no witness. */
static int take_conflict(struct request *request, const struct http_answer *answer,
                         uint64_t *old_size, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    uint64_t size;
    bool is_size = is_size_type(answer->media_type);
    request->alarm = !is_size && *old_size == log_size(request->log);
    if (request->alarm)
        return error_set(error, STATUS_INPUT, request->url, (struct position){0, 0},
                         "expected a witness that has seen this log, found that it has seen "
                         "another tree of %" PRIu64 " entries under this name",
                         log_size(request->log));
    if (!is_size)
        return error_set(
            error, STATUS_IO, request->url, (struct position){0, 0},
            "expected the number of entries that the witness knows, as " WITNESS_SIZE_TYPE
            ", found status 409 with %s",
            text_quote(text_of(answer->media_type), quoted));
    int status = witness_parse_size(buffer_text(&answer->body), &size, error);
    if (status != STATUS_OK)
        return status;
    request->alarm = size > log_size(request->log);
    if (request->alarm)
        return error_set(error, STATUS_INPUT, request->url, (struct position){0, 0},
                         "expected a witness that has seen at most %" PRIu64 " entries, found that "
                         "it has seen %" PRIu64 ": the log was set back, or there is another one "
                         "of this name",
                         log_size(request->log), size);
    *old_size = size;
    return STATUS_OK;
}

static int refused(struct request *request, const struct http_answer *answer, struct error *error)
{
    const char *found = "an answer that the protocol does not have";
    if (answer->status == 400)
        found = "that it takes the request for malformed";
    else if (answer->status == 403)
        found = "that it trusts another key for this log";
    else if (answer->status == 404)
        found = "that it does not know this log, or nothing of that path";
    else if (answer->status == 422)
        found = "that the log does not begin with the entries that it has seen";
    else if (answer->status >= 500)
        found = "that it is out of order";
    request->alarm = answer->status == 422;
    return error_set(error, STATUS_IO, request->url, (struct position){0, 0},
                     "expected a witness that cosigns, found %s (status %ld)", found,
                     answer->status);
}

/* Asks until the witness cosigns. It says itself what it has seen; so the first request assumes
 * nothing, and none is a mere question. */
static int ask(struct request *request, struct error *error)
{
    uint64_t old_size = 0;
    for (int attempt = 0; attempt < ATTEMPT_LIMIT; attempt++) {
        struct http_answer answer = {0};
        int status = submit(request, old_size, &answer, error);
        bool done = status != STATUS_OK || answer.status != 409;
        if (status == STATUS_OK && answer.status == 200)
            status = take_cosignature(request, buffer_text(&answer.body), error);
        else if (status == STATUS_OK && answer.status == 409)
            status = take_conflict(request, &answer, &old_size, error);
        else if (status == STATUS_OK)
            status = refused(request, &answer, error);
        http_answer_done(&answer);
        if (done || status != STATUS_OK)
            return status;
    }
    return error_set(error, STATUS_IO, request->url, (struct position){0, 0},
                     "expected a witness that keeps to what it says it has seen, found %d changes "
                     "of it",
                     ATTEMPT_LIMIT);
}

/* Whether the log has grown since it was opened: then a witness that has seen more may have seen
 * that. */
static bool has_grown(struct request *request)
{
    uint64_t size = log_size(request->log);
    struct error ignored;
    log_close(request->log);
    return open_log(request, &ignored) == STATUS_OK && log_size(request->log) > size;
}

/* Has the checkpoint cosigned; when the log grows meanwhile, the next one. */
static int run(struct request *request)
{
    struct error error;
    for (int attempt = 0; attempt < ATTEMPT_LIMIT; attempt++) {
        request->superseded = request->alarm = false;
        int status = open_log(request, &error);
        int result = status == STATUS_OK ? EXIT_FAILED : exit_status_of(&error);
        if (status == STATUS_OK)
            status = ask(request, &error);
        bool retried = request->superseded || (request->alarm && has_grown(request));
        log_close(request->log);
        if (status != STATUS_OK && !retried)
            return fail(&error, request->alarm ? EXIT_NO : result);
        if (!retried)
            return EXIT_DONE;
    }
    error_set(&error, STATUS_IO, request->directory, (struct position){0, 0},
              "expected a checkpoint that stays until it is cosigned, found %d newer ones",
              ATTEMPT_LIMIT);
    return fail(&error, EXIT_FAILED);
}

int witness_main(int count, char **arguments)
{
    char path[PATH_SIZE_BYTES];
    struct error error;
    struct request request = {.data_directory = data_directory_default(path)};
    int result = parse_arguments(&request, count, arguments);
    if (result != EXIT_DONE)
        return result;
    if (url_check(request.url, &error) != STATUS_OK)
        return fail(&error, exit_status_of(&error));
    request.policy = memory_allocate(sizeof(*request.policy));
    request.log = memory_allocate_zeroed(1, sizeof(*request.log));
    if (request.policy && request.log) {
        result = run(&request);
    } else {
        error_memory(&error);
        result = fail(&error, EXIT_FAILED);
    }
    memory_free(request.log);
    memory_free(request.policy);
    return result;
}
