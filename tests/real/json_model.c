/* JSON keeps the meaning of real releases: the model of the XML, written as JSON and read again, is
 * the same model, and written once more the same bytes. Needs PORTREG_IANA, the directory of the
 * unpacked releases; exits with 77 (skipped) without it. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "formats/format.h"

enum { SKIPPED = 77, SAMPLE_COUNT = 6 };

static bool dates_equal(struct date a, struct date b)
{
    return date_pack(a) == date_pack(b);
}

static bool people_equal(const struct person *a, const struct person *b)
{
    bool equal = text_equal(a->id, b->id) && text_equal(a->name, b->name) &&
                 text_equal(a->organization, b->organization) && a->uri_count == b->uri_count &&
                 dates_equal(a->updated, b->updated);
    for (size_t i = 0; equal && i < a->uri_count; i++)
        equal = text_equal(a->uris[i], b->uris[i]);
    return equal;
}

static bool headers_equal(const struct registry *a, const struct registry *b)
{
    bool equal = text_equal(a->id, b->id) && text_equal(a->title, b->title) &&
                 text_equal(a->category, b->category) && dates_equal(a->updated, b->updated) &&
                 text_equal(a->references, b->references) && text_equal(a->experts, b->experts) &&
                 a->note_count == b->note_count && a->footnote_count == b->footnote_count &&
                 a->record_count == b->record_count && a->person_count == b->person_count;
    for (size_t i = 0; equal && i < a->note_count; i++)
        equal = text_equal(a->notes[i].title, b->notes[i].title) &&
                text_equal(a->notes[i].content, b->notes[i].content);
    for (size_t i = 0; equal && i < a->footnote_count; i++)
        equal = text_equal(a->footnotes[i].anchor, b->footnotes[i].anchor) &&
                text_equal(a->footnotes[i].content, b->footnotes[i].content);
    return equal;
}

static bool registries_equal(const struct registry *a, const struct registry *b)
{
    bool equal = headers_equal(a, b);
    for (size_t i = 0; equal && i < a->record_count; i++)
        equal = record_equal(&a->records[i], &b->records[i]) &&
                a->records[i].ports.as_range == b->records[i].ports.as_range;
    for (size_t i = 0; equal && i < a->person_count; i++)
        equal = people_equal(&a->people[i], &b->people[i]);
    return equal;
}

static bool write_json(const struct registry *registry, struct buffer *buffer)
{
    struct sink sink;
    struct writing writing = {{0, 0, 0}, 0};
    sink_init_buffer(&sink, buffer);
    return format_find(TEXT("json"))->write(registry, &writing, &sink, NULL) == 0 &&
           sink_flush(&sink, "buffer", NULL) == 0;
}

/* Writes XML as JSON and reads it; both ways must agree. */
static bool check_registry(const struct registry *xml, struct error *error)
{
    struct registry json;
    struct buffer once, twice;
    registry_init(&json);
    buffer_init(&once);
    buffer_init(&twice);
    bool fine = write_json(xml, &once);
    struct input input = {"json", buffer_text(&once), {0, 0, 0}};
    fine = fine && format_read(format_find(TEXT("json")), &input, &json, NULL, error) == 0;
    if (fine && !registries_equal(xml, &json)) {
        error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "the models differ");
        fine = false;
    }
    fine = fine && write_json(&json, &twice);
    if (fine && !text_equal(buffer_text(&once), buffer_text(&twice))) {
        error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "the bytes differ");
        fine = false;
    }
    buffer_done(&once);
    buffer_done(&twice);
    registry_done(&json);
    return fine;
}

static bool check_release(const char *path)
{
    struct error error = {0};
    struct registry xml;
    struct file file;
    registry_init(&xml);
    bool fine = file_open(&file, path, &error) == 0;
    if (fine) {
        struct input input = {file.name, file.bytes, {0, 0, 0}};
        fine = format_read(format_find(TEXT("xml")), &input, &xml, NULL, &error) == 0 &&
               xml.record_count > 10000 && check_registry(&xml, &error);
        file_close(&file);
    }
    if (!fine)
        fprintf(stderr, "%s: %u:%u: %s\n", path, error.position.line, error.position.column,
                error.message);
    registry_done(&xml);
    return fine;
}

int main(void)
{
    const char *directory = getenv("PORTREG_IANA");
    char pattern[4096];
    glob_t releases;
    if (!directory)
        return SKIPPED;
    snprintf(pattern, sizeof(pattern), "%s/xml/*.xml", directory);
    if (glob(pattern, 0, NULL, &releases) != 0)
        return SKIPPED;
    bool fine = true;
    size_t step = releases.gl_pathc > SAMPLE_COUNT ? (releases.gl_pathc - 1) / SAMPLE_COUNT : 1;
    for (size_t back = 0; back < releases.gl_pathc; back += step) /* the newest is in */
        fine = check_release(releases.gl_pathv[releases.gl_pathc - 1 - back]) && fine;
    globfree(&releases);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
