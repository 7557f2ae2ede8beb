/* What each release did. */
#include "server/chronicle.h"

#include <stdatomic.h>

#include "base/file.h"
#include "base/memory.h"
#include "history/past.h"
#include "publication/logged.h"

void chronicle_init(struct chronicle *chronicle)
{
    pthread_mutex_init(&chronicle->mutex, NULL);
    atomic_init(&chronicle->list, NULL);
}

void chronicle_done(struct chronicle *chronicle)
{
    memory_free(atomic_load_explicit(&chronicle->list, memory_order_relaxed));
    pthread_mutex_destroy(&chronicle->mutex);
}

static int count_changes(const struct portreg *snapshot, struct deeds *list, uint32_t count,
                         struct error *error)
{
    struct events events = {NULL, 0, 0};
    int status = STATUS_OK;
    for (uint32_t i = 1; i < count && status == STATUS_OK; i++) {
        events.count = 0;
        status = past_add_release(snapshot, i, 0, SIZE_MAX, &events, error);
        for (size_t k = 0; k < events.count; k++)
            list[i].changes[events.list[k].change.kind]++;
        list[i].total = (uint32_t)events.count;
    }
    events_done(&events);
    return status;
}

static void find_entries(const struct portreg *snapshot, const struct logged *logged,
                         struct deeds *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct portreg_release release = {0};
        portreg_release_get(snapshot, i, &release);
        const struct logged_release *entry =
            release.sequence ? logged_find(logged, release.sequence, false) : NULL;
        if (entry)
            list[i].log_index = entry->index;
    }
}

/* Finds the entries of the log. One that is not there, or not sound, leaves them unknown: it is
 * portreg verify that tells of that. */
static int read_log(const struct portreg *snapshot, const char *data_directory, struct deeds *list,
                    uint32_t count, struct error *error)
{
    char directory[PATH_SIZE_BYTES];
    struct logged logged = {.releases = NULL};
    if (path_join(directory, data_directory, LOG_DIRECTORY, NULL) != STATUS_OK)
        return STATUS_OK;
    struct log *log = memory_allocate(sizeof(*log));
    if (!log)
        return error_memory(error);
    int status = log_open(log, directory, NULL, error);
    if (status == STATUS_OK)
        status = logged_read(&logged, log, error);
    if (status == STATUS_OK)
        find_entries(snapshot, &logged, list, count);
    logged_done(&logged);
    log_close(log);
    memory_free(log);
    return status == STATUS_MEMORY ? status : STATUS_OK;
}

static struct deeds *read_all(const struct portreg *snapshot, const char *data_directory,
                              struct error *error)
{
    uint32_t count = portreg_release_count(snapshot);
    struct deeds *list = memory_allocate_zeroed((size_t)count + 1, sizeof(*list));
    if (!list) {
        error_memory(error);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++)
        list[i].log_index = UINT64_MAX;
    if (count_changes(snapshot, list, count, error) == STATUS_OK &&
        read_log(snapshot, data_directory, list, count, error) == STATUS_OK)
        return list;
    memory_free(list);
    return NULL;
}

const struct deeds *chronicle_read(struct chronicle *chronicle, const struct portreg *snapshot,
                                   const char *data_directory, struct error *error)
{
    struct deeds *list = atomic_load_explicit(&chronicle->list, memory_order_acquire);
    if (list)
        return list;
    pthread_mutex_lock(&chronicle->mutex);
    list = atomic_load_explicit(&chronicle->list, memory_order_relaxed);
    if (!list) {
        list = read_all(snapshot, data_directory, error);
        atomic_store_explicit(&chronicle->list, list, memory_order_release);
    }
    pthread_mutex_unlock(&chronicle->mutex);
    return list;
}
