/* Base64, by libsodium. */
#include "history/log/base64.h"

#include <sodium.h>

/* A piece that needs no padding in between. */
enum { PIECE_BYTES = 48, ENCODED_PIECE_BYTES = 64 };

void base64_append(struct buffer *buffer, struct text bytes)
{
    for (size_t start = 0; start < bytes.length; start += PIECE_BYTES) {
        char encoded[ENCODED_PIECE_BYTES + 1];
        struct text piece = text_slice(bytes, start, PIECE_BYTES);
        sodium_bin2base64(encoded, sizeof(encoded), (const unsigned char *)piece.bytes,
                          piece.length, sodium_base64_VARIANT_ORIGINAL);
        buffer_append(buffer, text_of(encoded));
    }
}

/* libsodium 1.0.18 takes some bytes above 0x7f for characters of base64, so that two texts would
 * have one meaning. */
static bool has_only_base64(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (!ascii_is_letter(c) && !ascii_is_digit(c) && c != '+' && c != '/' && c != '=')
            return false;
    }
    return true;
}

bool base64_decode(struct text text, uint8_t *bytes, size_t size_bytes, size_t *length)
{
    *length = 0;
    if (text.length == 0)
        return true;
    return has_only_base64(text) &&
           sodium_base642bin(bytes, size_bytes, text.bytes, text.length, NULL, length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool base64_decode_exactly(struct text text, uint8_t *bytes, size_t length)
{
    size_t found;
    return base64_decode(text, bytes, length, &found) && found == length;
}
