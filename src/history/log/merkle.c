/* Hashes, roots and proofs of a Merkle tree. */
#include "history/log/merkle.h"

#include <assert.h>

enum { LEAF_PREFIX = 0x00, NODE_PREFIX = 0x01 };

void merkle_leaf(struct text entry, struct hash *hash)
{
    char bytes[1 + ENTRY_LIMIT_BYTES];
    assert(entry.length <= ENTRY_LIMIT_BYTES);
    bytes[0] = LEAF_PREFIX;
    if (entry.length)
        memcpy(bytes + 1, entry.bytes, entry.length);
    sha256_of((struct text){bytes, 1 + entry.length}, hash->bytes);
}

void merkle_node(const struct hash *left, const struct hash *right, struct hash *hash)
{
    char bytes[1 + 2 * SHA256_SIZE_BYTES];
    bytes[0] = NODE_PREFIX;
    memcpy(bytes + 1, left->bytes, SHA256_SIZE_BYTES);
    memcpy(bytes + 1 + SHA256_SIZE_BYTES, right->bytes, SHA256_SIZE_BYTES);
    sha256_of((struct text){bytes, sizeof(bytes)}, hash->bytes);
}

/* The largest power of two that is less than COUNT, which is at least 2. */
static uint64_t split_of(uint64_t count)
{
    return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

void merkle_fold(const struct hash *hashes, size_t count, struct hash *root)
{
    struct hash left, right;
    if (count == 0) {
        sha256_of(TEXT(""), root->bytes);
        return;
    }
    if (count == 1) {
        *root = hashes[0];
        return;
    }
    size_t split = (size_t)split_of(count);
    merkle_fold(hashes, split, &left);
    merkle_fold(hashes + split, count - split, &right);
    merkle_node(&left, &right, root);
}

/* The root of the leaves from START to END, where RFC 6962 splits a tree: START is a multiple of
 * the largest power of two in END - START. The depth is that of the tree. */
static int range_root(const struct merkle_source *source, uint64_t start, uint64_t end,
                      struct hash *root, struct error *error)
{
    struct hash left, right;
    uint64_t count = end - start;
    if ((count & (count - 1)) == 0) {
        unsigned height = (unsigned)__builtin_ctzll(count);
        return source->read(source->context, height, start >> height, root, error);
    }
    uint64_t split = start + split_of(count);
    int status = range_root(source, start, split, &left, error);
    if (status == STATUS_OK)
        status = range_root(source, split, end, &right, error);
    if (status == STATUS_OK)
        merkle_node(&left, &right, root);
    return status;
}

int merkle_root(const struct merkle_source *source, uint64_t size, struct hash *root,
                struct error *error)
{
    if (size)
        return range_root(source, 0, size, root, error);
    merkle_fold(NULL, 0, root);
    return STATUS_OK;
}

/* Appends the root of a range to PROOF. */
static int add_range(const struct merkle_source *source, uint64_t start, uint64_t end,
                     struct merkle_proof *proof, struct error *error)
{
    if (proof->count == MERKLE_PROOF_LIMIT)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a tree whose proofs have at most %d hashes, found a larger one",
                         MERKLE_PROOF_LIMIT);
    int status = range_root(source, start, end, &proof->hashes[proof->count], error);
    if (status == STATUS_OK)
        proof->count++;
    return status;
}

/* PATH of RFC 6962 section 2.1.1, of leaf INDEX in the leaves from START to END. */
static int add_path(const struct merkle_source *source, uint64_t index, uint64_t start,
                    uint64_t end, struct merkle_proof *proof, struct error *error)
{
    if (end - start == 1)
        return STATUS_OK;
    uint64_t split = start + split_of(end - start);
    bool on_left = index < split;
    int status = on_left ? add_path(source, index, start, split, proof, error)
                         : add_path(source, index, split, end, proof, error);
    if (status != STATUS_OK)
        return status;
    return on_left ? add_range(source, split, end, proof, error)
                   : add_range(source, start, split, proof, error);
}

int merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
                           struct merkle_proof *proof, struct error *error)
{
    assert(index < size);
    proof->count = 0;
    return add_path(source, index, 0, size, proof, error);
}

/* SUBPROOF of RFC 6962 section 2.1.2: the leaves from START to OLD_END in those to END. KNOWN: the
 * old tree begins at START, so that its root is known to whoever asks. */
static int add_subproof(const struct merkle_source *source, uint64_t old_end, uint64_t start,
                        uint64_t end, bool known, struct merkle_proof *proof, struct error *error)
{
    if (old_end == end)
        return known ? STATUS_OK : add_range(source, start, end, proof, error);
    uint64_t split = start + split_of(end - start);
    bool on_left = old_end <= split;
    int status = on_left ? add_subproof(source, old_end, start, split, known, proof, error)
                         : add_subproof(source, old_end, split, end, false, proof, error);
    if (status != STATUS_OK)
        return status;
    return on_left ? add_range(source, split, end, proof, error)
                   : add_range(source, start, split, proof, error);
}

int merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
                             uint64_t new_size, struct merkle_proof *proof, struct error *error)
{
    assert(old_size <= new_size);
    proof->count = 0;
    if (old_size == 0)
        return STATUS_OK;
    return add_subproof(source, old_size, 0, new_size, true, proof, error);
}

bool merkle_verify_inclusion(const struct merkle_proof *proof, const struct hash *leaf,
                             uint64_t index, uint64_t size, const struct hash *root)
{
    if (index >= size)
        return false;
    /* the place of the node, and of the last one, at each height */
    uint64_t node = index, last = size - 1;
    struct hash hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0)
            return false;
        if (node % 2 == 1 || node == last) {
            merkle_node(&proof->hashes[i], &hash, &hash);
            while (node % 2 == 0 && node != 0) {
                node /= 2; /* a last node without a sibling goes up as it is */
                last /= 2;
            }
        } else {
            merkle_node(&hash, &proof->hashes[i], &hash);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && hash_equal(&hash, root);
}

/* Follows the hashes of PROOF from FIRST up, as RFC 9162 section 2.1.4.2 does; NODE and LAST are
 * the places of the old tree's last node and of the new one's. */
static bool climb(const struct merkle_proof *proof, size_t first, const struct hash *start,
                  uint64_t node, uint64_t last, const struct hash *old_root,
                  const struct hash *new_root)
{
    struct hash old_hash = *start, new_hash = *start;
    for (size_t i = first; i < proof->count; i++) {
        if (last == 0)
            return false;
        if (node % 2 == 1 || node == last) {
            merkle_node(&proof->hashes[i], &old_hash, &old_hash);
            merkle_node(&proof->hashes[i], &new_hash, &new_hash);
            while (node % 2 == 0 && node != 0) {
                node /= 2;
                last /= 2;
            }
        } else {
            merkle_node(&new_hash, &proof->hashes[i], &new_hash);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && hash_equal(&old_hash, old_root) && hash_equal(&new_hash, new_root);
}

bool merkle_verify_consistency(const struct merkle_proof *proof, uint64_t old_size,
                               const struct hash *old_root, uint64_t new_size,
                               const struct hash *new_root)
{
    struct hash empty;
    merkle_fold(NULL, 0, &empty);
    if (old_size > new_size)
        return false;
    if (old_size == new_size)
        return proof->count == 0 && hash_equal(old_root, new_root) &&
               (old_size || hash_equal(old_root, &empty));
    if (old_size == 0)
        return proof->count == 0 && hash_equal(old_root, &empty);
    uint64_t node = old_size - 1, last = new_size - 1;
    while (node % 2 == 1) {
        node /= 2;
        last /= 2;
    }
    if (node == 0) /* the old tree is complete: its root is where the climb begins */
        return climb(proof, 0, old_root, node, last, old_root, new_root);
    return proof->count > 0 && climb(proof, 1, &proof->hashes[0], node, last, old_root, new_root);
}
