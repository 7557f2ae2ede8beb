/* The Merkle tree of RFC 6962 section 2.1 over SHA-256: hashes, roots and proofs. Nothing here
 * reads a file: the hashes of complete subtrees come from a source, so that a root or a proof costs
 * as many of them as the tree is high. */
#ifndef PORTREG_HISTORY_LOG_MERKLE_H
#define PORTREG_HISTORY_LOG_MERKLE_H

#include "base/error.h"
#include "base/sha256.h"

struct hash {
    uint8_t bytes[SHA256_SIZE_BYTES];
};

static inline bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The bytes of HASH, borrowed. */
static inline struct text hash_text(const struct hash *hash)
{
    return (struct text){(const char *)hash->bytes, sizeof(hash->bytes)};
}

/* No entry is longer: entry bundles have its length in two bytes. */
enum { ENTRY_LIMIT_BYTES = 65535 };

/* The hash of an entry of at most ENTRY_LIMIT_BYTES: SHA-256(0x00 || ENTRY). */
void merkle_leaf(struct text entry, struct hash *hash);
/* SHA-256(0x01 || LEFT || RIGHT). HASH may be one of them. */
void merkle_node(const struct hash *left, const struct hash *right, struct hash *hash);
/* The root of a tree whose leaves (or complete subtrees of one height) have these hashes; the root
 * of none is SHA-256(""). */
void merkle_fold(const struct hash *hashes, size_t count, struct hash *root);

/* Where the hashes of complete subtrees are read. */
struct merkle_source {
    /* The hash of the INDEXth subtree of 2^HEIGHT leaves. Returns 0 or a status with *ERROR. */
    int (*read)(void *context, unsigned height, uint64_t index, struct hash *hash,
                struct error *error);
    void *context;
};

/* A proof: of inclusion with the sibling of the leaf first, of consistency as RFC 6962 section
 * 2.1.2 orders it. No tree that can be written down needs more hashes, and none sent may be longer.
 */
enum { MERKLE_PROOF_LIMIT = 63 };
struct merkle_proof {
    struct hash hashes[MERKLE_PROOF_LIMIT];
    size_t count;
};

/* The root of the first SIZE leaves. */
int merkle_root(const struct merkle_source *source, uint64_t size, struct hash *root,
                struct error *error);
/* The proof that leaf INDEX is in the tree of SIZE leaves; INDEX < SIZE. */
int merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
                           struct merkle_proof *proof, struct error *error);
/* The proof that the tree of OLD_SIZE leaves is the beginning of that of NEW_SIZE; OLD_SIZE <=
 * NEW_SIZE. For a tree of no leaves, and for the same tree, it is empty. */
int merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
                             uint64_t new_size, struct merkle_proof *proof, struct error *error);

/* Whether PROOF shows that LEAF is at INDEX of the tree of SIZE leaves that has ROOT. */
bool merkle_verify_inclusion(const struct merkle_proof *proof, const struct hash *leaf,
                             uint64_t index, uint64_t size, const struct hash *root);
/* Whether PROOF shows that the tree of OLD_SIZE leaves that has OLD_ROOT is the beginning of that
 * of NEW_SIZE leaves that has NEW_ROOT. */
bool merkle_verify_consistency(const struct merkle_proof *proof, uint64_t old_size,
                               const struct hash *old_root, uint64_t new_size,
                               const struct hash *new_root);

#endif
