/* The memory of synchronising: a text file, one "name value" a line, in fixed order. */
#include "cli/sync_memory.h"

#include <assert.h>
#include <time.h>

#include "base/file.h"

/* All lines together. */
enum { MEMORY_SIZE_LIMIT_BYTES = 4096 };
static_assert(URL_SIZE_BYTES + DOWNLOAD_ETAG_SIZE_BYTES + DOWNLOAD_DATE_SIZE_BYTES + 512 <
                  MEMORY_SIZE_LIMIT_BYTES,
              "the longest memory can be read again");

/* The value of the next line, which must be NAME's; NULL bytes when it is not. */
static struct text next_value(struct text *rest, struct text name)
{
    size_t end = text_find(*rest, TEXT("\n"), 0);
    struct text line = text_slice(*rest, 0, end == SIZE_MAX ? 0 : end);
    if (!text_starts_with(line, name) || line.length <= name.length ||
        line.bytes[name.length] != ' ')
        return (struct text){NULL, 0};
    *rest = text_from(*rest, end + 1);
    return (struct text){line.bytes + name.length + 1, line.length - name.length - 1};
}

/* Copies VALUE, as a string, to BUFFER of SIZE_BYTES. */
static bool copy_value(struct text value, char *buffer, size_t size_bytes)
{
    if (!value.bytes || value.length >= size_bytes)
        return false;
    memcpy(buffer, value.bytes, value.length);
    buffer[value.length] = '\0';
    return true;
}

static bool read_text(struct text *rest, const char *name, char *buffer, size_t size_bytes)
{
    return copy_value(next_value(rest, text_of(name)), buffer, size_bytes);
}

static int digit(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_sha256(struct text *rest, const char *name, uint8_t *sha256)
{
    struct text value = next_value(rest, text_of(name));
    if (value.length != 2 * SHA256_SIZE_BYTES)
        return false;
    for (size_t i = 0; i < SHA256_SIZE_BYTES; i++) {
        int high = digit(value.bytes[2 * i]), low = digit(value.bytes[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        sha256[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool parse(struct text bytes, struct sync_memory *memory)
{
    struct validators *validators = &memory->validators;
    struct text rest = bytes;
    if (bytes.length > MEMORY_SIZE_LIMIT_BYTES || text_find_malformed(bytes) != SIZE_MAX ||
        !read_text(&rest, "url", validators->url, sizeof(validators->url)) ||
        !read_text(&rest, "etag", validators->etag, sizeof(validators->etag)) ||
        !read_text(&rest, "last-modified", validators->last_modified,
                   sizeof(validators->last_modified)) ||
        !read_text(&rest, "checked", memory->checked, sizeof(memory->checked)) ||
        !read_sha256(&rest, "received", memory->received) ||
        !read_sha256(&rest, "release", memory->release) || rest.length)
        return false;
    return (!validators->etag[0] || etag_is_valid(text_of(validators->etag))) &&
           (!validators->last_modified[0] ||
            last_modified_is_valid(text_of(validators->last_modified)));
}

bool sync_memory_read(const char *data_directory, const uint8_t release[static SHA256_SIZE_BYTES],
                      struct sync_memory *memory)
{
    char path[PATH_SIZE_BYTES];
    struct file file;
    bool read = false;
    *memory = (struct sync_memory){.checked = ""};
    if (path_join(path, data_directory, SYNC_MEMORY_FILE, NULL) != STATUS_OK)
        return false;
    if (file_open(&file, path, NULL) == STATUS_OK) {
        read =
            parse(file.bytes, memory) && memcmp(memory->release, release, SHA256_SIZE_BYTES) == 0;
        file_close(&file);
    }
    if (!read)
        *memory = (struct sync_memory){.checked = ""};
    return read;
}

int sync_memory_write(const char *data_directory, struct sync_memory *memory, struct error *error)
{
    char path[PATH_SIZE_BYTES], received[SHA256_HEX_SIZE_BYTES], release[SHA256_HEX_SIZE_BYTES];
    struct replacement replacement;
    struct tm now;
    time_t seconds = time(NULL);
    int status = path_join(path, data_directory, SYNC_MEMORY_FILE, error);
    if (status == STATUS_OK)
        status = replacement_open(&replacement, path, error);
    if (status != STATUS_OK)
        return status;
    strftime(memory->checked, sizeof(memory->checked), "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&seconds, &now));
    fprintf(replacement.stream, "url %s\netag %s\nlast-modified %s\nchecked %s\n",
            memory->validators.url, memory->validators.etag, memory->validators.last_modified,
            memory->checked);
    fprintf(replacement.stream, "received %s\nrelease %s\n",
            sha256_format(memory->received, received), sha256_format(memory->release, release));
    return replacement_commit(&replacement, error);
}
