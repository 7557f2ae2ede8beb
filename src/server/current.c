/* The current release. */
#include "server/current.h"

#include <errno.h>

/* The signature of the published snapshot; all zero when there is none. */
static struct signature look(const char *data_directory)
{
    char path[PATH_SIZE_BYTES];
    struct stat info;
    if (path_join(path, data_directory, PUBLISHED_DIRECTORY "/" SNAPSHOT_FILE, NULL) != STATUS_OK ||
        stat(path, &info) < 0)
        return (struct signature){0};
    return (struct signature){info.st_dev, info.st_ino, info.st_ctim, info.st_size};
}

static bool signature_equal(const struct signature *a, const struct signature *b)
{
    return a->device == b->device && a->inode == b->inode &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
           a->size_bytes == b->size_bytes;
}

/* Takes up what is published now, unless it has been seen. A release that disappears stays the
 * current one: better old than none. */
static int refresh(struct current *current, struct error *error)
{
    struct signature found = look(current->data_directory);
    if (found.inode == 0 || signature_equal(&found, &current->seen))
        return STATUS_OK;
    /* What is opened may already be the next release: the next look then opens it once more. */
    struct served_release *release = NULL;
    int status = release_open(current->data_directory, &release, error);
    struct signature now = look(current->data_directory);
    if (status != STATUS_OK && !signature_equal(&found, &now))
        return STATUS_OK;
    current->seen = found;
    if (status != STATUS_OK)
        return status;
    release->serial = current->serial + 1;
    pthread_mutex_lock(&current->mutex);
    struct served_release *old = current->release;
    current->release = release;
    pthread_mutex_unlock(&current->mutex);
    current->serial = release->serial;
    release_drop(old);
    return STATUS_OK;
}

/* Waits for the next look. Returns false when the thread is to end. */
static bool wait(struct current *current)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += CURRENT_CHECK_INTERVAL_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&current->mutex);
    while (!current->stopping &&
           pthread_cond_timedwait(&current->wake, &current->mutex, &until) != ETIMEDOUT)
        ;
    bool go_on = !current->stopping;
    pthread_mutex_unlock(&current->mutex);
    return go_on;
}

static void *watch(void *context)
{
    struct current *current = context;
    while (wait(current)) {
        struct error error = {0};
        if (refresh(current, &error) != STATUS_OK && current->report)
            current->report(current->context, &error);
    }
    return NULL;
}

static int start_thread(struct current *current, struct error *error)
{
    errno = pthread_create(&current->thread, NULL, watch, current);
    current->has_thread = errno == 0;
    return current->has_thread ? STATUS_OK
                               : error_system(error, "start a thread for", current->data_directory);
}

int current_init(struct current *current, const char *data_directory,
                 void (*report)(void *context, const struct error *error), void *context,
                 struct error *error)
{
    pthread_condattr_t attributes;
    *current =
        (struct current){.data_directory = data_directory, .report = report, .context = context};
    pthread_mutex_init(&current->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&current->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    int status = refresh(current, error);
    if (status == STATUS_OK)
        status = start_thread(current, error);
    if (status != STATUS_OK)
        current_done(current);
    return status;
}

void current_done(struct current *current)
{
    pthread_mutex_lock(&current->mutex);
    current->stopping = true;
    pthread_cond_signal(&current->wake);
    pthread_mutex_unlock(&current->mutex);
    if (current->has_thread)
        pthread_join(current->thread, NULL);
    release_drop(current->release);
    pthread_cond_destroy(&current->wake);
    pthread_mutex_destroy(&current->mutex);
}

uint64_t current_serial(const struct current *current)
{
    return current->serial;
}

struct served_release *current_hold(struct current *current)
{
    pthread_mutex_lock(&current->mutex);
    struct served_release *release = current->release ? release_hold(current->release) : NULL;
    pthread_mutex_unlock(&current->mutex);
    return release;
}
