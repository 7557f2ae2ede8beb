/* The formats in one table: by name, with reader, writer, and how a file is known by its content.
 */
#ifndef PORTREG_FORMATS_FORMAT_H
#define PORTREG_FORMATS_FORMAT_H

#include "base/sink.h"
#include "registry/finding.h"
#include "registry/registry.h"

/* What a reader reads. */
struct input {
    const char *file;  /* for messages */
    struct text bytes; /* the whole file */
    struct date date;  /* for formats that carry no date (CSV); may be unset */
};

/* How a writer writes. */
struct writing {
    struct date as_published; /* the publisher's way of this date; unset: of the release's own */
    unsigned page;            /* HTML: this page of 100 records, from 1; 0: the whole registry */
};

/* What a format does not carry, as bits. docs/formats.md has them in words. */
enum lack {
    LACKS_DATE = 1,
    LACKS_CATEGORY = 2,
    LACKS_HEADER = 4,        /* the rest of it: id, title, references, experts, notes */
    LACKS_PEOPLE = 8,        /* footnotes neither */
    LACKS_MARKS = 16,        /* breaks, paragraphs, the type of a reference; white space changes */
    LACKS_OWN_ASSIGNEE = 32, /* whether an assignee is recorded that equals the contact */
    LACKS_IDLE_MARKUP = 64,  /* a label that would be printed so without it, and white space
                              * between paragraphs */
};

struct format {
    const char *name;       /* "csv" */
    const char *title;      /* "comma-separated values, as IANA publishes them" */
    const char *media_type; /* "text/csv; charset=UTF-8" */
    /* Whether a file that begins with BYTES is of this format. NULL: it cannot be known. */
    bool (*recognise)(struct text bytes);
    /* Reads INPUT into the empty REGISTRY. Returns 0, or a status with the first refusal in
     * *ERROR; REGISTRY then holds what could be read, for the rules, and must not be published.
     * NULL: writing only. */
    int (*read)(const struct input *input, struct registry *registry,
                const struct findings *findings, struct error *error);
    /* Writes REGISTRY to SINK. Returns 0, or STATUS_MEMORY; what the sink refused is the sink's.
     * NULL: reading only. */
    int (*write)(const struct registry *registry, const struct writing *writing, struct sink *sink,
                 struct error *error);
    unsigned lacks; /* of what can be read; bits of enum lack */
};

extern const struct format formats[];
extern const size_t format_count;

/* The format of this name, or NULL. */
const struct format *format_find(struct text name);

/* The names of all formats that can be read (or written), joined by ", ", for messages. */
void format_names(bool reading, struct buffer *names);

/* Line and column of the byte at OFFSET; a slow walk, for messages. */
struct position position_at(struct text bytes, size_t offset);

/* Finds the format of INPUT by its content. Returns NULL with *ERROR. */
const struct format *format_recognise(const struct input *input, struct error *error);

/* Reads INPUT in FORMAT; NULL: found by content. As the read function of struct format, and
 * refuses what no format may contain: an empty file, NUL and broken UTF-8. */
int format_read(const struct format *format, const struct input *input, struct registry *registry,
                const struct findings *findings, struct error *error);

#endif
