/* Prints entries for entries.py, which makes the same ones by itself: for the file in argument 1,
 * one line for each record that is added, then one each for the first record modified and removed,
 * and for the release. The salt of a text is SHA-256("salt" || text). */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/sha256.h"
#include "formats/format.h"
#include "history/entry.h"

static int salt_of(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                   struct error *error)
{
    struct sha256_state state;
    (void)context;
    (void)error;
    sha256_begin(&state);
    sha256_add(&state, TEXT("salt"));
    sha256_add(&state, subject);
    sha256_end(&state, salt);
    return STATUS_OK;
}

static const struct entry_salts salts = {salt_of, NULL};

static bool print(struct buffer *entry, int status)
{
    if (status != STATUS_OK)
        return false;
    fwrite(entry->bytes, 1, entry->length, stdout);
    putchar('\n');
    buffer_clear(entry);
    return true;
}

static bool print_change(struct buffer *entry, const struct record *before,
                         const struct record *after, uint32_t key)
{
    struct change change = change_of(before, after);
    change.key = key;
    return print(entry, entry_append_change(entry, &change, 7, &salts, NULL));
}

static bool print_release(struct buffer *entry)
{
    struct entry_file files[] = {{"b.xml", {0}}, {"a.csv", {1}}};
    struct entry_release release = {.sequence = 7,
                                    .date = {2024, 11, 19},
                                    .record_count = 101,
                                    .source = "import",
                                    .received_format = TEXT("csv"),
                                    .received_sha256 = {2},
                                    .files = files,
                                    .file_count = 2};
    if (!print(entry, entry_append_release(entry, &release, NULL)))
        return false;
    release.file_count = 0;
    return print(entry, entry_append_release(entry, &release, NULL));
}

static bool print_all(const struct registry *registry)
{
    struct buffer entry;
    buffer_init(&entry);
    bool printed = true;
    for (size_t i = 0; i < registry->record_count && printed; i++)
        printed = print_change(&entry, NULL, &registry->records[i], (uint32_t)i + 1);
    printed = printed && registry->record_count > 1 &&
              print_change(&entry, &registry->records[0], &registry->records[1], 1) &&
              print_change(&entry, &registry->records[0], NULL, 1) && print_release(&entry);
    buffer_done(&entry);
    return printed;
}

int main(int argc, char **argv)
{
    struct registry registry;
    struct error error = {0};
    struct file file;
    registry_init(&registry);
    if (argc < 2 || file_open(&file, argv[1], &error) != STATUS_OK)
        return EXIT_FAILURE;
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    bool done = format_read(NULL, &input, &registry, NULL, &error) == STATUS_OK;
    done = done && print_all(&registry);
    if (!done)
        fprintf(stderr, "%s\n", error.message);
    registry_done(&registry);
    file_close(&file);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
