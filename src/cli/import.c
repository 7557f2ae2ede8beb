/* portreg import: releases into the store of the data directory, and out for all to see. */
#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/registry_file.h"
#include "publication/publication.h"

/* --- the files, in the order of their dates --- */

/* The date of a release stands within so many bytes. */
enum { PEEK_BYTES = 4096 };

/* A file to be imported. */
struct source {
    char *path;
    struct date date; /* of its release; the year 9999 for a file that will be refused */
};

struct sources {
    struct source *list;
    size_t count, capacity;
};

static int sources_add(struct sources *sources, const char *path, struct error *error)
{
    if (sources->count == sources->capacity) {
        size_t capacity = sources->capacity ? sources->capacity * 2 : 64;
        struct source *list = memory_reallocate(sources->list, capacity * sizeof(*list));
        if (!list)
            return error_memory(error);
        sources->list = list;
        sources->capacity = capacity;
    }
    size_t size_bytes = strlen(path) + 1;
    struct source *source = &sources->list[sources->count];
    *source = (struct source){memory_allocate(size_bytes), {0, 0, 0}};
    if (!source->path)
        return error_memory(error);
    memcpy(source->path, path, size_bytes);
    sources->count++;
    return STATUS_OK;
}

static void sources_done(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        memory_free(sources->list[i].path);
    memory_free(sources->list);
}

/* Adds the plain files of DIRECTORY, but not those whose names begin with a dot. */
static int add_directory(struct sources *sources, const char *directory, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    struct stat info;
    DIR *entries = opendir(directory);
    if (!entries)
        return error_system(error, "open", directory);
    struct dirent *entry;
    int status = STATUS_OK;
    while (status == STATUS_OK && (entry = readdir(entries))) {
        if (entry->d_name[0] == '.')
            continue;
        status = path_join(path, directory, entry->d_name, error);
        if (status == STATUS_OK && stat(path, &info) == 0 && S_ISREG(info.st_mode))
            status = sources_add(sources, path, error);
    }
    closedir(entries);
    return status;
}

static int collect(struct sources *sources, const struct options *options, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->argument_count; i++) {
        const char *path = options->arguments[i];
        struct stat info;
        status = strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode)
                     ? add_directory(sources, path, error)
                     : sources_add(sources, path, error);
    }
    return status;
}

/* The date at the head of an XML release, without reading all of it. False: it is another file. */
static bool peek_date(struct text bytes, struct date *date)
{
    const struct text tag = TEXT("<updated>");
    struct text head = text_slice(bytes, 0, PEEK_BYTES);
    size_t at = text_find(head, tag, 0);
    return at != SIZE_MAX &&
           date_parse(text_slice(head, at + tag.length, sizeof("YYYY-MM-DD") - 1), date);
}

/* Reads the date of the release in SOURCE->path. A file that is refused comes last, so that all
 * before it are in when it is told of. */
static int find_date(struct source *source, const struct options *options,
                     const struct format *format, struct error *error)
{
    struct file file;
    struct registry registry;
    int status = file_open(&file, source->path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {file.name, file.bytes, options->date};
    registry_init(&registry);
    source->date = (struct date){9999, 12, 31};
    if (!peek_date(file.bytes, &source->date) &&
        format_read(format, &input, &registry, NULL, NULL) == STATUS_OK)
        source->date = registry.updated;
    registry_done(&registry);
    file_close(&file);
    return STATUS_OK;
}

static int compare_sources(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    uint32_t first = date_pack(x->date), second = date_pack(y->date);
    return first != second ? (first < second ? -1 : 1) : strcmp(x->path, y->path);
}

/* Puts several files into the order of their dates. */
static int sort(struct sources *sources, const struct options *options, const struct format *format,
                struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; sources->count > 1 && status == STATUS_OK && i < sources->count; i++)
        status = find_date(&sources->list[i], options, format, error);
    if (status == STATUS_OK)
        qsort(sources->list, sources->count, sizeof(*sources->list), compare_sources);
    return status;
}

/* --- importing --- */

/* An import under way. */
struct import {
    const struct options *options;
    const struct format *format;
    struct publisher *publisher;
    struct sources sources;
    struct progress progress;
    size_t imported, known;
    struct addition addition; /* of the last file */
    char agent[64];           /* who runs the command */
};

/* Of one file nothing is shown. */
static void show_progress(const struct import *import, size_t done)
{
    char date[DATE_SIZE_BYTES];
    if (import->sources.count > 1)
        progress_show(&import->progress, done, import->sources.count,
                      date_format(import->addition.release.date, date));
}

static int import_file(struct import *import, const struct source *source, struct error *error)
{
    struct file file;
    struct origin origin = {
        .source = "import",
        .agent = import->agent,
        .backfill = import->options->backfill,
        .authority = import->options->authority,
    };
    int status = file_open(&file, source->path, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {file.name, file.bytes, import->options->date};
    status = publisher_add(import->publisher, &input, import->format, &origin, NULL,
                           &import->addition, error);
    file_close(&file);
    if (status == STATUS_OK)
        *(import->addition.known ? &import->known : &import->imported) += 1;
    return status;
}

/* Imports all files, up to the first that is refused; what was imported before becomes visible. */
static int import_all(struct import *import, struct error *error)
{
    struct error later;
    bool changed;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < import->sources.count; i++) {
        status = import_file(import, &import->sources.list[i], error);
        if (status == STATUS_OK)
            show_progress(import, i + 1);
    }
    if (status != STATUS_OK && import->sources.count > 1)
        progress_clear(&import->progress);
    if (status != STATUS_OK && import->imported == 0)
        return status;
    int published =
        publisher_publish(import->publisher, &changed, status == STATUS_OK ? error : &later);
    return status == STATUS_OK ? published : status;
}

static void find_agent(struct import *import)
{
    const struct passwd *user = getpwuid(getuid());
    if (user)
        snprintf(import->agent, sizeof(import->agent), "%s", user->pw_name);
    else
        snprintf(import->agent, sizeof(import->agent), "user %u", (unsigned)getuid());
}

/* One file: what it was. */
static void print_one(const struct import *import)
{
    char date[DATE_SIZE_BYTES];
    const struct addition *addition = &import->addition;
    date_format(addition->release.date, date);
    if (addition->known)
        sink_format(output_sink(), "nothing new: the release of %s is number %u in %s\n", date,
                    addition->release.sequence, import->options->data);
    else
        sink_format(output_sink(),
                    "imported %u records, release of %s, into %s "
                    "(%u added, %u modified, %u removed)\n",
                    addition->release.record_count, date, import->options->data, addition->added,
                    addition->modified, addition->removed);
}

static void print_json(const struct import *import)
{
    char date[DATE_SIZE_BYTES];
    const struct addition *addition = &import->addition;
    sink_format(output_sink(),
                "{\"imported\":%zu,\"known\":%zu,\"last\":{\"sequence\":%u,\"date\":\"%s\","
                "\"record_count\":%u,\"added\":%u,\"modified\":%u,\"removed\":%u}}\n",
                import->imported, import->known, addition->release.sequence,
                date_format(addition->release.date, date), addition->release.record_count,
                addition->added, addition->modified, addition->removed);
}

static void print_result(const struct import *import)
{
    if (import->options->json)
        print_json(import);
    else if (import->sources.count == 1)
        print_one(import);
    else
        sink_format(output_sink(), "imported %zu releases into %s, knew %zu of %zu\n",
                    import->imported, import->options->data, import->known, import->sources.count);
}

int run_import(const struct options *options)
{
    struct import import = {.options = options};
    struct error error;
    progress_init(&import.progress);
    find_agent(&import);
    int status = format_of_option(options->from, true, &import.format, &error);
    if (status == STATUS_OK)
        status = collect(&import.sources, options, &error);
    if (status == STATUS_OK && import.sources.count == 0)
        status = error_set(&error, STATUS_INPUT, options->arguments[0], (struct position){0, 0},
                           "expected files to import, found none");
    if (status == STATUS_OK)
        status = sort(&import.sources, options, import.format, &error);
    if (status == STATUS_OK)
        status = publisher_open(options->data, options->origin, &import.publisher, &error);
    if (status == STATUS_OK)
        status = import_all(&import, &error);
    publisher_close(import.publisher);
    if (status == STATUS_OK)
        print_result(&import);
    sources_done(&import.sources);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}
