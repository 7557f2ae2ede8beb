/* Parsing a file with expat. */
#include "formats/source.h"

#include "base/memory.h"

static void *parser_allocate(size_t size_bytes)
{
    return memory_allocate(size_bytes);
}

void source_open(struct source *source, const struct input *input, struct registry *registry,
                 const struct findings *findings)
{
    static const XML_Memory_Handling_Suite memory = {parser_allocate, memory_reallocate,
                                                     memory_free};
    *source = (struct source){
        .input = input, .registry = registry, .findings = findings, .position = {1, 1}};
    source->parser = XML_ParserCreate_MM("UTF-8", &memory, NULL);
    source->out_of_memory = !source->parser;
}

int source_close(struct source *source, struct error *error)
{
    if (source->parser)
        XML_ParserFree(source->parser);
    source->parser = NULL;
    if (source->out_of_memory)
        return error_memory(error);
    if (source->refused && error)
        *error = source->error;
    return source->refused ? STATUS_INPUT : STATUS_OK;
}

void source_parse(struct source *source, size_t start, const char *form)
{
    struct text bytes = source->input->bytes, rest = text_from(bytes, start);
    source->skipped = start;
    if (XML_Parse(source->parser, rest.bytes, (int)rest.length, XML_TRUE) == XML_STATUS_OK)
        return;
    enum XML_Error code = XML_GetErrorCode(source->parser);
    if (code == XML_ERROR_NO_MEMORY)
        source->out_of_memory = true;
    if (source->out_of_memory || code == XML_ERROR_ABORTED)
        return;
    bool early = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                 code == XML_ERROR_PARTIAL_CHAR;
    source_refuse(source, early ? bytes.length : source_here(source), form,
                  early ? "the end of the file" : XML_ErrorString(code));
}

size_t source_here(const struct source *source)
{
    XML_Index index = XML_GetCurrentByteIndex(source->parser);
    return source->skipped + (index < 0 ? 0 : (size_t)index);
}

size_t source_behind(const struct source *source)
{
    return source_here(source) + (size_t)XML_GetCurrentByteCount(source->parser);
}

/* Goes back to OFFSET, to the beginning of its line. */
static void count_back(struct source *source, size_t offset)
{
    const char *bytes = source->input->bytes.bytes;
    for (size_t i = offset; i < source->counted; i++)
        source->position.line -= bytes[i] == '\n';
    while (offset > 0 && bytes[offset - 1] != '\n')
        offset--;
    source->counted = offset;
    source->position.column = 1;
}

struct position source_position(struct source *source, size_t offset)
{
    const char *bytes = source->input->bytes.bytes;
    if (offset < source->counted)
        count_back(source, offset);
    while (source->counted < offset) {
        const char *from = bytes + source->counted;
        const char *newline = memchr(from, '\n', offset - source->counted);
        if (newline) {
            source->counted = (size_t)(newline - bytes) + 1;
            source->position.line++;
            source->position.column = 1;
        } else {
            source->position.column += (uint32_t)(offset - source->counted);
            source->counted = offset;
        }
    }
    return source->position;
}

void source_refuse(struct source *source, size_t offset, const char *expected, const char *found)
{
    struct position position = source_position(source, offset);
    if (!source->refused)
        error_set(&source->error, STATUS_INPUT, source->input->file, position,
                  "expected %s, found %s", expected, found);
    source->refused = true;
    findings_report(source->findings, SEVERITY_REFUSED, "form", "", source->input->file, position,
                    "expected %s, found %s", expected, found);
    if (!source->findings || !source->findings->report)
        XML_StopParser(source->parser, XML_FALSE);
}

void source_refuse_text(struct source *source, size_t offset, const char *expected,
                        struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    source_refuse(source, offset, expected, text_quote(found, quoted));
}

const char *source_name(const char *name, char buffer[static SOURCE_NAME_SIZE_BYTES])
{
    struct text shown = text_slice(text_of(name), 0, SOURCE_NAME_SIZE_BYTES - 1);
    shown.length = text_length_of_whole_characters(shown);
    snprintf(buffer, SOURCE_NAME_SIZE_BYTES, "%.*s", TEXT_ARGS(shown));
    return buffer;
}

void source_run_out_of_memory(struct source *source)
{
    source->out_of_memory = true;
    XML_StopParser(source->parser, XML_FALSE);
}

struct text source_keep(struct source *source, struct text text)
{
    struct text copy;
    if (!arena_copy(&source->registry->arena, text, &copy))
        source_run_out_of_memory(source);
    return copy;
}
