/* For tests: that two handles give the same answers. */
#include "support/same_answers.h"

#include <stdio.h>

#include "snapshot/query.h"
#include "snapshot/search.h"
#include "snapshot/statistics.h"

/* Two handles and what was found. */
struct pair {
    const struct portreg *a, *b;
    const struct asked *asked;
    char *words; /* of DIFFERENCE_SIZE_BYTES; empty: no difference yet */
};

__attribute__((format(printf, 2, 3))) static bool differ(struct pair *pair, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(pair->words, DIFFERENCE_SIZE_BYTES, format, args);
    va_end(args);
    return true;
}

static bool text_differs(struct portreg_text a, struct portreg_text b)
{
    return !text_equal(text_of_portreg(a), text_of_portreg(b));
}

static bool date_differs(struct portreg_date a, struct portreg_date b)
{
    return a.year != b.year || a.month != b.month || a.day != b.day;
}

static bool record_differs(const struct portreg_record *a, const struct portreg_record *b)
{
    struct record model_a, model_b;
    snapshot_model(a, &model_a);
    snapshot_model(b, &model_b);
    return !record_equal(&model_a, &model_b) || text_differs(a->alias_of, b->alias_of) ||
           text_differs(a->description, b->description) || text_differs(a->contact, b->contact) ||
           text_differs(a->assignment_notes, b->assignment_notes) ||
           a->is_legacy_name != b->is_legacy_name;
}

/* Whether the lists hold the same records in the same order. */
static bool lists_differ(const struct pair *pair, struct portreg_list a, struct portreg_list b)
{
    struct portreg_record x, y;
    if (a.count != b.count)
        return true;
    for (uint32_t i = 0; i < a.count; i++)
        if (!portreg_list_get(pair->a, a, i, &x) || !portreg_list_get(pair->b, b, i, &y) ||
            record_differs(&x, &y))
            return true;
    return portreg_list_get(pair->a, a, a.count, &x) || portreg_list_get(pair->b, b, b.count, &x);
}

static bool explanations_differ(const struct pair *pair, const struct portreg_answer *a,
                                const struct portreg_answer *b)
{
    char x[512], y[512];
    return portreg_explain(pair->a, a, x, sizeof(x)) != portreg_explain(pair->b, b, y, sizeof(y)) ||
           strcmp(x, y) != 0;
}

static bool ports_differ(struct pair *pair)
{
    for (int protocol = PORTREG_NO_TRANSPORT; protocol <= PORTREG_DCCP + 1; protocol++) {
        for (uint32_t port = 0; port <= UINT16_MAX; port++) {
            enum portreg_transport_protocol of = (enum portreg_transport_protocol)protocol;
            struct portreg_answer x = portreg_find_port(pair->a, of, (uint16_t)port);
            struct portreg_answer y = portreg_find_port(pair->b, of, (uint16_t)port);
            if (x.port_number != y.port_number || x.transport_protocol != y.transport_protocol ||
                x.state != y.state || x.reason != y.reason ||
                lists_differ(pair, x.records, y.records) ||
                (port % pair->asked->explained == 0 && explanations_differ(pair, &x, &y)))
                return differ(pair, "%u of %d: state %u by %u, %u records; state %u by %u, %u",
                              port, protocol, x.state, x.reason, x.records.count, y.state, y.reason,
                              y.records.count);
        }
    }
    return false;
}

static bool query_differs(struct pair *pair, const char *words)
{
    struct query query;
    struct portreg_record x, y;
    if (query_parse(text_of(words), &query, NULL) != STATUS_OK)
        return false;
    struct query_records a = query_records_begin(pair->a, &query);
    struct query_records b = query_records_begin(pair->b, &query);
    for (;;) {
        bool more = query_records_next(&a, &x);
        if (more != query_records_next(&b, &y) || (more && record_differs(&x, &y)))
            return differ(pair, "the records of the query %s", words);
        if (!more)
            return false;
    }
}

static bool ranges_differ(struct pair *pair)
{
    static const char *const ranges[] = {"0-65535",     "0-0",       "7-7",         "7-10/tcp",
                                         "12-12",       "8-19/udp",  "31-50",       "45-49/dccp",
                                         "65535-65535", "1023-1024", "49152-65535", "6000-6063"};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
        if (query_differs(pair, ranges[i]))
            return true;
    return false;
}

static bool search_differs(struct pair *pair, const char *words, size_t length)
{
    enum { LIMIT = 64 };
    struct search search;
    struct search_hit x[LIMIT], y[LIMIT];
    struct search_found a, b;
    struct portreg_record p, q;
    if (search_parse((struct text){words, length}, &search, NULL) != STATUS_OK ||
        search_run(pair->a, &search, 0, LIMIT, x, &a, NULL) != STATUS_OK ||
        search_run(pair->b, &search, 0, LIMIT, y, &b, NULL) != STATUS_OK)
        return differ(pair, "searching for %.*s failed", (int)length, words);
    bool same = a.total == b.total && a.count == b.count && a.is_partial == b.is_partial &&
                a.similar == b.similar;
    for (size_t i = 0; same && i < a.count; i++)
        same = x[i].score == y[i].score && x[i].columns == y[i].columns &&
               snapshot_decode(pair->a, x[i].id, &p) && snapshot_decode(pair->b, y[i].id, &q) &&
               !record_differs(&p, &q);
    return !same &&
           differ(pair, "searching for %.*s: %zu and %zu", (int)length, words, a.total, b.total);
}

static bool searches_differ(struct pair *pair)
{
    static const char *const queries[] = {"t",
                                          "te",
                                          "alais",
                                          "tcp",
                                          "7",
                                          "0-65535",
                                          "2001",
                                          "entry historic",
                                          "udp tea",
                                          "tea alias",
                                          "name:t",
                                          "state:reserved",
                                          "year:2001 transport:tcp",
                                          "pot/udp 7"};
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++)
        if (search_differs(pair, queries[i], strlen(queries[i])))
            return true;
    return false;
}

static bool name_differs(struct pair *pair, const char *name, size_t length)
{
    struct text words = {name, length};
    if (lists_differ(pair, portreg_find_name(pair->a, name, length),
                     portreg_find_name(pair->b, name, length)))
        return differ(pair, "the records of the service name %.*s", TEXT_ARGS(words));
    if (search_differs(pair, name, length))
        return true;
    if (!text_equal(snapshot_suggest(pair->a, words), snapshot_suggest(pair->b, words)))
        return differ(pair, "what may be meant by %.*s", TEXT_ARGS(words));
    return false;
}

static bool names_differ(struct pair *pair)
{
    for (size_t i = 0; i < pair->asked->name_count; i++) {
        char other[128];
        size_t length = strlen(pair->asked->names[i]);
        if (length == 0 || length >= sizeof(other))
            continue;
        memcpy(other, pair->asked->names[i], length + 1);
        if (name_differs(pair, other, length) || query_differs(pair, other))
            return true;
        for (size_t j = 0; j < length; j++)
            if (ascii_is_letter(other[j]))
                other[j] ^= 'a' ^ 'A';
        if (name_differs(pair, other, length) || name_differs(pair, other + 1, length - 1))
            return true;
    }
    return name_differs(pair, "", 0);
}

static bool records_differ(struct pair *pair)
{
    struct portreg_record x, y;
    for (uint32_t i = 0;; i++) {
        bool more = portreg_record_get(pair->a, i, &x);
        if (more != portreg_record_get(pair->b, i, &y) || (more && record_differs(&x, &y)))
            return differ(pair, "record %u in the published order", i);
        if (!more)
            return false;
    }
}

static bool person_differs(const struct portreg_person *a, const struct portreg_person *b)
{
    return text_differs(a->id, b->id) || text_differs(a->name, b->name) ||
           text_differs(a->organization, b->organization) || text_differs(a->uris, b->uris) ||
           date_differs(a->updated, b->updated);
}

/* Whether both find the same person by the handle ID, or none. */
static bool person_found_differs(const struct pair *pair, struct portreg_text id)
{
    struct portreg_person x, y;
    bool found = portreg_find_person(pair->a, id.bytes, id.length, &x);
    return found != portreg_find_person(pair->b, id.bytes, id.length, &y) ||
           (found && person_differs(&x, &y));
}

static bool people_differ(struct pair *pair)
{
    struct portreg_person x, y;
    for (uint32_t i = 0;; i++) {
        bool more = snapshot_person(pair->a, i, &x);
        if (more != snapshot_person(pair->b, i, &y) || (more && person_differs(&x, &y)))
            return differ(pair, "person %u in the published order", i);
        if (!more)
            break;
        if (person_found_differs(pair, x.id))
            return differ(pair, "the person %s", x.id.bytes);
    }
    static const char *const ids[] = {"Ada", "Bob", "Cid", "Nobody", ""};
    for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
        if (person_found_differs(pair, (struct portreg_text){ids[i], strlen(ids[i])}))
            return differ(pair, "the person %s", ids[i]);
    return false;
}

static bool notes_differ(struct pair *pair)
{
    struct note x, y;
    struct footnote v, w;
    for (uint32_t i = 0, more = 2; more; i++) {
        more = snapshot_note(pair->a, i, &x);
        if (more != snapshot_note(pair->b, i, &y) ||
            (more && (!text_equal(x.title, y.title) || !text_equal(x.content, y.content))))
            return differ(pair, "note %u", i);
    }
    for (uint32_t i = 0, more = 2; more; i++) {
        more = snapshot_footnote(pair->a, i, &v);
        if (more != snapshot_footnote(pair->b, i, &w) ||
            (more && (!text_equal(v.anchor, w.anchor) || !text_equal(v.content, w.content))))
            return differ(pair, "footnote %u", i);
    }
    return false;
}

static bool heads_differ(struct pair *pair)
{
    struct portreg_release x = portreg_release(pair->a), y = portreg_release(pair->b);
    if (text_differs(x.title, y.title) || date_differs(x.date, y.date) ||
        x.record_count != y.record_count || memcmp(x.sha256, y.sha256, sizeof(x.sha256)) != 0)
        return differ(pair, "the release");
    struct snapshot_header v = snapshot_header(pair->a), w = snapshot_header(pair->b);
    if (!text_equal(v.id, w.id) || !text_equal(v.title, w.title) ||
        !text_equal(v.category, w.category) || date_compare(v.updated, w.updated) != 0 ||
        !text_equal(v.references, w.references) || !text_equal(v.experts, w.experts) ||
        v.note_count != w.note_count || v.footnote_count != w.footnote_count ||
        v.person_count != w.person_count || v.record_count != w.record_count)
        return differ(pair, "the header");
    return false;
}

static bool counts_differ(struct pair *pair)
{
    struct statistics x, y;
    statistics_count(pair->a, &x);
    statistics_count(pair->b, &y);
    return memcmp(&x, &y, sizeof(x)) != 0 && differ(pair, "the counts");
}

const char *answers_differ(const struct portreg *a, const struct portreg *b,
                           const struct asked *asked, char buffer[static DIFFERENCE_SIZE_BYTES])
{
    static bool (*const questions[])(struct pair *) = {
        heads_differ,  records_differ,  ports_differ, ranges_differ, names_differ,
        people_differ, searches_differ, notes_differ, counts_differ};
    struct pair pair = {a, b, asked, buffer};
    for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
        if (questions[i](&pair))
            return buffer;
    return NULL;
}
