/* The key of a log. */
#include "history/log/key.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "history/log/base64.h"

static_assert((int)SECRET_KEY_SIZE_BYTES == crypto_sign_SECRETKEYBYTES, "an Ed25519 key");

enum { SEED_SIZE_BYTES = 32, KEY_FILE_LIMIT_BYTES = 1024, KEY_ID_DIGITS = 8 };

#define KEY_START TEXT("PRIVATE+KEY+")

/* What a key consists of follows from the seed. */
static void derive(struct log_key *key, struct text name,
                   const uint8_t seed[static SEED_SIZE_BYTES])
{
    uint8_t public_key[PUBLIC_KEY_SIZE_BYTES];
    crypto_sign_seed_keypair(public_key, key->secret, seed);
    verifier_init(&key->verifier, name, SIGNATURE_NOTE, public_key);
}

/* What is found is not said: it may be secret. */
static int refuse(struct error *error)
{
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a key of a log as PRIVATE+KEY+NAME+ID+KEY, with an Ed25519 key in "
                     "base64, found something else");
}

int log_key_parse(struct text text, struct log_key *key, struct error *error)
{
    uint8_t seed[1 + SEED_SIZE_BYTES];
    char key_id[KEY_ID_DIGITS + 1];
    if (text_ends_with(text, TEXT("\n")))
        text.length--;
    if (!text_starts_with(text, KEY_START))
        return refuse(error);
    struct text rest = text_from(text, KEY_START.length);
    struct text name = text_split(&rest, '+');
    struct text id = text_split(&rest, '+');
    bool is_key = key_name_is_valid(name) && base64_decode_exactly(rest, seed, sizeof(seed)) &&
                  seed[0] == SIGNATURE_NOTE;
    if (is_key) {
        derive(key, name, seed + 1);
        snprintf(key_id, sizeof(key_id), "%08x", key->verifier.key_id);
        is_key = text_equal(id, text_of(key_id));
    }
    sodium_memzero(seed, sizeof(seed));
    if (is_key)
        return STATUS_OK;
    log_key_done(key);
    return refuse(error);
}

void log_key_append(struct buffer *buffer, const struct log_key *key)
{
    char seed[1 + SEED_SIZE_BYTES];
    seed[0] = SIGNATURE_NOTE;
    memcpy(seed + 1, key->secret, SEED_SIZE_BYTES);
    buffer_append(buffer, KEY_START);
    buffer_format(buffer, "%s+%08x+", key->verifier.name, key->verifier.key_id);
    base64_append(buffer, (struct text){seed, sizeof(seed)});
    sodium_memzero(seed, sizeof(seed));
}

int log_key_generate(struct text origin, struct log_key *key, struct error *error)
{
    uint8_t seed[SEED_SIZE_BYTES];
    if (sodium_init() < 0)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected random numbers for a key, found no source of them");
    randombytes_buf(seed, sizeof(seed));
    derive(key, origin, seed);
    sodium_memzero(seed, sizeof(seed));
    return STATUS_OK;
}

void log_key_sign(const struct log_key *key, struct text message,
                  uint8_t signature[static SIGNATURE_SIZE_BYTES])
{
    crypto_sign_detached(signature, NULL, (const unsigned char *)message.bytes, message.length,
                         key->secret);
}

void log_key_done(struct log_key *key)
{
    sodium_memzero(key->secret, sizeof(key->secret));
}

/* Refuses the file FD when others than its user can read it. */
static int check_mode(int fd, const char *path, struct error *error)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return error_system(error, "read", path);
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, path, (struct position){0, 0},
                     "expected a key that only its user can read (mode 600), found mode %03o; if "
                     "nobody has read it, run: chmod 600 %s",
                     info.st_mode & 0777, path);
}

static int read_key(int fd, const char *path, struct log_key *key, struct error *error)
{
    char bytes[KEY_FILE_LIMIT_BYTES];
    ssize_t length = read(fd, bytes, sizeof(bytes));
    int status = STATUS_OK;
    if (length < 0)
        status = error_system(error, "read", path);
    else
        status = log_key_parse((struct text){bytes, (size_t)length}, key, error);
    if (status == STATUS_INPUT && error)
        snprintf(error->file, sizeof(error->file), "%s", path);
    sodium_memzero(bytes, sizeof(bytes));
    return status;
}

int log_key_open(const char *path, struct log_key *key, int *fd, struct error *error)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0)
        return error_system(error, "open", path);
    int status = check_mode(*fd, path, error);
    if (status == STATUS_OK)
        status = read_key(*fd, path, key, error);
    if (status == STATUS_OK)
        return STATUS_OK;
    close(*fd);
    *fd = -1;
    return status;
}
