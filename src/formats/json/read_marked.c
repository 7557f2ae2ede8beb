/* Reading references and marked text from JSON. */
#include <stdio.h>

#include "formats/json/reader.h"

enum { MEMBER_NAME_SIZE_BYTES = 64 };
static const char content_suffix[] = "_content";

/* A copy of what has been put into reader->marked. */
static struct text keep_marked(struct json_reader *reader)
{
    if (reader->marked.failed)
        reader->out_of_memory = true;
    return json_keep(reader, buffer_text(&reader->marked));
}

/* Reading goes into REFERENCE; its texts borrow from the JSON value. */
static void read_type(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct reference *reference = target;
    struct text name;
    if (!json_take_text(reader, value->place, value->json, &name))
        return;
    reference->type = reference_type_parse(name);
    if (reference->type == REFERENCE_NONE)
        json_refuse_value(reader, value->place,
                          "a type person, rfc, rfc-errata, draft, uri, text, note, registry or "
                          "unicode",
                          value->json);
}

static void read_locator_kind(struct json_reader *reader, const struct json_value *value,
                              void *target)
{
    struct reference *reference = target;
    struct text name;
    if (!json_take_text(reader, value->place, value->json, &name))
        return;
    reference->locator_kind = locator_kind_parse(name);
    if (reference->locator_kind == LOCATOR_NONE)
        json_refuse_value(reader, value->place,
                          "a kind section, page, appendix, table, figure or anchor", value->json);
    else if (!json_object_get(value->object, "locator"))
        json_refuse(reader, value->place, "expected a locator beside its kind, found none");
}

static void read_locator(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct reference *reference = target;
    if (!json_take_text(reader, value->place, value->json, &reference->locator))
        return;
    if (!json_object_get(value->object, "locator_kind"))
        json_refuse(reader, value->place, "expected a locator_kind beside it, found none");
}

static void take_reference(struct json_reader *reader, const struct json_place *place,
                           const json_t *json)
{
    static const struct json_member_rule rules[] = {
        {"type", true, read_type, 0},
        {"data", false, json_read_borrowed, offsetof(struct reference, data)},
        {"label", false, json_read_borrowed, offsetof(struct reference, label)},
        {"locator_kind", false, read_locator_kind, 0},
        {"locator", false, read_locator, 0},
    };
    struct reference reference = {0};
    json_read_object(reader, place, json, rules, sizeof(rules) / sizeof(rules[0]), &reference);
    marked_append_reference(&reader->marked, &reference);
}

void json_take_references(struct json_reader *reader, const struct json_place *place,
                          const json_t *json, struct text *references)
{
    if (!json_is_array(json)) {
        json_refuse_value(reader, place, "an array of references", json);
        return;
    }
    buffer_clear(&reader->marked);
    for (size_t i = 0; i < json_array_size(json) && !json_reader_stopped(reader); i++) {
        struct json_place element = {place, NULL, i, false};
        take_reference(reader, &element, json_array_get(json, i));
    }
    *references = keep_marked(reader);
}

void json_read_references(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text *references = (struct text *)(void *)((char *)target + value->rule->offset);
    if (json_is_array(value->json) && json_array_size(value->json) == 0)
        json_refuse_value(reader, value->place, "an array with a reference", value->json);
    else
        json_take_references(reader, value->place, value->json, references);
}

static void take_content(struct json_reader *reader, const struct json_place *place,
                         const json_t *json, bool in_paragraph);

static void take_break(struct json_reader *reader, const struct json_place *place,
                       const json_t *json)
{
    if (json_is_true(json))
        marked_append_break(&reader->marked);
    else
        json_refuse_value(reader, place, "true", json);
}

/* {"break":true}, {"reference":{...}} or, outside a paragraph, {"paragraph":[...]}. */
static void take_mark(struct json_reader *reader, const struct json_place *place,
                      const json_t *json, bool in_paragraph)
{
    static const char *const names[] = {"break", "reference", "paragraph"};
    const json_t *value = NULL;
    size_t i = 0;
    while (i < (in_paragraph ? 2u : 3u) && !(value = json_object_get(json, names[i])))
        i++;
    if (!value || json_object_size(json) != 1) {
        json_refuse_value(reader, place,
                          in_paragraph ? "a string, or an object with only \"break\" or "
                                         "\"reference\""
                                       : "a string, or an object with only \"break\", "
                                         "\"reference\" or \"paragraph\"",
                          json);
        return;
    }
    struct json_place member = {place, names[i], 0, false};
    if (i == 0) {
        take_break(reader, &member, value);
    } else if (i == 1) {
        take_reference(reader, &member, value);
    } else {
        marked_append_paragraph(&reader->marked);
        take_content(reader, &member, value, true);
        marked_append_paragraph_end(&reader->marked);
    }
}

static void take_piece(struct json_reader *reader, const struct json_place *place,
                       const json_t *json, bool in_paragraph)
{
    struct text text;
    if (!json_is_string(json))
        take_mark(reader, place, json, in_paragraph);
    else if (json_take_text(reader, place, json, &text))
        buffer_append(&reader->marked, text);
}

static void take_content(struct json_reader *reader, const struct json_place *place,
                         const json_t *json, bool in_paragraph)
{
    if (!json_is_array(json)) {
        json_refuse_value(reader, place, "an array of strings and marks", json);
        return;
    }
    for (size_t i = 0; i < json_array_size(json) && !json_reader_stopped(reader); i++) {
        struct json_place element = {place, NULL, i, false};
        take_piece(reader, &element, json_array_get(json, i), in_paragraph);
    }
}

/* Refuses plain text that is not what its content, in reader->marked, says. */
static void check_agreement(struct json_reader *reader, const struct json_value *value,
                            const struct json_place *place, struct text plain)
{
    struct text marked = buffer_text(&reader->marked);
    if (!marked_has_marks(marked)) {
        json_refuse(reader, place,
                    "expected a content with a break, a reference or a paragraph, found none");
        return;
    }
    buffer_clear(&reader->plain);
    marked_append_plain(&reader->plain, marked, TEXT("\n"));
    if (reader->plain.failed)
        reader->out_of_memory = true;
    if (reader->out_of_memory || text_equal(buffer_text(&reader->plain), plain))
        return;
    char expected[QUOTED_SIZE_BYTES], found[QUOTED_SIZE_BYTES];
    json_refuse(reader, value->place, "expected the text of %s, %s, found %s", place->name,
                text_quote(buffer_text(&reader->plain), expected), text_quote(plain, found));
}

/* The marked text of NAME_content; NAME must be the same as plain text. */
static struct text take_agreeing(struct json_reader *reader, const struct json_value *value,
                                 const struct json_place *place, const json_t *content,
                                 struct text plain)
{
    size_t refusals = reader->refusals;
    buffer_clear(&reader->marked);
    take_content(reader, place, content, false);
    if (reader->refusals == refusals && !reader->marked.failed)
        check_agreement(reader, value, place, plain);
    return keep_marked(reader);
}

void json_read_marked(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text *field = (struct text *)(void *)((char *)target + value->rule->offset);
    struct text plain;
    if (!json_take_text(reader, value->place, value->json, &plain))
        return;
    char name[MEMBER_NAME_SIZE_BYTES];
    snprintf(name, sizeof(name), "%s%s", value->rule->name, content_suffix);
    const json_t *content = json_object_get(value->object, name);
    struct json_place place = {value->place->above, name, 0, false};
    if (content)
        *field = take_agreeing(reader, value, &place, content, plain);
    else if (plain.length || value->rule->required)
        *field = json_keep(reader, plain);
    else
        json_refuse_value(reader, value->place, "a string that is not empty", value->json);
}

void json_read_content(struct json_reader *reader, const struct json_value *value, void *target)
{
    (void)target;
    char name[MEMBER_NAME_SIZE_BYTES];
    snprintf(name, sizeof(name), "%.*s", (int)(strlen(value->rule->name) - strlen(content_suffix)),
             value->rule->name);
    if (!json_object_get(value->object, name))
        json_refuse(reader, value->place, "expected the member \"%s\" beside it, found none", name);
}
