/* The registry for a terminal. */
#include "server/pages/registry_text.h"

#include "snapshot/statistics.h"

static const char help[] =
    "\n"
    "Ask by the path. A browser gets pages, Accept: application/json gets JSON.\n"
    "\n"
    "  /443, /6000-6063      a port number, a range of them\n"
    "  /443/tcp              the same for one transport protocol\n"
    "  /https                a service name\n"
    "  /search?q=WORDS       a search over every column\n"
    "  /releases             what changed, release by release\n"
    "  /api/v1/              the API; /api describes it\n"
    "  /changes.atom         a feed of changes\n"
    "\n"
    "?as-of=2015-01-01 behind a path asks for the registry as of that day.\n"
    "The files, with .xml, .csv, .xhtml or .txt behind it:\n"
    "/assignments/" RELEASE_NAME "/" RELEASE_NAME "\n"
    "\n";

/* A sentence for people, its lines broken at 80 columns. */
static void append_wrapped(struct buffer *buffer, struct text words)
{
    enum { COLUMNS = 80 };
    size_t column = 0;
    while (words.bytes) {
        struct text word = text_split(&words, ' ');
        if (column + 1 + word.length > COLUMNS) {
            buffer_append_byte(buffer, '\n');
            column = 0;
        }
        if (column)
            buffer_append_byte(buffer, ' ');
        buffer_append(buffer, word);
        column += word.length + (column > 0);
    }
    buffer_append_byte(buffer, '\n');
}

static void append_counts(struct buffer *buffer, const struct portreg *snapshot)
{
    char date[DATE_SIZE_BYTES];
    struct statistics statistics;
    struct snapshot_header header = snapshot_header(snapshot);
    statistics_count(snapshot, &statistics);
    date_format(header.updated, date);
    append_wrapped(buffer, header.title.length ? header.title : TEXT("A registry without a title"));
    buffer_format(buffer, "%s, %u records: %u assigned, %u reserved, %u unassigned\n",
                  *date ? date : "Without a date", statistics.records, statistics.records_assigned,
                  statistics.records_reserved, statistics.records_unassigned);
}

int registry_text_answer(const struct visit *visit, const struct portreg *snapshot,
                         struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    append_counts(&buffer, snapshot);
    buffer_append(&buffer, text_of(help));
    append_wrapped(&buffer, TEXT(PORTREG_DISCLAIMER));
    visit->response->status = HTTP_OK;
    visit->response->media_type = "text/plain; charset=UTF-8";
    int status = response_take(visit->response, &buffer, error);
    buffer_done(&buffer);
    return status;
}
