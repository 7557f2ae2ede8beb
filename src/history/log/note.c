/* Signed notes. */
#include "history/log/note.h"

#include "history/log/base64.h"

/* An em dash and a space. */
#define SIGNATURE_START TEXT("\xe2\x80\x94 ")

enum { KEY_ID_SIZE_BYTES = 4 };

/* The number of the line at OFFSET of BYTES. */
static uint32_t line_at(struct text bytes, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset && i < bytes.length; i++)
        line += bytes.bytes[i] == '\n';
    return line;
}

static int refuse(struct error *error, const char *file, uint32_t line, const char *expected,
                  struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, file, (struct position){line, line ? 1 : 0},
                     "expected %s, found %s", expected, text_quote(found, quoted));
}

/* Whether BYTES have only what notes may have: UTF-8, and of control characters the line feed. */
static bool has_only_text(struct text bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        if ((unsigned char)bytes.bytes[i] < 0x20 && bytes.bytes[i] != '\n')
            return false;
    return text_find_malformed(bytes) == SIZE_MAX;
}

/* Reads "— NAME BASE64" of one line, which is without its line feed. */
static bool parse_signature(struct text line, struct note_signature *signature)
{
    uint8_t bytes[NOTE_SIGNATURE_LIMIT_BYTES];
    size_t length;
    if (!text_starts_with(line, SIGNATURE_START))
        return false;
    struct text rest = text_from(line, SIGNATURE_START.length);
    signature->name = text_split(&rest, ' ');
    signature->encoded = rest;
    if (!key_name_is_valid(signature->name) ||
        !base64_decode(rest, bytes, sizeof(bytes), &length) || length <= KEY_ID_SIZE_BYTES)
        return false;
    signature->key_id =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    return true;
}

/* Reads the signature lines LINES, which begin at line NUMBER of their file. */
static int parse_signatures(struct text lines, uint32_t number, const char *file,
                            struct signed_note *note, struct error *error)
{
    note->signature_count = 0;
    if (lines.length == 0 || lines.bytes[lines.length - 1] != '\n')
        return refuse(error, file, 0, "signature lines, each ended by a line feed",
                      text_slice(lines, 0, 64));
    while (lines.length) {
        struct note_signature *signature = &note->signatures[note->signature_count];
        struct text start = lines, line = text_split(&lines, '\n');
        if (note->signature_count == NOTE_SIGNATURE_LIMIT)
            return error_set(error, STATUS_INPUT, file, (struct position){number, 1},
                             "expected at most %d signatures, found more", NOTE_SIGNATURE_LIMIT);
        if (!parse_signature(line, signature))
            return refuse(error, file, number,
                          "a signature: an em dash, a name and a signature in base64", line);
        signature->line = text_slice(start, 0, line.length + 1);
        note->signature_count++;
        number++;
    }
    return STATUS_OK;
}

/* The offset of the last empty line's first line feed, or SIZE_MAX. */
static size_t find_split(struct text bytes)
{
    for (size_t i = bytes.length; i > 1; i--)
        if (bytes.bytes[i - 1] == '\n' && bytes.bytes[i - 2] == '\n')
            return i - 2;
    return SIZE_MAX;
}

int note_parse(struct text bytes, const char *file, struct signed_note *note, struct error *error)
{
    note->signature_count = 0;
    if (bytes.length > NOTE_LIMIT_BYTES)
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected a signed note of at most %d bytes, found %zu", NOTE_LIMIT_BYTES,
                         bytes.length);
    if (!has_only_text(bytes))
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected a signed note in UTF-8 without control characters, found other "
                         "bytes");
    size_t split = find_split(bytes);
    if (split == SIZE_MAX)
        return refuse(error, file, 0, "a signed note: a text, an empty line and signatures",
                      text_slice(bytes, 0, 64));
    note->text = text_slice(bytes, 0, split + 1);
    return parse_signatures(text_from(bytes, split + 2), line_at(bytes, split + 2), file, note,
                            error);
}

int note_parse_signatures(struct text lines, const char *file, struct signed_note *note,
                          struct error *error)
{
    if (lines.length > NOTE_LIMIT_BYTES || !has_only_text(lines))
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected at most %d bytes of signature lines, found others",
                         NOTE_LIMIT_BYTES);
    return parse_signatures(lines, 1, file, note, error);
}

size_t note_signature_decode(const struct note_signature *signature,
                             uint8_t bytes[static NOTE_SIGNATURE_LIMIT_BYTES])
{
    size_t length;
    if (!base64_decode(signature->encoded, bytes, NOTE_SIGNATURE_LIMIT_BYTES, &length) ||
        length < KEY_ID_SIZE_BYTES)
        return 0;
    memmove(bytes, bytes + KEY_ID_SIZE_BYTES, length - KEY_ID_SIZE_BYTES);
    return length - KEY_ID_SIZE_BYTES;
}

bool note_signature_is_of(const struct note_signature *signature, const struct verifier *verifier)
{
    return signature->key_id == verifier->key_id &&
           text_equal(signature->name, text_of(verifier->name));
}

int note_verify(const struct signed_note *note, const struct verifier *verifier, size_t *count,
                struct error *error)
{
    uint8_t bytes[NOTE_SIGNATURE_LIMIT_BYTES];
    *count = 0;
    for (size_t i = 0; i < note->signature_count; i++) {
        const struct note_signature *signature = &note->signatures[i];
        if (!note_signature_is_of(signature, verifier))
            continue;
        if (note_signature_decode(signature, bytes) != SIGNATURE_SIZE_BYTES ||
            !verifier_check(verifier, note->text, bytes))
            return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                             "expected the signature of %s over this text, found one that is not",
                             verifier->name);
        ++*count;
    }
    return STATUS_OK;
}

void note_append_signature(struct buffer *buffer, const struct verifier *verifier,
                           const uint8_t signature[static SIGNATURE_SIZE_BYTES])
{
    char bytes[KEY_ID_SIZE_BYTES + SIGNATURE_SIZE_BYTES];
    for (int i = 0; i < KEY_ID_SIZE_BYTES; i++)
        bytes[i] = (char)(verifier->key_id >> (24 - 8 * i));
    memcpy(bytes + KEY_ID_SIZE_BYTES, signature, SIGNATURE_SIZE_BYTES);
    buffer_append(buffer, SIGNATURE_START);
    buffer_format(buffer, "%s ", verifier->name);
    base64_append(buffer, (struct text){bytes, sizeof(bytes)});
    buffer_append_byte(buffer, '\n');
}
