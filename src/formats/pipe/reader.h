/* The pipe reader's state, and how its parts say what is wrong. */
#ifndef PORTREG_FORMATS_PIPE_READER_H
#define PORTREG_FORMATS_PIPE_READER_H

#include "formats/format.h"

struct pipe_reader {
    const struct input *input;
    struct registry *registry;
    const struct findings *findings;
    struct error error; /* the first refusal */
    bool refused;
    bool out_of_memory;
    size_t next;   /* what is left of the input begins here */
    uint32_t line; /* of that place, which is always the first of its line */
    struct buffer scratch;
};

/* Refuses what stands at POSITION: "expected EXPECTED, found FOUND". */
void pipe_refuse(struct pipe_reader *reader, struct position position, const char *expected,
                 const char *found);
void pipe_refuse_text(struct pipe_reader *reader, struct position position, const char *expected,
                      struct text found);
/* The scratch buffer, emptied. A failure to fill it is remembered. */
struct buffer *pipe_scratch(struct pipe_reader *reader);
/* A copy of TEXT, without the carriage returns of line ends, that lives as long as the registry. */
struct text pipe_keep(struct pipe_reader *reader, struct text text);

#endif
