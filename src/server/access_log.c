/* The access log. */
#include "server/access_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"

struct access_log {
    const char *path;
    enum access_log_format format;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* for the fields below */
    pthread_cond_t wake;
    bool ending;
    int file;
    int next_file; /* -1, or what FILE is to be from now on */
    uint64_t dropped;
    struct buffer waiting;
};

/* --- lines --- */

/* TEXT as far as it is shown, with no character cut in two. */
static struct text shown(struct text text)
{
    if (text.length <= ACCESS_LOG_TEXT_LIMIT_BYTES)
        return text;
    text.length = ACCESS_LOG_TEXT_LIMIT_BYTES;
    text.length = text_length_of_whole_characters(text);
    return text;
}

static void append_escaped(struct buffer *buffer, struct text text)
{
    text = shown(text);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\')
            buffer_format(buffer, "\\x%02X", c);
        else
            buffer_append_byte(buffer, (char)c);
    }
}

/* Within quotes; "-" when there is none. */
static void append_quoted(struct buffer *buffer, struct text text)
{
    buffer_append(buffer, TEXT(" \""));
    append_escaped(buffer, text.length ? text : TEXT("-"));
    buffer_append_byte(buffer, '"');
}

static void format_combined(const struct access *access, struct buffer *buffer)
{
    char address[ADDRESS_SIZE_BYTES], time[64];
    struct tm parts;
    gmtime_r(&access->time, &parts);
    strftime(time, sizeof(time), "%d/%b/%Y:%H:%M:%S +0000", &parts);
    buffer_format(buffer, "%s - - [%s] \"", address_format(&access->address, address), time);
    append_escaped(buffer, access->method);
    buffer_append_byte(buffer, ' ');
    append_escaped(buffer, access->target);
    buffer_append_byte(buffer, ' ');
    append_escaped(buffer, access->version);
    buffer_format(buffer, "\" %u %llu", access->status, (unsigned long long)access->body_bytes);
    append_quoted(buffer, access->referer);
    append_quoted(buffer, access->user_agent);
}

/* ,"NAME":"TEXT" with what is no UTF-8 as U+FFFD. */
static void append_member(struct buffer *buffer, const char *name, struct text text)
{
    buffer_format(buffer, ",\"%s\":\"", name);
    text = shown(text);
    for (size_t i = 0; i < text.length;) {
        size_t length = text_character_length(text_from(text, i));
        unsigned char c = (unsigned char)text.bytes[i];
        if (length == 0)
            buffer_append(buffer, TEXT("\\ufffd"));
        else if (c < ' ' || c == 0x7f)
            buffer_format(buffer, "\\u%04x", c);
        else if (c == '"' || c == '\\')
            buffer_format(buffer, "\\%c", c);
        else
            buffer_append(buffer, text_slice(text, i, length));
        i += length ? length : 1;
    }
    buffer_append_byte(buffer, '"');
}

static void format_json(const struct access *access, struct buffer *buffer)
{
    char address[ADDRESS_SIZE_BYTES], time[64];
    struct tm parts;
    gmtime_r(&access->time, &parts);
    strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ", &parts);
    buffer_format(buffer, "{\"time\":\"%s\",\"address\":\"%s\"", time,
                  address_format(&access->address, address));
    append_member(buffer, "method", access->method);
    append_member(buffer, "target", access->target);
    append_member(buffer, "version", access->version);
    buffer_format(buffer, ",\"status\":%u,\"bytes\":%llu,\"duration_us\":%llu", access->status,
                  (unsigned long long)access->body_bytes, (unsigned long long)access->duration_us);
    append_member(buffer, "referer", access->referer);
    append_member(buffer, "user_agent", access->user_agent);
    buffer_append_byte(buffer, '}');
}

void access_format(const struct access *access, enum access_log_format format,
                   struct buffer *buffer)
{
    if (format == ACCESS_LOG_JSON)
        format_json(access, buffer);
    else
        format_combined(access, buffer);
    buffer_append_byte(buffer, '\n');
}

/* --- the file --- */

static int open_file(const char *path, struct error *error)
{
    int file = strcmp(path, "-") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                                      : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0)
        error_system(error, "open", path);
    return file;
}

int access_log_open(const char *path, enum access_log_format format, struct access_log **opened,
                    struct error *error)
{
    int file = open_file(path, error);
    if (file < 0)
        return STATUS_IO;
    struct access_log *log = memory_allocate(sizeof(*log));
    if (!log) {
        close(file);
        return error_memory(error);
    }
    *log = (struct access_log){.path = path, .format = format, .file = file, .next_file = -1};
    pthread_mutex_init(&log->mutex, NULL);
    pthread_cond_init(&log->wake, NULL);
    *opened = log;
    return STATUS_OK;
}

int access_log_reopen(struct access_log *log, struct error *error)
{
    if (strcmp(log->path, "-") == 0)
        return STATUS_OK;
    int file = open_file(log->path, error);
    if (file < 0)
        return STATUS_IO;
    pthread_mutex_lock(&log->mutex);
    if (log->next_file >= 0)
        close(log->next_file);
    log->next_file = file;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->mutex);
    return STATUS_OK;
}

/* --- the thread --- */

/* Returns false when the rest could not be written. */
static bool write_all(int file, struct text text)
{
    while (text.length) {
        ssize_t written = write(file, text.bytes, text.length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text = text_from(text, (size_t)written);
    }
    return true;
}

static uint64_t count_lines(struct text text)
{
    uint64_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == '\n';
    return count;
}

/* Writes what is waiting, without the lock meanwhile; *SPARE is what lines go to then. */
static void write_waiting(struct access_log *log, struct buffer *spare)
{
    struct buffer full = log->waiting;
    log->waiting = *spare;
    int file = log->file;
    pthread_mutex_unlock(&log->mutex);
    bool was_written = write_all(file, buffer_text(&full));
    uint64_t lost = was_written ? 0 : count_lines(buffer_text(&full));
    buffer_clear(&full);
    *spare = full;
    pthread_mutex_lock(&log->mutex);
    log->dropped += lost;
}

static void *write_lines(void *context)
{
    struct access_log *log = context;
    struct buffer spare;
    buffer_init(&spare);
    pthread_mutex_lock(&log->mutex);
    while (!log->ending || log->waiting.length) {
        if (log->next_file >= 0) {
            close(log->file);
            log->file = log->next_file;
            log->next_file = -1;
        }
        if (log->waiting.length)
            write_waiting(log, &spare);
        else
            pthread_cond_wait(&log->wake, &log->mutex);
    }
    pthread_mutex_unlock(&log->mutex);
    buffer_done(&spare);
    return NULL;
}

int access_log_start(struct access_log *log, struct error *error)
{
    errno = pthread_create(&log->thread, NULL, write_lines, log);
    log->has_thread = errno == 0;
    return log->has_thread ? STATUS_OK : error_system(error, "start a thread for", log->path);
}

void access_log_close(struct access_log *log)
{
    if (!log)
        return;
    pthread_mutex_lock(&log->mutex);
    log->ending = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->mutex);
    if (log->has_thread)
        pthread_join(log->thread, NULL);
    if (log->next_file >= 0)
        close(log->next_file);
    close(log->file);
    buffer_done(&log->waiting);
    pthread_cond_destroy(&log->wake);
    pthread_mutex_destroy(&log->mutex);
    memory_free(log);
}

enum access_log_format access_log_format_of(const struct access_log *log)
{
    return log->format;
}

void access_log_write(struct access_log *log, struct text line)
{
    pthread_mutex_lock(&log->mutex);
    bool was_empty = log->waiting.length == 0;
    if (log->waiting.length + line.length <= ACCESS_LOG_WAITING_BYTES)
        buffer_append(&log->waiting, line);
    else
        log->dropped++;
    if (log->waiting.failed) {
        log->waiting.failed = false; /* what it has stays whole */
        log->dropped++;
    }
    if (was_empty)
        pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->mutex);
}

uint64_t access_log_dropped(struct access_log *log)
{
    pthread_mutex_lock(&log->mutex);
    uint64_t dropped = log->dropped;
    pthread_mutex_unlock(&log->mutex);
    return dropped;
}
