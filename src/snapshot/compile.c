/* Compiling: texts once each and records with them; beside that the indexes that need no texts;
 * then those that do. Jobs share what they read and no more, so that the snapshot does not depend
 * on how fast each of them is. */
#include "snapshot/compile.h"

#include "base/job.h"
#include "snapshot/compiler.h"
#include "snapshot/slots.h"

/* What a record takes up in the section TEXT, and in the whole without the slots, about. */
enum { TEXT_BYTES = 75, RECORD_BYTES = 240 };
/* What a record takes up at most in what is for finding names: in NAMES, in POSTINGS, and in
 * NAME_TABLE, which has at most four times as many slots as there are names. */
enum {
    NAME_BYTES = sizeof(struct disk_name) + sizeof(uint32_t) + 4 * sizeof(struct disk_name_slot),
};

/* What needs no texts: a job. */
static void compile_numbers(void *context)
{
    struct port_index *ports = context;
    compile_releases(ports->compiler);
    compile_lifetimes(ports->compiler);
    if (compile_versions_by_key(ports->compiler))
        compile_ports(ports);
}

/* What is behind the header. */
static struct text snapshot_body(const struct compiler *compiler)
{
    return text_from(buffer_text(compiler->out), sizeof(compiler->header));
}

static bool compile_texts(struct compiler *compiler)
{
    compile_records(compiler);
    compile_notes(compiler);
    compile_heads(compiler);
    return compile_people(compiler);
}

/* Whether all texts are there. */
static bool texts_are_whole(const struct compiler *compiler)
{
    return !compiler->plain.failed && !compiler->texts.failed && !compiler->texts.bytes.failed;
}

/* How much moving what is finished takes at most, with the names, which are not yet. */
static size_t finished_bytes(const struct compiler *compiler, const struct port_index *ports)
{
    return ports->by_port.length + ports->past_by_port.length + ports->postings.length +
           compiler->texts.bytes.length + compiler->versions->record_count * NAME_BYTES +
           (size_t)SECTION_COUNT * SNAPSHOT_ALIGNMENT;
}

/* Moves the sections that grew to the end of the snapshot, but for those of the search index. */
static void move_finished(struct compiler *compiler, const struct port_index *ports,
                          const struct name_index *names)
{
    move_section(compiler, SECTION_BY_PORT, &ports->by_port);
    move_section(compiler, SECTION_PAST_BY_PORT, &ports->past_by_port);
    move_section(compiler, SECTION_NAMES, &names->names);
    move_section(compiler, SECTION_NAME_TABLE, &names->table);
    move_section(compiler, SECTION_POSTINGS, &ports->postings);
    move_section(compiler, SECTION_TEXT, &compiler->texts.bytes);
}

/* The names, and beside them the search index, while which takes its time everything else is
 * moved and summed up. It reads the records in the snapshot, which must not move meanwhile. */
static bool compile_words(struct compiler *compiler, const struct port_index *ports,
                          struct name_index *names, struct search_job *search,
                          struct snapshot_sum *sum)
{
    struct job job;
    buffer_reserve(compiler->out, finished_bytes(compiler, ports));
    if (compiler->out->failed)
        return false;
    job_begin(&job, compile_search, search);
    compile_names(names);
    if (names->good) {
        move_finished(compiler, ports, names);
        snapshot_sum_add(sum, snapshot_body(compiler));
    }
    job_end(&job);
    return names->good && search->good;
}

/* Adds the search index, and sets the header of the snapshot. Returns false without memory, and for
 * more than the format can hold. */
static bool finish(struct compiler *compiler, const struct search_index *search,
                   struct snapshot_sum *sum)
{
    struct buffer *out = compiler->out;
    struct disk_header *header = &compiler->header;
    move_section(compiler, SECTION_SEARCH_GROUPS, &search->groups);
    move_section(compiler, SECTION_SEARCH_WORDS, &search->words);
    move_section(compiler, SECTION_SEARCH_LETTERS, &search->letters);
    move_section(compiler, SECTION_SEARCH_BYTES, &search->bytes);
    move_section(compiler, SECTION_SEARCH_LISTS, &search->lists);
    if (out->failed || out->length > UINT32_MAX)
        return false;
    memcpy(header->magic, SNAPSHOT_MAGIC, sizeof(header->magic));
    header->version = htole32(SNAPSHOT_VERSION);
    header->section_count = htole32(SECTION_COUNT);
    header->size_bytes = htole64(out->length);
    header->checksum = htole64(snapshot_sum_end(sum, header, snapshot_body(compiler)));
    memcpy(out->bytes, header, sizeof(*header));
    return true;
}

static bool compile(struct compiler *compiler)
{
    size_t record_count = compiler->versions->record_count;
    struct port_index ports = {.compiler = compiler};
    struct name_index names = {.compiler = compiler, .postings = &ports.postings};
    struct search_job search = {.compiler = compiler};
    struct snapshot_sum sum = SNAPSHOT_SUM_INIT;
    struct job job;
    buffer_reserve(&compiler->texts.bytes, record_count * TEXT_BYTES);
    buffer_reserve(compiler->out, record_count * RECORD_BYTES + SLOT_COUNT * sizeof(uint32_t));
    if (!allot_places(compiler))
        return false;
    job_begin(&job, compile_numbers, &ports);
    bool good = compile_texts(compiler);
    job_end(&job);
    good = good && ports.good;
    if (good)
        settle_records(compiler, ports.claims);
    good = good && texts_are_whole(compiler) &&
           compile_words(compiler, &ports, &names, &search, &sum) &&
           finish(compiler, &search.index, &sum);
    port_index_done(&ports);
    name_index_done(&names);
    search_index_done(&search.index);
    return good;
}

int snapshot_compile(const struct timeline *timeline, struct buffer *buffer, struct error *error)
{
    struct compiler compiler = {
        .timeline = timeline, .versions = &timeline->versions, .out = buffer};
    if (timeline->versions.record_count > SLOT_INDEX)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected at most %d records, found %zu", SLOT_INDEX,
                         timeline->versions.record_count);
    if (slots_check_size(timeline, error) != STATUS_OK)
        return STATUS_INPUT;
    buffer_init(&compiler.plain);
    bool compiled = texts_init(&compiler.texts) && compile(&compiler);
    buffer_done(&compiler.plain);
    texts_done(&compiler.texts);
    return compiled ? STATUS_OK : error_memory(error);
}

int snapshot_compile_release(const struct registry *registry, const struct release *release,
                             struct buffer *buffer, struct error *error)
{
    struct timeline timeline;
    struct registry borrowed = *registry;
    int status = timeline_of_registry(&timeline, &borrowed, release, error);
    if (status == STATUS_OK)
        status = snapshot_compile(&timeline, buffer, error);
    registry_init(&timeline.versions); /* the caller keeps them */
    timeline_done(&timeline);
    return status;
}
