/* Answers in pages. */
#include "server/api/paging.h"

#include <stdio.h>

#include "server/problem.h"

/* The parameters that addresses of other pages have too; others mean nothing to the API. */
static const char *const kept[] = {"q",    "prefix",   "transport", "state", "range",
                                   "year", "assignee", "as-of",     "limit"};

static bool parse_number(const struct visit *visit, const char *name, uint64_t most, size_t *number)
{
    struct text value = target_parameter(&visit->request->target, text_of(name));
    char quoted[QUOTED_SIZE_BYTES];
    uint64_t found;
    if (!value.bytes)
        return true;
    if (text_to_number(value, most, &found) && found > 0) {
        *number = (size_t)found;
        return true;
    }
    problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = name},
                   "expected %s as a number from 1 to %llu, found %s", name,
                   (unsigned long long)most, text_quote(value, quoted));
    return false;
}

bool paging_parse_limit(const struct visit *visit, size_t *limit)
{
    return parse_number(visit, "limit", PAGING_LIMIT_MOST, limit);
}

bool paging_parse(const struct visit *visit, struct paging *paging)
{
    *paging = (struct paging){.page = {.number = 1, .limit = PAGING_LIMIT_USUAL}};
    buffer_init(&paging->next);
    return paging_parse_limit(visit, &paging->page.limit) &&
           parse_number(visit, "page", UINT32_MAX, &paging->page.number);
}

/* Appends the address of the page NUMBER. */
static void append_address(struct buffer *buffer, const struct target *target, size_t number)
{
    char separator = '?';
    for (size_t i = 0; i < target->segment_count; i++) {
        buffer_append_byte(buffer, '/');
        target_append_encoded(buffer, target->segments[i]);
    }
    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
        struct text value = target_parameter(target, text_of(kept[i]));
        if (!value.bytes)
            continue;
        buffer_format(buffer, "%c%s=", separator, kept[i]);
        target_append_encoded(buffer, value);
        separator = '&';
    }
    buffer_format(buffer, "%cpage=%zu", separator, number);
}

/* Appends a link to the page NUMBER, unless that would make the list too long for a header. */
static void append_link(struct buffer *list, const struct target *target, const char *relation,
                        size_t number)
{
    size_t before = list->length;
    buffer_append(list, before ? TEXT(", <") : TEXT("<"));
    append_address(list, target, number);
    buffer_format(list, ">; rel=\"%s\"", relation);
    if (!list->failed && list->length >= RESPONSE_LINK_SIZE_BYTES)
        list->length = before;
}

/* The header Link. The next page comes first: it is the one that must not be missing. */
static bool link_pages(const struct visit *visit, const struct answer_page *page)
{
    const struct target *target = &visit->request->target;
    size_t count = answer_page_count(page);
    struct buffer list;
    if (count == 1)
        return true;
    buffer_init(&list);
    if (page->number < count)
        append_link(&list, target, "next", page->number + 1);
    if (page->number > 1)
        append_link(&list, target, "prev", page->number - 1);
    append_link(&list, target, "first", 1);
    append_link(&list, target, "last", count);
    bool done = !list.failed;
    if (done)
        snprintf(visit->response->link, sizeof(visit->response->link), "%.*s",
                 TEXT_ARGS(buffer_text(&list)));
    buffer_done(&list);
    return done;
}

int paging_place(const struct visit *visit, struct paging *paging, size_t total,
                 struct error *error)
{
    struct answer_page *page = &paging->page;
    page->total = total;
    size_t count = answer_page_count(page);
    if (page->number > count) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_NO_SUCH_PAGE, .parameter = "page"},
                       "expected a page from 1 to %zu, found %zu", count, page->number);
        return STATUS_OK;
    }
    if (page->number < count)
        append_address(&paging->next, &visit->request->target, page->number + 1);
    page->next = buffer_text(&paging->next);
    return link_pages(visit, page) && !paging->next.failed ? STATUS_OK : error_memory(error);
}

void paging_done(struct paging *paging)
{
    buffer_done(&paging->next);
}
