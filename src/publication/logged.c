/* The releases that a log has entries of. */
#include "publication/logged.h"

#include "base/memory.h"

static struct logged_release *make_room(struct logged *logged)
{
    if (logged->count == logged->capacity) {
        size_t capacity = logged->capacity ? logged->capacity * 2 : 64;
        struct logged_release *releases =
            memory_reallocate(logged->releases, capacity * sizeof(*releases));
        if (!releases)
            return NULL;
        logged->releases = releases;
        logged->capacity = capacity;
    }
    return &logged->releases[logged->count];
}

/* Keeps an entry that is of a release. */
static int take(void *context, uint64_t index, struct text bytes, struct error *error)
{
    struct logged *logged = context;
    struct entry entry;
    int status = entry_read(bytes, &entry, error);
    if (status != STATUS_OK || !entry.is_release)
        return status;
    struct logged_release *release = make_room(logged);
    if (!release || !arena_copy(&logged->arena, bytes, &release->bytes))
        return error_memory(error);
    release->index = index;
    logged->count++;
    return entry_read(release->bytes, &release->entry, error);
}

int logged_read(struct logged *logged, struct log *log, struct error *error)
{
    *logged = (struct logged){.count = 0};
    arena_init(&logged->arena);
    return log_walk(log, take, logged, error);
}

void logged_done(struct logged *logged)
{
    arena_done(&logged->arena);
    memory_free(logged->releases);
    *logged = (struct logged){.count = 0};
}

const struct logged_release *logged_find(const struct logged *logged, uint32_t sequence,
                                         bool with_files)
{
    for (size_t i = logged->count; i-- > 0;) {
        const struct logged_release *release = &logged->releases[i];
        if (release->entry.release == sequence && (!with_files || release->entry.files.length))
            return release;
    }
    return NULL;
}

bool logged_has_file(const struct entry *entry, const uint8_t sha256[static SHA256_SIZE_BYTES],
                     struct logged_file *file)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    struct text wanted = text_of(sha256_format(sha256, hex)), name, value;
    struct entry_members files = entry_members_begin(entry->files);
    *file = (struct logged_file){.name = {NULL, 0}};
    while (entry_members_next(&files, &name, &value))
        if (text_equal(entry_text(value), wanted))
            file->name = name;
    if (text_equal(entry->received_sha256, wanted))
        file->format = entry->received_format;
    return file->name.length || file->format.length;
}

struct text logged_file_hash(const struct entry *entry, struct text wanted)
{
    struct entry_members files = entry_members_begin(entry->files);
    struct text name, value;
    while (entry_members_next(&files, &name, &value))
        if (text_equal(name, wanted))
            return entry_text(value);
    return (struct text){NULL, 0};
}
