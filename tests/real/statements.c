/* Statements in real releases: all aliases have their replacements, and each sentence in one of
 * the publisher's wordings is written again as it stands. Needs PORTREG_IANA, the directory of the
 * unpacked releases; exits with 77 (skipped) without it. With -v it prints what it counted. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "formats/format.h"
#include "registry/statement.h"

enum { SKIPPED = 77, SAMPLE_COUNT = 8 };

struct counts {
    size_t kinds[STATEMENT_KIND_COUNT];
    size_t same, white_space, other; /* how the sentence comes out when it is written again */
    double seconds;
};

/* Whether A and B differ in white space and breaks only. */
static bool equal_but_blanks(struct text a, struct text b)
{
    size_t i = 0, j = 0;
    while (i < a.length || j < b.length) {
        bool blank_a = i < a.length && (ascii_is_space(a.bytes[i]) || marked_is_joint(a.bytes[i]));
        bool blank_b = j < b.length && (ascii_is_space(b.bytes[j]) || marked_is_joint(b.bytes[j]));
        if (blank_a)
            i++;
        if (blank_b)
            j++;
        if (blank_a || blank_b)
            continue;
        if (i == a.length || j == b.length || a.bytes[i++] != b.bytes[j++])
            return false;
    }
    return true;
}

static void count_statement(struct counts *counts, const struct statement *statement,
                            struct buffer *buffer)
{
    counts->kinds[statement->kind]++;
    buffer_clear(buffer);
    if (!statement_append(buffer, statement))
        counts->other++;
    else if (text_equal(buffer_text(buffer), statement->sentence))
        counts->same++;
    else if (equal_but_blanks(buffer_text(buffer), statement->sentence))
        counts->white_space++;
    else
        counts->other++;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void count_registry(const struct registry *registry, struct counts *counts)
{
    struct statement statement;
    struct buffer buffer;
    buffer_init(&buffer);
    double begin = seconds_now();
    size_t found = 0;
    for (size_t i = 0; i < registry->record_count; i++)
        for (size_t j = 0; record_statement(&registry->records[i], j, &statement); j++)
            found++;
    counts->seconds = seconds_now() - begin;
    for (size_t i = 0; i < registry->record_count; i++)
        for (size_t j = 0; record_statement(&registry->records[i], j, &statement); j++)
            count_statement(counts, &statement, &buffer);
    if (counts->same + counts->white_space + counts->other != found || buffer.failed)
        counts->other++;
    buffer_done(&buffer);
}

/* Counts the statements of the release in PATH. */
static bool count_release(const char *path, struct counts *counts)
{
    struct error error = {0};
    struct registry registry;
    struct file file;
    registry_init(&registry);
    bool fine = file_open(&file, path, &error) == 0;
    if (fine) {
        struct input input = {file.name, file.bytes, {0, 0, 0}};
        fine = format_read(format_find(TEXT("xml")), &input, &registry, NULL, &error) == 0;
        if (fine)
            count_registry(&registry, counts);
        file_close(&file);
    }
    if (!fine)
        fprintf(stderr, "%s: %s\n", path, error.message);
    registry_done(&registry);
    return fine;
}

/* What must hold in every release. */
static bool check_counts(const char *path, const struct counts *counts)
{
    const size_t *kinds = counts->kinds;
    bool fine = counts->other == 0 && kinds[STATEMENT_ALIAS] > 150 &&
                kinds[STATEMENT_REPLACEMENT] > 150 && kinds[STATEMENT_TXT_KEYS] > 300 &&
                counts->white_space * 4 < counts->same;
    if (!fine)
        fprintf(stderr, "%s: %zu aliases, %zu replacements, %zu TXT keys, %zu sentences lost\n",
                path, kinds[STATEMENT_ALIAS], kinds[STATEMENT_REPLACEMENT],
                kinds[STATEMENT_TXT_KEYS], counts->other);
    return fine;
}

static void print_counts(const char *path, const struct counts *counts)
{
    printf("%s:", path);
    for (int kind = 0; kind < STATEMENT_KIND_COUNT; kind++)
        printf(" %s %zu", statement_kind_name((enum statement_kind)kind), counts->kinds[kind]);
    printf("; same %zu, white space %zu, other %zu; %.2f ms\n", counts->same, counts->white_space,
           counts->other, counts->seconds * 1e3);
}

int main(int argc, char **argv)
{
    const char *directory = getenv("PORTREG_IANA");
    char pattern[4096];
    glob_t releases;
    if (!directory)
        return SKIPPED;
    snprintf(pattern, sizeof(pattern), "%s/xml/*.xml", directory);
    if (glob(pattern, 0, NULL, &releases) != 0)
        return SKIPPED;
    bool fine = true;
    size_t step = releases.gl_pathc > SAMPLE_COUNT ? (releases.gl_pathc - 1) / SAMPLE_COUNT : 1;
    for (size_t back = 0; back < releases.gl_pathc; back += step) { /* the newest is in */
        const char *path = releases.gl_pathv[releases.gl_pathc - 1 - back];
        struct counts counts = {0};
        fine = count_release(path, &counts) && check_counts(path, &counts) && fine;
        if (argc > 1 && strcmp(argv[1], "-v") == 0)
            print_counts(path, &counts);
    }
    globfree(&releases);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
