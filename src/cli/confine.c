/* Giving up what serving does not take. */
#include "cli/confine.h"

#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "publication/files.h"
#include "server/privileges.h"

/* Whether ACCOUNT can read what is served from DATA_DIRECTORY. */
static bool can_serve(const struct account *account, const char *data_directory)
{
    char published[PATH_SIZE_BYTES], snapshot[PATH_SIZE_BYTES];
    const char *const files[] = {data_directory, published, snapshot, NULL};
    return path_join(published, data_directory, PUBLISHED_DIRECTORY, NULL) == STATUS_OK &&
           path_join(snapshot, published, SNAPSHOT_FILE, NULL) == STATUS_OK &&
           account_can_read(account, files);
}

/* Whom root goes on as without having said it. */
static int choose_account(const char *data_directory, struct account *account, struct error *error)
{
    if (account_find("nobody", account, NULL) == STATUS_OK && can_serve(account, data_directory)) {
        fprintf(stderr, "portregd: goes on as nobody; --user says otherwise\n");
        return STATUS_OK;
    }
    int status = account_of_directory(data_directory, account, error);
    if (status != STATUS_OK)
        return status;
    if (account->user == 0)
        fprintf(stderr,
                "portregd: goes on as root, since the user nobody cannot read %s: better let "
                "another user read it, and give --user\n",
                data_directory);
    else
        fprintf(stderr, "portregd: goes on as %s, whom %s belongs to; --user says otherwise\n",
                account->name, data_directory);
    return STATUS_OK;
}

/* Who can answer on a socket can also remove its file, as far as its directory allows that. */
static int give_files(const struct listeners *listeners, const struct account *account,
                      struct error *error)
{
    for (size_t i = 0; i < listeners->count; i++) {
        const char *path = listeners->items[i].file.path;
        if (path[0] && lchown(path, account->user, account->group) < 0)
            return error_system(error, "give to another user", path);
    }
    return STATUS_OK;
}

int confine_privileges(const struct serve_options *options, const struct listeners *listeners,
                       struct error *error)
{
    struct account account;
    int status = STATUS_OK;
    if (options->user)
        status = account_find(options->user, &account, error);
    else if (geteuid() == 0)
        status = choose_account(options->data_directory, &account, error);
    else
        return privileges_drop(error);
    if (status == STATUS_OK && geteuid() == 0)
        status = give_files(listeners, &account, error);
    if (status == STATUS_OK)
        status = privileges_become(&account, error);
    return status == STATUS_OK ? privileges_drop(error) : status;
}

static void complain(const struct error *error)
{
    fprintf(stderr, "portregd: serves without a part of its sandbox: %s\n", error->message);
}

static void allow(struct sandbox *sandbox, const struct serve_options *options,
                  const struct listeners *listeners)
{
    sandbox_allow(sandbox, options->data_directory, SANDBOX_READ);
    /* Not the files: they are replaced by others. */
    if (options->certificate_file) {
        sandbox_allow_directory_of(sandbox, options->certificate_file, SANDBOX_READ);
        sandbox_allow_directory_of(sandbox, options->key_file, SANDBOX_READ);
    }
    if (options->log_file && strcmp(options->log_file, "-") != 0)
        sandbox_allow_directory_of(sandbox, options->log_file, SANDBOX_WRITE);
    for (size_t i = 0; i < listeners->count; i++)
        if (listeners->items[i].file.path[0])
            sandbox_allow_directory_of(sandbox, listeners->items[i].file.path, SANDBOX_REMOVE);
    /* What the C library reads: the time zone, and how many processors there are. */
    sandbox_allow(sandbox, "/etc/localtime", SANDBOX_READ);
    sandbox_allow(sandbox, "/usr/share/zoneinfo", SANDBOX_READ);
    sandbox_allow(sandbox, "/sys/devices/system/cpu", SANDBOX_READ);
}

void confine_process(const struct serve_options *options, const struct listeners *listeners,
                     struct sandbox *sandbox)
{
    struct error error = {0};
    if (!options->no_sandbox) {
        allow(sandbox, options, listeners);
        /* Neither a file of what was in memory nor another process of this user shows the key. */
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        if (sandbox_confine_files(sandbox, &error) != STATUS_OK)
            complain(&error);
        if (sandbox_confine_calls(&error) != STATUS_OK)
            complain(&error);
    }
    sandbox_done(sandbox);
}
