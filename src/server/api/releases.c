/* The JSON API: the releases. */
#include "server/api/releases.h"

#include <stdio.h>

#include "server/api/api.h"
#include "server/api/paging.h"
#include "server/api/reply.h"
#include "server/problem.h"

#define FILES_PATH "/assignments/" RELEASE_NAME "/"

uint32_t release_find(const struct portreg *snapshot, uint64_t sequence)
{
    struct portreg_release release;
    for (uint32_t i = 0; portreg_release_get(snapshot, i, &release); i++)
        if (release.sequence == sequence)
            return i;
    return UINT32_MAX;
}

/* --- all of them --- */

struct list {
    const struct portreg *snapshot;
    struct paging paging;
};

static int write_list(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct list *list = context;
    answer_write_releases(list->snapshot, &list->paging.page, sink);
    return STATUS_OK;
}

int api_releases_answer(const struct visit *visit, struct error *error)
{
    struct list list = {.snapshot = visit->release->snapshot};
    int status = STATUS_OK;
    if (paging_parse(visit, &list.paging)) {
        status = paging_place(visit, &list.paging, portreg_release_count(list.snapshot), error);
        if (status == STATUS_OK && !visit->response->status)
            status = reply_json(visit, write_list, &list, error);
    }
    paging_done(&list.paging);
    return status;
}

/* --- one of them --- */

struct one {
    const struct served_release *served;
    uint32_t index;
};

/* The hash that the file of hashes, as sha256sum(1) writes it, has for NAME; or empty. */
static struct text find_hash(struct text hashes, struct text name)
{
    while (hashes.length) {
        struct text line = text_split(&hashes, '\n');
        struct text hash = text_split(&line, ' ');
        if (text_equal(text_from(line, 1), name))
            return hash;
    }
    return (struct text){NULL, 0};
}

static int write_one(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct one *one = context;
    const struct portreg *snapshot = one->served->snapshot;
    struct answer_file files[RELEASE_FILE_COUNT];
    char hrefs[RELEASE_FILE_COUNT][128];
    bool is_current = one->index + 1 == portreg_release_count(snapshot);
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        struct text name = text_of(release_files[i].name);
        snprintf(hrefs[i], sizeof(hrefs[i]), FILES_PATH "%s", release_files[i].name);
        files[i] = (struct answer_file){
            .name = name,
            .media_type = text_of(release_files[i].media_type),
            .size_bytes = one->served->files[i].plain.file.bytes.length,
            .sha256 = find_hash(one->served->companions[COMPANION_HASHES].file.bytes, name),
            .href = text_of(hrefs[i])};
    }
    answer_write_release(snapshot, one->index, files, is_current ? RELEASE_FILE_COUNT : 0, sink);
    return STATUS_OK;
}

int api_release_answer(const struct visit *visit, struct error *error)
{
    struct one one = {.served = visit->release};
    char quoted[QUOTED_SIZE_BYTES];
    uint64_t sequence;
    if (!text_to_number(visit->values[0], UINT32_MAX, &sequence) || sequence == 0) {
        problem_answer(
            visit, (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = "sequence"},
            "expected the sequence number of a release, found %s",
            text_quote(visit->values[0], quoted));
        return STATUS_OK;
    }
    one.index = release_find(one.served->snapshot, sequence);
    if (one.index == UINT32_MAX) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_RELEASE},
                       "expected the sequence number of a release that is here, found %s",
                       text_quote(visit->values[0], quoted));
        return STATUS_OK;
    }
    return reply_json(visit, write_one, &one, error);
}
