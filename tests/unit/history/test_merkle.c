/* Tests of Merkle trees: roots that others computed, and every proof of every small tree. */
#include "history/log/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "history/log/edge.h"

enum { LEAF_COUNT = 70 };

/* A tree in memory: a source that computes everything from the leaves. */
static struct hash leaves[LEAF_COUNT];
static size_t read_count;

static int read_subtree(void *context, unsigned height, uint64_t index, struct hash *hash,
                        struct error *error)
{
    (void)context, (void)error;
    read_count++;
    assert_true((index + 1) << height <= LEAF_COUNT);
    merkle_fold(leaves + (index << height), (size_t)1 << height, hash);
    return STATUS_OK;
}

static const struct merkle_source source = {read_subtree, NULL};

static int make_leaves(void **state)
{
    (void)state;
    for (int i = 0; i < LEAF_COUNT; i++) {
        char entry[8];
        int length = snprintf(entry, sizeof(entry), "%d", i);
        merkle_leaf((struct text){entry, (size_t)length}, &leaves[i]);
    }
    return 0;
}

/* The inputs and roots with which implementations of Certificate Transparency test themselves. */
static void agrees_with_other_implementations(void **state)
{
    (void)state;
    static const struct text inputs[] = {
        TEXT(""),
        TEXT("\x00"),
        TEXT("\x10"),
        TEXT("\x20\x21"),
        TEXT("\x30\x31"),
        TEXT("\x40\x41\x42\x43"),
        TEXT("\x50\x51\x52\x53\x54\x55\x56\x57"),
        TEXT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
    };
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct hash hashes[8];
    char hexadecimal[SHA256_HEX_SIZE_BYTES];
    for (size_t i = 0; i < 8; i++)
        merkle_leaf(inputs[i], &hashes[i]);
    for (size_t size = 0; size <= 8; size++) {
        struct hash root;
        merkle_fold(hashes, size, &root);
        assert_string_equal(sha256_format(root.bytes, hexadecimal), roots[size]);
    }
}

static void hashes_the_longest_entry(void **state)
{
    (void)state;
    static char bytes[1 + ENTRY_LIMIT_BYTES];
    struct hash hash, expected;
    merkle_leaf((struct text){bytes + 1, ENTRY_LIMIT_BYTES}, &hash);
    sha256_of((struct text){bytes, sizeof(bytes)}, expected.bytes);
    assert_true(hash_equal(&hash, &expected));
}

static void computes_roots_from_a_source(void **state)
{
    (void)state;
    for (uint64_t size = 0; size <= LEAF_COUNT; size++) {
        struct hash root, expected;
        merkle_fold(leaves, size, &expected);
        read_count = 0;
        assert_int_equal(merkle_root(&source, size, &root, NULL), STATUS_OK);
        assert_true(hash_equal(&root, &expected));
        assert_int_equal(read_count, __builtin_popcountll(size)); /* not one for each leaf */
    }
}

/* Whether PROOF with its first hash, or the hash at WHERE, changed in one bit is refused. */
static void refuses_changed_inclusion(const struct merkle_proof *proof, uint64_t index,
                                      uint64_t size, const struct hash *root)
{
    struct merkle_proof changed = *proof;
    for (size_t i = 0; i < proof->count; i++) {
        changed.hashes[i].bytes[i % 32] ^= 1;
        assert_false(merkle_verify_inclusion(&changed, &leaves[index], index, size, root));
        changed = *proof;
    }
    if (proof->count) {
        changed.count--;
        assert_false(merkle_verify_inclusion(&changed, &leaves[index], index, size, root));
    }
    changed = *proof;
    changed.count++;
    changed.hashes[proof->count] = leaves[0];
    assert_false(merkle_verify_inclusion(&changed, &leaves[index], index, size, root));
    for (uint64_t other = 0; other < size; other++)
        if (other != index)
            assert_false(merkle_verify_inclusion(proof, &leaves[index], other, size, root));
    assert_false(merkle_verify_inclusion(proof, &leaves[index], size, size, root));
    assert_false(
        merkle_verify_inclusion(proof, &leaves[(index + 1) % LEAF_COUNT], index, size, root));
}

static void proves_every_inclusion(void **state)
{
    (void)state;
    for (uint64_t size = 1; size <= LEAF_COUNT; size++) {
        struct hash root;
        merkle_fold(leaves, size, &root);
        for (uint64_t index = 0; index < size; index++) {
            struct merkle_proof proof;
            assert_int_equal(merkle_prove_inclusion(&source, index, size, &proof, NULL), STATUS_OK);
            assert_true(merkle_verify_inclusion(&proof, &leaves[index], index, size, &root));
            if (size < 20 || index % 7 == 0)
                refuses_changed_inclusion(&proof, index, size, &root);
        }
    }
}

static void refuses_changed_consistency(const struct merkle_proof *proof, uint64_t old_size,
                                        const struct hash *old_root, uint64_t new_size,
                                        const struct hash *new_root)
{
    struct merkle_proof changed = *proof;
    struct hash other = *old_root;
    for (size_t i = 0; i < proof->count; i++) {
        changed.hashes[i].bytes[31 - i % 32] ^= 0x80;
        assert_false(merkle_verify_consistency(&changed, old_size, old_root, new_size, new_root));
        changed = *proof;
    }
    changed.count++;
    changed.hashes[proof->count] = leaves[0];
    assert_false(merkle_verify_consistency(&changed, old_size, old_root, new_size, new_root));
    if (proof->count) {
        changed.count = proof->count - 1;
        assert_false(merkle_verify_consistency(&changed, old_size, old_root, new_size, new_root));
    }
    other.bytes[0] ^= 1;
    assert_false(merkle_verify_consistency(proof, old_size, &other, new_size, new_root));
    if (old_size != new_size)
        assert_false(merkle_verify_consistency(proof, new_size, new_root, old_size, old_root));
    other = *new_root;
    other.bytes[0] ^= 1;
    if (old_size)
        assert_false(merkle_verify_consistency(proof, old_size, old_root, new_size, &other));
}

static void proves_every_consistency(void **state)
{
    (void)state;
    for (uint64_t new_size = 0; new_size <= LEAF_COUNT; new_size++) {
        struct hash new_root;
        merkle_fold(leaves, new_size, &new_root);
        for (uint64_t old_size = 0; old_size <= new_size; old_size++) {
            struct merkle_proof proof;
            struct hash old_root;
            merkle_fold(leaves, old_size, &old_root);
            assert_int_equal(merkle_prove_consistency(&source, old_size, new_size, &proof, NULL),
                             STATUS_OK);
            assert_true(
                merkle_verify_consistency(&proof, old_size, &old_root, new_size, &new_root));
            refuses_changed_consistency(&proof, old_size, &old_root, new_size, &new_root);
        }
    }
}

static int fail_to_read(void *context, unsigned height, uint64_t index, struct hash *hash,
                        struct error *error)
{
    (void)context, (void)height, (void)index, (void)hash, (void)error;
    return STATUS_IO;
}

static void hands_on_what_the_source_says(void **state)
{
    (void)state;
    const struct merkle_source broken = {fail_to_read, NULL};
    struct merkle_proof proof;
    struct hash root;
    assert_int_equal(merkle_root(&broken, 7, &root, NULL), STATUS_IO);
    assert_int_equal(merkle_root(&broken, 0, &root, NULL), STATUS_OK);
    assert_int_equal(merkle_prove_inclusion(&broken, 3, 7, &proof, NULL), STATUS_IO);
    assert_int_equal(merkle_prove_consistency(&broken, 3, 7, &proof, NULL), STATUS_IO);
}

/* Tiles that an edge gave away. */
struct taken {
    unsigned counts[TILE_LEVEL_COUNT];
    int fail_at_level; /* from 1; 0: never */
};

static int take(void *context, const struct tile *tile, const struct hash *hashes,
                struct error *error)
{
    struct taken *taken = context;
    (void)hashes, (void)error;
    assert_int_equal(tile->width, TILE_WIDTH);
    assert_int_equal(tile->index, taken->counts[tile->level]);
    taken->counts[tile->level]++;
    return taken->fail_at_level == tile->level + 1 ? STATUS_IO : STATUS_OK;
}

/* 70,000 leaves are 273 full tiles and 112 hashes, above them one full tile and 17 hashes, and one
 * hash above these. */
static void grows_at_its_edge(void **state)
{
    (void)state;
    enum { SIZE = 70000 };
    static struct edge edge;
    static struct hash all[SIZE];
    struct taken taken = {0};
    for (size_t i = 0; i < SIZE; i++) {
        struct hash root, expected;
        all[i] = leaves[i % LEAF_COUNT];
        assert_int_equal(edge_push(&edge, &all[i], take, &taken, NULL), STATUS_OK);
        if (i > 600 && i % 6553 != 0 && i + 1 != SIZE)
            continue;
        edge_root(&edge, &root);
        merkle_fold(all, i + 1, &expected);
        assert_true(hash_equal(&root, &expected));
    }
    assert_int_equal(taken.counts[0], 273);
    assert_int_equal(taken.counts[1], 1);
    assert_int_equal(taken.counts[2], 0);
    assert_int_equal(edge_width(&edge, 0), 112);
    assert_int_equal(edge_width(&edge, 1), 17);
    assert_int_equal(edge_width(&edge, 2), 1);
    assert_int_equal(edge_width(&edge, 3), 0);
}

static void has_the_empty_root_at_first(void **state)
{
    (void)state;
    static struct edge edge;
    struct hash root, expected;
    edge_root(&edge, &root);
    merkle_fold(NULL, 0, &expected);
    assert_true(hash_equal(&root, &expected));
}

static void hands_on_what_taking_a_tile_says(void **state)
{
    (void)state;
    static struct edge edge;
    struct taken taken = {.fail_at_level = 1};
    for (int i = 0; i < TILE_WIDTH - 1; i++)
        assert_int_equal(edge_push(&edge, &leaves[0], take, &taken, NULL), STATUS_OK);
    assert_int_equal(edge_push(&edge, &leaves[0], take, &taken, NULL), STATUS_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_other_implementations),
        cmocka_unit_test(hashes_the_longest_entry),
        cmocka_unit_test(computes_roots_from_a_source),
        cmocka_unit_test(proves_every_inclusion),
        cmocka_unit_test(proves_every_consistency),
        cmocka_unit_test(hands_on_what_the_source_says),
        cmocka_unit_test(grows_at_its_edge),
        cmocka_unit_test(has_the_empty_root_at_first),
        cmocka_unit_test(hands_on_what_taking_a_tile_says),
    };
    return cmocka_run_group_tests(tests, make_leaves, NULL);
}
