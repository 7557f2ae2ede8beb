/* Compiling the search index: of all parts the one that takes longest, so half of the records are
 * indexed in a job. */
#include "snapshot/compiler.h"

#include "snapshot/search_join.h"

/* The first record at or after the one in the middle that has another service name than the one
 * before it: there the texts differ too. */
static size_t find_middle(const struct disk_record *records, size_t count)
{
    size_t middle = count / 2;
    while (middle > 0 && middle < count &&
           records[middle].service_name == records[middle - 1].service_name)
        middle++;
    return middle;
}

void search_halve(struct search_half *first, struct search_half *second,
                  const struct compiler *compiler)
{
    size_t count = compiler->versions->record_count;
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    size_t middle = find_middle(records, count);
    struct text texts = buffer_text(&compiler->texts.bytes);
    *first = (struct search_half){.records = records, .count = middle, .texts = texts};
    *second =
        (struct search_half){.records = records + middle, .count = count - middle, .texts = texts};
}

void compile_search(struct search_half *half)
{
    half->good = search_index_build(&half->index, half->records, half->count, half->texts);
}

bool search_join(struct search_index *whole, const struct search_half *first,
                 const struct search_half *second)
{
    return first->good && second->good &&
           search_index_join(whole, &first->index, &second->index, (uint32_t)first->count);
}

void search_half_done(struct search_half *half)
{
    search_index_done(&half->index);
}
