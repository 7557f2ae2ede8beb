/* Fuzzes the reader FORMAT. What it accepts is written in every format, and means the same when it
 * is read back from those that carry everything. */
#include <stdbool.h>

#include "formats/format.h"
#include "fuzz.h"
#include "snapshot/compile.h"
#include "support/difference.h"
#include "support/snapshot.h"

/* What a snapshot of it may cost: port numbers over all records. */
enum { PORTS_LIMIT = 200000 };

/* Writes REGISTRY in FORMAT into the empty BUFFER. */
static void write_registry(const struct registry *registry, const struct format *format,
                           struct buffer *buffer)
{
    static struct sink sink;
    struct writing writing = {0};
    struct error error;
    buffer_init(buffer);
    sink_init_buffer(&sink, buffer);
    if (format->write(registry, &writing, &sink, &error) != STATUS_OK ||
        sink_flush(&sink, "memory", &error) != STATUS_OK)
        BROKEN("cannot write %s: %s", format->name, error.message);
}

/* Reads what was written; that must work. */
static void read_back(const struct buffer *bytes, const struct format *format, struct date date,
                      struct registry *registry)
{
    struct error error;
    struct input input = {"back", buffer_text(bytes), date};
    registry_init(registry);
    if (format_read(format, &input, registry, NULL, &error) != STATUS_OK)
        BROKEN("%s does not read what it wrote: %u:%u: %s\n%.*s", format->name, error.position.line,
               error.position.column, error.message, TEXT_ARGS(buffer_text(bytes)));
}

/* What FORMAT wrote is read and written again as the same bytes. */
static void check_bytes(const struct buffer *once, const struct registry *again,
                        const struct format *format)
{
    struct buffer twice;
    write_registry(again, format, &twice);
    if (!text_equal(buffer_text(once), buffer_text(&twice)))
        BROKEN("%s writes the same registry in two ways:\n%.*s\n--- and ---\n%.*s", format->name,
               TEXT_ARGS(buffer_text(once)), TEXT_ARGS(buffer_text(&twice)));
    buffer_done(&twice);
}

/* XML and JSON carry everything. CSV and HTML do not; but what was read from them they carry, and
 * so it is written, read and written again as the same bytes. */
static void check_format(const struct registry *registry, const struct format *format)
{
    struct buffer bytes;
    struct registry back;
    bool whole = text_equal(text_of(format->name), TEXT("xml")) ||
                 text_equal(text_of(format->name), TEXT("json"));
    write_registry(registry, format, &bytes);
    if (whole || (format->read && text_equal(text_of(format->name), TEXT(FORMAT)))) {
        read_back(&bytes, format, registry->updated, &back);
        const char *difference = whole ? registry_difference(registry, &back) : NULL;
        if (difference)
            BROKEN("%s: %s:\n%.*s", format->name, difference, TEXT_ARGS(buffer_text(&bytes)));
        check_bytes(&bytes, &back, format);
        registry_done(&back);
    }
    buffer_done(&bytes);
}

static void check_snapshot(const struct registry *registry)
{
    uint32_t ports = 0;
    struct compiled compiled;
    for (size_t i = 0; i < registry->record_count && ports < PORTS_LIMIT; i++)
        ports += registry->records[i].ports.last - registry->records[i].ports.first + 1u;
    if (ports >= PORTS_LIMIT)
        return;
    compiled_init(&compiled, registry);
    if (portreg_verify(&compiled.snapshot, NULL) != PORTREG_OK)
        BROKEN("a new snapshot is not sound");
    snapshot_walk(&compiled.snapshot, WALK_SOME_PORTS);
    compiled_done(&compiled);
}

static void count_refusals(void *context, const struct finding *finding)
{
    unsigned *refusals = context;
    *refusals += finding->severity == SEVERITY_REFUSED;
    if (!finding->error.message[0])
        BROKEN("a finding without words");
}

/* The reader that goes on refuses what the one that stops refuses. */
static void check_findings(const struct format *format, const struct input *input, int expected)
{
    unsigned refusals = 0;
    struct findings findings = {count_refusals, &refusals};
    struct registry registry;
    struct error error;
    registry_init(&registry);
    int status = format_read(format, input, &registry, &findings, &error);
    if (status != expected || (status == STATUS_INPUT) != (refusals != 0))
        BROKEN("status %d stopping, %d going on with %u refusals", expected, status, refusals);
    registry_done(&registry);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    const struct format *format = format_find(TEXT(FORMAT));
    struct input input = {"input", {(const char *)bytes, size_bytes}, {2024, 11, 19}};
    struct registry registry;
    struct error error = {0};
    registry_init(&registry);
    int status = format_read(format, &input, &registry, NULL, &error);
    if (status != STATUS_OK && (status != STATUS_INPUT || !error.message[0]))
        BROKEN("status %d: %s", status, error.message);
    check_findings(format, &input, status);
    if (status == STATUS_OK) {
        if (registry.id.length == 0)
            registry.id = TEXT("teas"); /* XML has one always */
        for (size_t i = 0; i < format_count; i++)
            if (formats[i].write)
                check_format(&registry, &formats[i]);
        if (size_bytes % 16 == 0) /* costs more than all the rest */
            check_snapshot(&registry);
    }
    registry_done(&registry);
    return 0;
}
