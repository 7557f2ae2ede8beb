/* Proofs as files. */
#include "history/log/proof.h"

#include <inttypes.h>

#include "history/log/base64.h"

#define FIRST_LINE  TEXT("c2sp.org/tlog-proof@v1")
#define EXTRA_START TEXT("extra ")
#define INDEX_START TEXT("index ")

static int refuse(struct error *error, const char *file, uint32_t line, const char *expected,
                  struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, file, (struct position){line, 1}, "expected %s, found %s",
                     expected, text_quote(found, quoted));
}

/* Whether TEXT is base64 of any length. Decoded in pieces, as it may be long. */
static bool is_base64(struct text text)
{
    enum { PIECE_LENGTH = 1024 };
    uint8_t bytes[PIECE_LENGTH];
    size_t length;
    for (size_t start = 0; start < text.length; start += PIECE_LENGTH) {
        struct text piece = text_slice(text, start, PIECE_LENGTH);
        bool last = start + PIECE_LENGTH >= text.length;
        if (!base64_decode(piece, bytes, sizeof(bytes), &length) ||
            (!last && length != PIECE_LENGTH / 4 * 3))
            return false;
    }
    return true;
}

/* Reads the hashes and the empty line behind them. */
static int parse_path(struct text *rest, uint32_t line, const char *file, struct merkle_proof *path,
                      struct error *error)
{
    for (;; line++) {
        if (rest->length == 0)
            return refuse(error, file, line, "an empty line and a checkpoint", TEXT(""));
        struct text word = text_split(rest, '\n');
        if (word.length == 0)
            return STATUS_OK;
        if (path->count == MERKLE_PROOF_LIMIT)
            return error_set(error, STATUS_INPUT, file, (struct position){line, 1},
                             "expected at most %d hashes, found more", MERKLE_PROOF_LIMIT);
        struct hash *hash = &path->hashes[path->count];
        if (!base64_decode_exactly(word, hash->bytes, sizeof(hash->bytes)))
            return refuse(error, file, line, "a hash: 32 bytes in base64", word);
        path->count++;
    }
}

int proof_parse(struct text bytes, const char *file, struct proof *proof, struct error *error)
{
    struct text rest = bytes;
    uint32_t number = 2;
    *proof = (struct proof){0};
    if (bytes.length > PROOF_LIMIT_BYTES)
        return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                         "expected a proof of at most %d bytes, found %zu", PROOF_LIMIT_BYTES,
                         bytes.length);
    struct text line = text_split(&rest, '\n');
    if (!text_equal(line, FIRST_LINE))
        return refuse(error, file, 1, "c2sp.org/tlog-proof@v1", line);
    line = text_split(&rest, '\n');
    if (text_starts_with(line, EXTRA_START)) {
        proof->extra = text_from(line, EXTRA_START.length);
        if (proof->extra.length == 0 || !is_base64(proof->extra))
            return refuse(error, file, 2, "base64 behind extra", line);
        line = text_split(&rest, '\n');
        number++;
    }
    if (!text_starts_with(line, INDEX_START) ||
        !text_to_number(text_from(line, INDEX_START.length), INT64_MAX, &proof->index))
        return refuse(error, file, number, "the index of the entry, as index N", line);
    int status = parse_path(&rest, number + 1, file, &proof->path, error);
    proof->checkpoint = rest;
    return status;
}

void proof_append_hashes(struct buffer *buffer, const struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        base64_append(buffer, hash_text(&proof->hashes[i]));
        buffer_append_byte(buffer, '\n');
    }
}

void proof_append(struct buffer *buffer, const struct proof *proof)
{
    buffer_append(buffer, FIRST_LINE);
    buffer_append_byte(buffer, '\n');
    if (proof->extra.bytes)
        buffer_format(buffer, "extra %.*s\n", TEXT_ARGS(proof->extra));
    buffer_format(buffer, "index %" PRIu64 "\n", proof->index);
    proof_append_hashes(buffer, &proof->path);
    buffer_append_byte(buffer, '\n');
    buffer_append(buffer, proof->checkpoint);
}

int proof_check(const struct proof *proof, struct text entry, const struct policy *policy,
                const char *file, struct policy_answer *answer, struct error *error)
{
    struct signed_note note;
    struct hash leaf;
    if (entry.length > ENTRY_LIMIT_BYTES)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected an entry of at most %d bytes, found %zu", ENTRY_LIMIT_BYTES,
                         entry.length);
    int status = note_parse(proof->checkpoint, file, &note, error);
    if (status == STATUS_OK)
        status = policy_check(policy, &note, file, answer, error);
    if (status != STATUS_OK)
        return status;
    merkle_leaf(entry, &leaf);
    if (merkle_verify_inclusion(&proof->path, &leaf, proof->index, answer->checkpoint.size,
                                &answer->checkpoint.root))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, file, (struct position){0, 0},
                     "expected a proof that this entry is number %" PRIu64 " of the %" PRIu64
                     " entries of %.*s, found one that does not lead to the hash of its tree",
                     proof->index, answer->checkpoint.size, TEXT_ARGS(answer->checkpoint.origin));
}
