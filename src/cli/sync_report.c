/* What became of a synchronisation, for people and for programs. */
#include "cli/sync_report.h"

#include "formats/json/members.h"

/* In the order of enum sync_outcome. */
static const char *const outcomes[] = {"imported", "nothing new", "refused", "failed"};

static void complain(const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portreg: %s\n", line);
}

static bool has_error(const struct sync_result *result)
{
    return result->outcome == SYNC_REFUSED || result->outcome == SYNC_FAILED || result->forgetful;
}

static void write_json(struct sink *sink, const struct sync_request *request,
                       const struct sync_result *result, const struct error *error)
{
    char sha256[SHA256_HEX_SIZE_BYTES], line[1024];
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "outcome", text_of(outcomes[result->outcome]));
    json_member_text(&members, "url", text_of(request->url));
    json_member_text_if_any(&members, "answered", text_of(result->answered));
    if (date_is_set(result->release.date)) {
        json_member_date_if_any(&members, "date", result->release.date);
        json_member_number(&members, "records", result->release.record_count);
        json_member_text(&members, "sha256",
                         text_of(sha256_format(result->release.sha256, sha256)));
    }
    json_member_number(&members, "lost", result->lost_count);
    if (has_error(result)) {
        error_format(error, line, sizeof(line));
        json_member_text(&members, "message", text_of(line));
    }
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}

static void write_line(struct sink *sink, const struct sync_request *request,
                       const struct sync_result *result)
{
    char date[DATE_SIZE_BYTES];
    date_format(result->release.date, date);
    if (result->outcome == SYNC_IMPORTED)
        sink_format(sink, "imported %zu records, release of %s, from %s into %s\n",
                    result->release.record_count, date, request->url, request->data_directory);
    else if (result->outcome == SYNC_NOTHING_NEW)
        sink_format(sink, "nothing new at %s: the release of %s is the current one\n", request->url,
                    date);
}

bool sync_report(const struct sync_request *request, const struct sync_result *result,
                 const struct error *error, bool json)
{
    struct sink sink;
    struct error failure;
    sink_init_stream(&sink, stdout);
    if (has_error(result))
        complain(error);
    if (json)
        write_json(&sink, request, result, error);
    else
        write_line(&sink, request, result);
    if (sink_flush(&sink, "standard output", &failure) == STATUS_OK)
        return true;
    complain(&failure);
    return false;
}
