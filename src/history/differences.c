/* Differences besides the records. */
#include "history/differences.h"

#include <stdlib.h>

#include "base/memory.h"

/* An entry of a list: by what it is known, and the entry itself. */
struct item {
    struct text identity;
    size_t index;
};

/* A list to compare. */
struct list {
    const struct registry *registry;
    size_t count;
    struct item *items;
};

/* How the entries of one kind of list are known and compared. */
struct kind {
    size_t (*count)(const struct registry *registry);
    struct text (*identity)(const struct registry *registry, size_t index);
    bool (*equal)(const struct registry *a, size_t i, const struct registry *b, size_t j);
};

static size_t count_notes(const struct registry *registry)
{
    return registry->note_count;
}

static struct text note_identity(const struct registry *registry, size_t index)
{
    return registry->notes[index].title;
}

static bool note_equal(const struct registry *a, size_t i, const struct registry *b, size_t j)
{
    return text_equal(a->notes[i].content, b->notes[j].content);
}

static size_t count_footnotes(const struct registry *registry)
{
    return registry->footnote_count;
}

static struct text footnote_identity(const struct registry *registry, size_t index)
{
    return registry->footnotes[index].anchor;
}

static bool footnote_equal(const struct registry *a, size_t i, const struct registry *b, size_t j)
{
    return text_equal(a->footnotes[i].content, b->footnotes[j].content);
}

static size_t count_people(const struct registry *registry)
{
    return registry->person_count;
}

static struct text person_identity(const struct registry *registry, size_t index)
{
    return registry->people[index].id;
}

/* The next URI of PERSON from *INDEX on, which it moves behind it; the publisher has empty ones
 * too, which say nothing. Empty: there is none. */
static struct text next_uri(const struct person *person, size_t *index)
{
    while (*index < person->uri_count) {
        struct text uri = person->uris[(*index)++];
        if (uri.length)
            return uri;
    }
    return (struct text){NULL, 0};
}

static bool same_uris(const struct person *one, const struct person *other)
{
    size_t i = 0, j = 0;
    struct text a, b;
    do {
        a = next_uri(one, &i);
        b = next_uri(other, &j);
        if (!text_equal(a, b))
            return false;
    } while (a.length);
    return true;
}

static bool person_equal(const struct registry *a, size_t i, const struct registry *b, size_t j)
{
    const struct person *one = &a->people[i], *other = &b->people[j];
    return text_equal(one->name, other->name) &&
           text_equal(one->organization, other->organization) &&
           date_pack(one->updated) == date_pack(other->updated) && same_uris(one, other);
}

static const struct kind notes = {count_notes, note_identity, note_equal};
static const struct kind footnotes = {count_footnotes, footnote_identity, footnote_equal};
static const struct kind people = {count_people, person_identity, person_equal};

static int compare_items(const void *a, const void *b)
{
    const struct item *one = a, *other = b;
    int order = text_compare(one->identity, other->identity);
    return order ? order : one->index < other->index ? -1 : one->index > other->index;
}

/* The entries of REGISTRY by identity. Returns false without memory. */
static bool list_make(const struct registry *registry, const struct kind *kind, struct list *list)
{
    size_t count = kind->count(registry);
    bool sorted = true;
    *list = (struct list){registry, count, memory_allocate((count + 1) * sizeof(*list->items))};
    for (size_t i = 0; list->items && i < count; i++) {
        list->items[i] = (struct item){kind->identity(registry, i), i};
        sorted &= i == 0 || compare_items(&list->items[i - 1], &list->items[i]) < 0;
    }
    if (list->items && !sorted)
        qsort(list->items, count, sizeof(*list->items), compare_items);
    return list->items != NULL;
}

/* Counts what is different; entries of one identity are compared in their order. */
static struct list_differences compare(const struct list *earlier, const struct list *later,
                                       const struct kind *kind)
{
    struct list_differences differences = {0, 0, 0};
    size_t i = 0, j = 0;
    while (i < earlier->count && j < later->count) {
        int order = text_compare(earlier->items[i].identity, later->items[j].identity);
        if (order == 0)
            differences.changed += !kind->equal(earlier->registry, earlier->items[i].index,
                                                later->registry, later->items[j].index);
        differences.removed += order < 0;
        differences.added += order > 0;
        i += order <= 0;
        j += order >= 0;
    }
    differences.removed += earlier->count - i;
    differences.added += later->count - j;
    return differences;
}

static bool compare_lists(const struct registry *earlier, const struct registry *later,
                          const struct kind *kind, struct list_differences *differences)
{
    struct list before = {0}, after = {0};
    bool made = list_make(earlier, kind, &before) && list_make(later, kind, &after);
    if (made)
        *differences = compare(&before, &after, kind);
    memory_free(before.items);
    memory_free(after.items);
    return made;
}

int differences_find(const struct registry *earlier, const struct registry *later,
                     struct differences *differences, struct error *error)
{
    *differences = (struct differences){
        .date = date_pack(earlier->updated) != date_pack(later->updated),
        .title = !text_equal(earlier->title, later->title),
        .category = !text_equal(earlier->category, later->category),
        .references = !text_equal(earlier->references, later->references),
        .experts = !text_equal(earlier->experts, later->experts),
    };
    bool compared = compare_lists(earlier, later, &notes, &differences->notes) &&
                    compare_lists(earlier, later, &footnotes, &differences->footnotes) &&
                    compare_lists(earlier, later, &people, &differences->people);
    return compared ? STATUS_OK : error_memory(error);
}

bool differences_any(const struct differences *differences)
{
    return differences->date || differences->title || differences->category ||
           differences->references || differences->experts ||
           list_differences_any(&differences->notes) ||
           list_differences_any(&differences->footnotes) ||
           list_differences_any(&differences->people);
}
