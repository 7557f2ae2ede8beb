/* That a snapshot answers as of one of its releases as a snapshot of that release alone does:
 * as_of_release SNAPSHOT INDEX SNAPSHOT_OF_THE_RELEASE. Prints the first difference; status 1. */
#include <stdio.h>
#include <stdlib.h>

#include "support/same_answers.h"

enum { EXPLAINED = 5, NAME_STEP = 61 }; /* what may be meant by a name takes long to find */

/* Service names of the records that SNAPSHOT has in any release. */
static const char **collect_names(const struct portreg *snapshot, size_t *count)
{
    struct portreg_record record;
    uint32_t versions = 0;
    while (snapshot_decode(snapshot, versions, &record))
        versions++;
    const char **names = calloc(versions + 1, sizeof(*names));
    *count = 0;
    for (uint32_t i = 0; names && i < versions; i += NAME_STEP)
        if (snapshot_decode(snapshot, i, &record) && record.service_name.length)
            names[(*count)++] = record.service_name.bytes;
    return names;
}

static struct portreg *open_or_fail(const char *path)
{
    struct portreg *snapshot;
    struct portreg_error error;
    if (portreg_open(path, &snapshot, &error) == PORTREG_OK &&
        portreg_verify(snapshot, &error) == PORTREG_OK)
        return snapshot;
    fprintf(stderr, "%s: %s\n", path, error.message);
    exit(3);
}

int main(int argc, char **argv)
{
    struct portreg *view;
    char words[DIFFERENCE_SIZE_BYTES];
    struct asked asked = {.explained = EXPLAINED};
    if (argc != 4)
        return 2;
    struct portreg *whole = open_or_fail(argv[1]), *alone = open_or_fail(argv[3]);
    const char **names = collect_names(whole, &asked.name_count);
    asked.names = names;
    if (!names ||
        portreg_as_of(whole, (uint32_t)strtoul(argv[2], NULL, 10), &view, NULL) != PORTREG_OK)
        return 3;
    const char *difference = answers_differ(view, alone, &asked, words);
    if (difference)
        printf("release %s: %s\n", argv[2], difference);
    portreg_close(view);
    portreg_close(whole);
    portreg_close(alone);
    free(names);
    return difference != NULL;
}
