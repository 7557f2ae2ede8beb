/* Compiling the search index: of all parts the one that takes longest, so it is a job. */
#include "snapshot/compiler.h"

void compile_search(void *context)
{
    struct search_job *job = context;
    const struct compiler *compiler = job->compiler;
    job->good =
        search_index_build(&job->index, section_bytes(compiler, SECTION_RECORDS),
                           compiler->versions->record_count, buffer_text(&compiler->texts.bytes));
}
