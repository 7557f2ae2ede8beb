/* Public keys of logs and of witnesses. */
#include "history/log/verifier.h"

#include <assert.h>
#include <stdio.h>

#include <sodium.h>

#include "base/sha256.h"
#include "history/log/base64.h"

static_assert((int)PUBLIC_KEY_SIZE_BYTES == crypto_sign_PUBLICKEYBYTES, "an Ed25519 key");
static_assert((int)SIGNATURE_SIZE_BYTES == crypto_sign_BYTES, "an Ed25519 signature");

enum { KEY_ID_DIGITS = 8 };

/* The white space of Unicode beyond ASCII, in UTF-8. */
static const char *const white_space[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

bool key_name_is_valid(struct text name)
{
    if (name.length == 0 || name.length > KEY_NAME_LIMIT_BYTES ||
        text_find_malformed(name) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == '+' || name.bytes[i] == 0x7f || ascii_is_space(name.bytes[i]))
            return false;
    for (size_t i = 0; i < sizeof(white_space) / sizeof(*white_space); i++)
        if (text_find(name, text_of(white_space[i]), 0) != SIZE_MAX)
            return false;
    return true;
}

/* The first four bytes of SHA-256(NAME || LF || TYPE || KEY). */
static uint32_t compute_key_id(const struct verifier *verifier)
{
    char bytes[KEY_NAME_LIMIT_BYTES + 2 + PUBLIC_KEY_SIZE_BYTES];
    uint8_t sha256[SHA256_SIZE_BYTES];
    size_t length = strlen(verifier->name);
    memcpy(bytes, verifier->name, length);
    bytes[length++] = '\n';
    bytes[length++] = (char)verifier->type;
    memcpy(bytes + length, verifier->public_key, PUBLIC_KEY_SIZE_BYTES);
    sha256_of((struct text){bytes, length + PUBLIC_KEY_SIZE_BYTES}, sha256);
    return (uint32_t)sha256[0] << 24 | (uint32_t)sha256[1] << 16 | (uint32_t)sha256[2] << 8 |
           sha256[3];
}

void verifier_init(struct verifier *verifier, struct text name, enum signature_type type,
                   const uint8_t public_key[static PUBLIC_KEY_SIZE_BYTES])
{
    memset(verifier, 0, sizeof(*verifier));
    memcpy(verifier->name, name.bytes, name.length);
    verifier->type = type;
    memcpy(verifier->public_key, public_key, PUBLIC_KEY_SIZE_BYTES);
    verifier->key_id = compute_key_id(verifier);
}

static int refuse(struct error *error, const char *expected, struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     expected, text_quote(found, quoted));
}

static bool is_hexadecimal(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!ascii_is_digit(text.bytes[i]) && (text.bytes[i] < 'a' || text.bytes[i] > 'f'))
            return false;
    return text.length == KEY_ID_DIGITS;
}

int verifier_parse(struct text text, struct verifier *verifier, struct error *error)
{
    uint8_t key[1 + PUBLIC_KEY_SIZE_BYTES];
    char key_id[KEY_ID_DIGITS + 1];
    struct text rest = text;
    struct text name = text_split(&rest, '+');
    struct text id = text_split(&rest, '+');
    if (!rest.bytes || !is_hexadecimal(id))
        return refuse(error, "a public key as NAME+ID+KEY", text);
    if (!key_name_is_valid(name))
        return refuse(error, "a name of a key without white space", name);
    if (!base64_decode_exactly(rest, key, sizeof(key)))
        return refuse(error, "a kind of signature and an Ed25519 key of 32 bytes in base64", rest);
    if (key[0] != SIGNATURE_NOTE && key[0] != SIGNATURE_COSIGNATURE)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a key for Ed25519 signatures of logs (kind 1) or of witnesses "
                         "(kind 4), found kind %u",
                         key[0]);
    verifier_init(verifier, name, (enum signature_type)key[0], key + 1);
    snprintf(key_id, sizeof(key_id), "%08x", verifier->key_id);
    if (!text_equal(id, text_of(key_id)))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected the ID %s, which follows from name and key, found %.*s", key_id,
                         TEXT_ARGS(id));
    return STATUS_OK;
}

void verifier_append(struct buffer *buffer, const struct verifier *verifier)
{
    char key[1 + PUBLIC_KEY_SIZE_BYTES];
    key[0] = (char)verifier->type;
    memcpy(key + 1, verifier->public_key, PUBLIC_KEY_SIZE_BYTES);
    buffer_format(buffer, "%s+%08x+", verifier->name, verifier->key_id);
    base64_append(buffer, (struct text){key, sizeof(key)});
}

bool verifier_check(const struct verifier *verifier, struct text message,
                    const uint8_t signature[static SIGNATURE_SIZE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)message.bytes,
                                       message.length, verifier->public_key) == 0;
}
