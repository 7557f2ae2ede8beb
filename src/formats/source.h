/* A file that expat parses: what the readers of XML and of XHTML share. The parser over one piece
 * of memory, lines and columns, refusals, and text that lives as long as the registry. */
#ifndef PORTREG_FORMATS_SOURCE_H
#define PORTREG_FORMATS_SOURCE_H

#include <expat.h>

#include "formats/format.h"

struct source {
    XML_Parser parser;
    const struct input *input;
    struct registry *registry;
    const struct findings *findings;
    struct error error; /* the first refusal */
    bool refused;
    bool out_of_memory;
    size_t skipped;           /* bytes before those that the parser sees */
    size_t counted;           /* up to here lines have been counted */
    struct position position; /* of that byte */
};

/* Makes a parser for INPUT that takes its memory from base/memory.h. All three arguments live as
 * long as SOURCE. Without memory source->out_of_memory is set and there is no parser. */
void source_open(struct source *source, const struct input *input, struct registry *registry,
                 const struct findings *findings);
/* Frees the parser. Returns 0, STATUS_MEMORY, or STATUS_INPUT with the first refusal in *ERROR. */
int source_close(struct source *source, struct error *error);

/* Parses all bytes from START on. What is not well-formed is refused: "expected FORM, found ...".
 */
void source_parse(struct source *source, size_t start, const char *form);

/* The offset in the file of what the parser is at, and of what follows it. */
size_t source_here(const struct source *source);
size_t source_behind(const struct source *source);
/* Line and column of OFFSET. Counts from the last call, so asking in order is cheap. */
struct position source_position(struct source *source, size_t offset);

/* Refuses what stands at OFFSET: "expected EXPECTED, found FOUND". Without a sink for findings the
 * parser stops. */
void source_refuse(struct source *source, size_t offset, const char *expected, const char *found);
void source_refuse_text(struct source *source, size_t offset, const char *expected,
                        struct text found);

/* NAME of an element or an attribute for a message: cut at 40 bytes, between characters. Returns
 * BUFFER. */
enum { SOURCE_NAME_SIZE_BYTES = 41 };
const char *source_name(const char *name, char buffer[static SOURCE_NAME_SIZE_BYTES]);

/* Stops the parser for want of memory. */
void source_run_out_of_memory(struct source *source);
/* A copy of TEXT that lives as long as the registry. */
struct text source_keep(struct source *source, struct text text);

#endif
