/* The form of an answer that a client likes best. */
#include "server/form.h"

#include "server/conditional.h"

static const struct text media_types[FORM_COUNT] = {
    [FORM_HTML] = TEXT("text/html"),
    [FORM_JSON] = TEXT("application/json"),
    [FORM_TEXT] = TEXT("text/plain"),
};

/* How exactly an element of Accept names a media type: the more, the more it counts. */
enum precision { NOT_NAMED, ANY_TYPE, ANY_SUBTYPE, NAMED };

static enum precision find_precision(struct text element, struct text media_type)
{
    if (text_equal_ignoring_case(element, media_type))
        return NAMED;
    if (text_equal(element, TEXT("*/*")))
        return ANY_TYPE;
    size_t slash = text_find(media_type, TEXT("/"), 0);
    bool same_type =
        text_ends_with(element, TEXT("/*")) && element.length == slash + 2 &&
        text_equal_ignoring_case(text_slice(element, 0, slash), text_slice(media_type, 0, slash));
    return same_type ? ANY_SUBTYPE : NOT_NAMED;
}

/* What ACCEPT says of MEDIA_TYPE, by its most exact element; the more, the better it is liked. */
static int find_liking(struct text accept, struct text media_type)
{
    enum precision best = NOT_NAMED;
    int weight = 0;
    while (accept.bytes) {
        struct text element;
        int element_weight = preference_take(&accept, &element);
        enum precision precision = find_precision(element, media_type);
        if (precision <= best)
            continue;
        best = precision;
        weight = element_weight;
    }
    return weight == 0 ? 0 : weight * 2 + (best == NAMED);
}

enum form form_choose(struct text accept, unsigned forms)
{
    bool takes_anything = text_trim(accept).length == 0;
    enum form best = FORM_TEXT;
    int best_liking = -1;
    for (int form = 0; form < FORM_COUNT; form++) {
        int liking = takes_anything ? 0 : find_liking(accept, media_types[form]);
        bool is_named = liking % 2 == 1;
        if (!(forms & 1u << form) || liking < best_liking || (liking == best_liking && is_named))
            continue;
        best = (enum form)form;
        best_liking = liking;
    }
    return best;
}
