/* Where in a text the words of a query are, and what may have been meant instead. */
#include "snapshot/search.h"

/* How many bytes of the stretch of TEXT that WORD is are what TERM asks for; 0: none. */
static size_t match_length(const struct search *search, const struct search_term *term,
                           bool with_similar, struct text text, const struct word *word)
{
    size_t best = 0;
    for (unsigned i = 0; i < term->word_count; i++) {
        const struct word *wanted = &search->words[term->first_word + i];
        unsigned limit = with_similar ? word_edits_forgiven(wanted) : 0;
        size_t length = 0;
        if (text_starts_with(word_text(word), word_text(wanted)))
            length = word->length == wanted->length ? text.length
                                                    : word_prefix_length(text, wanted->length);
        else if (limit && word_distance(word_text(wanted), word_text(word), limit, false) <= limit)
            length = text.length;
        best = length > best ? length : best;
    }
    return best;
}

bool search_next_match(const struct search *search, const struct search_found *found,
                       struct text text, size_t from, size_t *start, size_t *end)
{
    struct word word;
    size_t at = word_end(text, from);
    while (word_next(text, &at, start, &word)) {
        struct text stretch = text_slice(text, *start, at - *start);
        size_t length = 0;
        for (size_t i = 0; i < search->term_count; i++) {
            bool with_similar = found && found->similar & 1u << i;
            size_t matched = match_length(search, &search->terms[i], with_similar, stretch, &word);
            length = matched > length ? matched : length;
        }
        *end = *start + length;
        if (length)
            return true;
    }
    return false;
}

struct text search_suggest(const struct portreg *snapshot, const struct search *search)
{
    for (size_t i = 0; i < search->term_count; i++) {
        struct text name = search->terms[i].text;
        struct text near = snapshot_suggest(snapshot, name);
        if (near.length && !text_equal_ignoring_case(near, name))
            return near;
    }
    return (struct text){NULL, 0};
}
