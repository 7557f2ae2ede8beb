/* For tests: comparing registries. */
#include "support/difference.h"

static bool dates_equal(struct date a, struct date b)
{
    return date_pack(a) == date_pack(b);
}

static bool notes_equal(const struct registry *a, const struct registry *b)
{
    bool equal = a->note_count == b->note_count;
    for (size_t i = 0; equal && i < a->note_count; i++)
        equal = text_equal(a->notes[i].title, b->notes[i].title) &&
                text_equal(a->notes[i].content, b->notes[i].content);
    return equal;
}

static bool footnotes_equal(const struct registry *a, const struct registry *b)
{
    bool equal = a->footnote_count == b->footnote_count;
    for (size_t i = 0; equal && i < a->footnote_count; i++)
        equal = text_equal(a->footnotes[i].anchor, b->footnotes[i].anchor) &&
                text_equal(a->footnotes[i].content, b->footnotes[i].content);
    return equal;
}

static bool people_equal(const struct registry *a, const struct registry *b)
{
    bool equal = a->person_count == b->person_count;
    for (size_t i = 0; equal && i < a->person_count; i++) {
        const struct person *x = &a->people[i], *y = &b->people[i];
        equal = text_equal(x->id, y->id) && text_equal(x->name, y->name) &&
                text_equal(x->organization, y->organization) && x->uri_count == y->uri_count &&
                dates_equal(x->updated, y->updated);
        for (size_t j = 0; equal && j < x->uri_count; j++)
            equal = text_equal(x->uris[j], y->uris[j]);
    }
    return equal;
}

static bool records_equal(const struct registry *a, const struct registry *b)
{
    bool equal = a->record_count == b->record_count;
    for (size_t i = 0; equal && i < a->record_count; i++)
        equal = record_equal(&a->records[i], &b->records[i]);
    return equal;
}

const char *registry_difference(const struct registry *a, const struct registry *b)
{
    if (!text_equal(a->id, b->id))
        return "the ids differ";
    if (!text_equal(a->title, b->title))
        return "the titles differ";
    if (!text_equal(a->category, b->category))
        return "the categories differ";
    if (!dates_equal(a->updated, b->updated))
        return "the dates of the releases differ";
    if (!text_equal(a->references, b->references))
        return "the references of the registries differ";
    if (!text_equal(a->experts, b->experts))
        return "the experts differ";
    if (!notes_equal(a, b))
        return "the notes differ";
    if (!records_equal(a, b))
        return "the records differ";
    if (!footnotes_equal(a, b))
        return "the footnotes differ";
    return people_equal(a, b) ? NULL : "the people differ";
}
