/* Fuzzes searching: reading what is typed, finding it as of two releases, marking what matched, and
 * writing it as JSON. */
#include <jansson.h>
#include <string.h>

#include "formats/json/search.h"
#include "fuzz.h"
#include "support/timeline.h"

enum { HIT_LIMIT = 16 };

static void make_base(struct compiled *base)
{
    struct timeline timeline;
    timeline_begin(&timeline, 2);
    add_head_version(&timeline, 0, 1, "Teas");
    add_version(&timeline, 1, 0, 1, "tea", "7", "tcp", "Tea \"hot\"\n\\")->unauthorized_use =
        TEXT("yes");
    add_version(&timeline, 2, 0, 0, "Tea-pot", "443", "tcp",
                "a\x01\x02"
                "b\x03");
    add_version(&timeline, 2, 1, 1, "teapots", "443", "udp", "Brewing")->registration_date =
        (struct date){2001, 2, 3};
    add_version(&timeline, 3, 0, 1, "cl/1", "6000-6063", "udp", "Legacy caf\xc3\xa9");
    add_version(&timeline, 4, 1, 1, "", "3-9", "", "Unassigned");
    add_version(&timeline, 5, 0, 1, "T\xc3\xa9", "", "dccp", "")->contact = TEXT("\x04"
                                                                                 "BAda\x07");
    compiled_timeline_init(base, &timeline);
    timeline_done(&timeline);
}

static void check_json(const struct portreg *snapshot, const struct search *search,
                       const struct search_found *found, const struct search_hit *hits)
{
    static struct sink sink;
    struct buffer buffer;
    json_error_t why;
    struct answer_page page = {.number = 1, .limit = HIT_LIMIT, .total = found->total};
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    search_write_json(snapshot, search, found, hits, &page, &sink);
    if (sink_flush(&sink, "memory", NULL) != STATUS_OK)
        BROKEN("cannot write the answer");
    json_t *json = json_loadb(buffer.bytes, buffer.length, JSON_REJECT_DUPLICATES, &why);
    if (!json)
        BROKEN("%s in %.*s", why.text, TEXT_ARGS(buffer_text(&buffer)));
    json_decref(json);
    buffer_done(&buffer);
}

/* What matches lies in the text, in order, and begins and ends between characters. */
static void check_matches(const struct search *search, const struct search_found *found,
                          struct text text)
{
    size_t start, end, at = 0;
    while (search_next_match(search, found, text, at, &start, &end)) {
        if (start < at || end <= start || end > text.length ||
            text_find_malformed(text_slice(text, start, end - start)) != SIZE_MAX)
            BROKEN("a match from %zu to %zu behind %zu", start, end, at);
        at = end;
    }
}

static void check_hits(const struct portreg *snapshot, const struct search *search)
{
    struct search_hit hits[HIT_LIMIT], second;
    struct search_found found, one;
    struct portreg_record record;
    if (search_run(snapshot, search, 0, HIT_LIMIT, hits, &found, NULL) != STATUS_OK ||
        search_run(snapshot, search, 1, 1, &second, &one, NULL) != STATUS_OK)
        BROKEN("cannot search");
    if (found.total != one.total || found.count > found.total ||
        (one.count && (second.id != hits[1].id || second.score > hits[0].score)))
        BROKEN("%zu found, %zu with the first left out", found.total, one.total);
    for (size_t i = 0; i < found.count; i++) {
        if (!snapshot_decode(snapshot, hits[i].id, &record) ||
            record.first_release > portreg_release(snapshot).index ||
            record.last_release < portreg_release(snapshot).index)
            BROKEN("a hit that is not in the release");
        check_matches(search, &found, text_of_portreg(record.description));
        check_matches(search, &found, search->text);
    }
    check_json(snapshot, search, &found, hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct compiled base;
    static struct portreg *view;
    struct search search;
    struct error error = {0};
    if (!base.bytes.bytes) {
        make_base(&base);
        if (portreg_as_of(&base.snapshot, 0, &view, NULL) != PORTREG_OK)
            BROKEN("cannot open a view");
    }
    int status = search_parse((struct text){(const char *)bytes, size_bytes}, &search, &error);
    if (status != STATUS_OK) {
        if (status != STATUS_INPUT || strncmp(error.message, "expected ", 9) != 0 ||
            text_find_malformed(text_of(error.message)) != SIZE_MAX)
            BROKEN("status %d: %s", status, error.message);
        return 0;
    }
    check_hits(&base.snapshot, &search);
    check_hits(view, &search);
    return 0;
}
