/* portregd publish: the site as files. */
#include "cli/publish_main.h"

#include <stdio.h>

#include "base/memory.h"
#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "server/frozen/freeze.h"
#include "server/frozen/nginx.h"

static int fail(const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portregd: %s\n", line);
    return exit_status_of(error);
}

static int write_site(struct frozen_tree *tree, struct served_release *release,
                      const char *data_directory, struct error *error)
{
    struct buffer snippet;
    buffer_init(&snippet);
    nginx_snippet_append(&snippet, tree->directory);
    int status = snippet.failed ? error_memory(error) : STATUS_OK;
    if (status == STATUS_OK)
        status = freeze(tree, release, data_directory, error);
    if (status == STATUS_OK)
        status = frozen_tree_put(tree, "nginx.conf", buffer_text(&snippet), error);
    if (status == STATUS_OK)
        status = frozen_tree_publish(tree, error);
    buffer_done(&snippet);
    return status;
}

static int publish(const char *data_directory, const char *directory)
{
    struct error error = {0};
    struct served_release *release = NULL;
    struct frozen_tree *tree = memory_allocate(sizeof(*tree));
    if (!tree) {
        error_memory(&error);
        return fail(&error);
    }
    int status = release_open(data_directory, &release, &error);
    if (status == STATUS_OK) {
        status = frozen_tree_init(tree, directory, &error);
        if (status == STATUS_OK)
            status = write_site(tree, release, data_directory, &error);
        if (status == STATUS_OK)
            printf("published %zu answers into %s (%zu as they were before); nginx serves them by "
                   "including %s/nginx.conf\n",
                   tree->files, directory, tree->files_kept, tree->directory);
        frozen_tree_done(tree);
    }
    release_drop(release);
    memory_free(tree);
    return status == STATUS_OK ? EXIT_DONE : fail(&error);
}

int publish_main(char **arguments)
{
    char path[PATH_SIZE_BYTES];
    const char *data_directory = NULL, *directory = NULL;
    for (; *arguments; arguments++) {
        if (strcmp(*arguments, "--data") == 0 && arguments[1]) {
            data_directory = *++arguments;
        } else if (!directory && **arguments != '-') {
            directory = *arguments;
        } else {
            fprintf(stderr, "portregd: expected --data DIR or one directory, found %s\n",
                    *arguments);
            return EXIT_USAGE;
        }
    }
    if (!directory) {
        fputs("portregd: expected a directory to publish into, found none\n", stderr);
        return EXIT_USAGE;
    }
    return publish(data_directory ? data_directory : data_directory_default(path), directory);
}
