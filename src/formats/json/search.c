/* What was searched for, as JSON. */
#include "formats/json/search.h"

#include "formats/json/answer_parts.h"

/* The member "similar": the words of the query for which similar ones count. */
static void member_similar(struct json_members *members, const struct search *search,
                           const struct search_found *found)
{
    bool any = false;
    if (!found->similar)
        return;
    json_member(members, "similar");
    for (size_t i = 0; i < search->term_count; i++) {
        if (!(found->similar & 1u << i))
            continue;
        sink_write_byte(members->sink, any ? ',' : '[');
        json_write_string(members->sink, search->terms[i].text);
        any = true;
    }
    sink_write_byte(members->sink, ']');
}

static void write_hit(const struct portreg *snapshot, const struct search_hit *hit,
                      struct sink *sink)
{
    struct portreg_record record;
    struct json_members members = json_members_begin(sink);
    if (snapshot_decode(snapshot, hit->id, &record))
        answer_members_record(&members, &record);
    json_member_number(&members, "score", hit->score);
    json_members_end(&members);
}

void search_write_json(const struct portreg *snapshot, const struct search *search,
                       const struct search_found *found, const struct search_hit *hits,
                       const struct answer_page *page, struct sink *sink)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "query", search->text);
    answer_member_release(&members, snapshot);
    answer_members_page(&members, page);
    json_member_bool(&members, "partial", found->is_partial);
    member_similar(&members, search, found);
    if (!found->total)
        json_member_text_if_any(&members, "did_you_mean", search_suggest(snapshot, search));
    json_member(&members, "hits");
    sink_write_byte(sink, '[');
    for (size_t i = 0; i < found->count; i++) {
        if (i)
            sink_write_byte(sink, ',');
        write_hit(snapshot, &hits[i], sink);
    }
    sink_write_byte(sink, ']');
    json_member_text_if_any(&members, "next", page->next);
    answer_member_disclaimer(&members);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
}
