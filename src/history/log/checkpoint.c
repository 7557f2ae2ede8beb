/* Checkpoints. */
#include "history/log/checkpoint.h"

#include <inttypes.h>

#include "history/log/base64.h"
#include "history/log/verifier.h"

static int refuse(struct error *error, const char *file, uint32_t line, const char *expected,
                  struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, file, (struct position){line, 1}, "expected %s, found %s",
                     expected, text_quote(found, quoted));
}

int checkpoint_parse(struct text text, const char *file, struct checkpoint *checkpoint,
                     struct error *error)
{
    if (text.length == 0 || text.bytes[text.length - 1] != '\n')
        return refuse(error, file, 1, "a checkpoint that ends with a line feed", text);
    struct text rest = text;
    checkpoint->origin = text_split(&rest, '\n');
    struct text size = text_split(&rest, '\n');
    struct text root = text_split(&rest, '\n');
    if (!key_name_is_valid(checkpoint->origin))
        return refuse(error, file, 1, "the origin of a log, without white space",
                      checkpoint->origin);
    if (!text_to_number(size, INT64_MAX, &checkpoint->size))
        return refuse(error, file, 2, "the number of entries", size);
    if (!base64_decode_exactly(root, checkpoint->root.bytes, sizeof(checkpoint->root.bytes)))
        return refuse(error, file, 3, "the hash of the tree: 32 bytes in base64", root);
    for (uint32_t line = 4; rest.length; line++)
        if (text_split(&rest, '\n').length == 0)
            return refuse(error, file, line, "an extension that is not empty", TEXT(""));
    return STATUS_OK;
}

void checkpoint_append(struct buffer *buffer, const struct checkpoint *checkpoint)
{
    buffer_append(buffer, checkpoint->origin);
    buffer_format(buffer, "\n%" PRIu64 "\n", checkpoint->size);
    base64_append(buffer, hash_text(&checkpoint->root));
    buffer_append_byte(buffer, '\n');
}
