/* Arena: blocks in a list. Under AddressSanitizer each object is a block of its own, so that an
 * overrun by one byte is seen. */
#include "base/arena.h"

#include <stdalign.h>

#include "base/memory.h"

#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BLOCK_EACH 1
#endif
#endif
#ifndef ONE_BLOCK_EACH
#define ONE_BLOCK_EACH 0
#endif

enum { BLOCK_SIZE_BYTES = 256 * 1024 };

struct arena_block {
    struct arena_block *older;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){NULL, NULL, 0};
}

void arena_done(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *older = block->older;
        memory_free(block);
        block = older;
    }
    arena_init(arena);
}

void arena_take(struct arena *arena, struct arena *other)
{
    struct arena_block **oldest = &other->blocks;
    while (*oldest)
        oldest = &(*oldest)->older;
    *oldest = arena->blocks;
    arena->blocks = other->blocks;
    arena_init(other);
}

/* A new block with room for SIZE_BYTES; returns its bytes, or NULL. */
static char *add_block(struct arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = memory_allocate(sizeof(*block) + size_bytes);
    if (!block)
        return NULL;
    block->older = arena->blocks;
    arena->blocks = block;
    return block->bytes;
}

static char *take(struct arena *arena, size_t size_bytes, size_t alignment)
{
    if (ONE_BLOCK_EACH || size_bytes > BLOCK_SIZE_BYTES / 4)
        return add_block(arena, size_bytes);
    size_t padding = (size_t)(-(uintptr_t)arena->next & (alignment - 1));
    if (!arena->next || arena->left_bytes < padding || arena->left_bytes - padding < size_bytes) {
        char *bytes = add_block(arena, BLOCK_SIZE_BYTES);
        if (!bytes)
            return NULL;
        arena->next = bytes;
        arena->left_bytes = BLOCK_SIZE_BYTES;
        padding = 0;
    }
    char *taken = arena->next + padding;
    arena->next = taken + size_bytes;
    arena->left_bytes -= padding + size_bytes;
    return taken;
}

void *arena_allocate(struct arena *arena, size_t size_bytes)
{
    return take(arena, size_bytes, alignof(max_align_t));
}

char *arena_allocate_text(struct arena *arena, size_t size_bytes)
{
    return take(arena, size_bytes, 1);
}

bool arena_copy(struct arena *arena, struct text text, struct text *copy)
{
    *copy = (struct text){NULL, 0};
    if (text.length == 0)
        return true;
    char *bytes = arena_allocate_text(arena, text.length);
    if (!bytes)
        return false;
    memcpy(bytes, text.bytes, text.length);
    *copy = (struct text){bytes, text.length};
    return true;
}
