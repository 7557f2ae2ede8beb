/* The sandbox of files, by Landlock. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "server/sandbox.h"

/* What later versions of Landlock brought; the headers may be older than the kernel. */
enum {
    ACCESS_TRUNCATE = 1 << 14,  /* version 3 */
    ACCESS_IOCTL_DEV = 1 << 15, /* version 5 */
    ACCESS_FILES_V1 = (1 << 13) - 1,
    ACCESS_REFER = 1 << 13, /* version 2 */
    ACCESS_BIND_TCP = 1,
    ACCESS_CONNECT_TCP = 2, /* version 4 */
    SCOPE_ABSTRACT_UNIX_SOCKET = 1,
    SCOPE_SIGNAL = 2, /* version 6 */
};

struct ruleset {
    uint64_t files;
    uint64_t ports;  /* from version 4 on */
    uint64_t scopes; /* from version 6 on */
};

/* All that a kernel with this VERSION of Landlock can forbid. */
static struct ruleset everything(long version)
{
    struct ruleset ruleset = {.files = ACCESS_FILES_V1};
    if (version >= 2)
        ruleset.files |= ACCESS_REFER;
    if (version >= 3)
        ruleset.files |= ACCESS_TRUNCATE;
    if (version >= 4)
        ruleset.ports = ACCESS_BIND_TCP | ACCESS_CONNECT_TCP;
    if (version >= 5)
        ruleset.files |= ACCESS_IOCTL_DEV;
    if (version >= 6)
        ruleset.scopes = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    return ruleset;
}

static size_t ruleset_size_bytes(long version)
{
    return version >= 6   ? sizeof(struct ruleset)
           : version >= 4 ? offsetof(struct ruleset, scopes)
                          : offsetof(struct ruleset, ports);
}

/* The rights of Landlock that ACCESS stands for; those of directories only for directories. */
static uint64_t rights_of(unsigned access, bool is_directory)
{
    uint64_t rights = 0;
    if (access & SANDBOX_READ)
        rights |= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    if (access & SANDBOX_WRITE)
        rights |= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
    if (access & SANDBOX_REMOVE)
        rights |= LANDLOCK_ACCESS_FS_REMOVE_FILE;
    if (!is_directory)
        rights &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    return rights;
}

void sandbox_allow(struct sandbox *sandbox, const char *path, unsigned access)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    if (sandbox->count < SANDBOX_LIMIT)
        sandbox->places[sandbox->count++] = (struct sandbox_place){fd, access};
    else
        close(fd);
}

/* Allows ACCESS to the directory in which PATH is. */
static void allow_parent(struct sandbox *sandbox, const char *path, unsigned access)
{
    char directory[PATH_SIZE_BYTES];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length >= sizeof(directory))
        return;
    memcpy(directory, path, length);
    directory[length] = '\0';
    sandbox_allow(sandbox, length ? directory : slash ? "/" : ".", access);
}

void sandbox_allow_directory_of(struct sandbox *sandbox, const char *path, unsigned access)
{
    char resolved[PATH_SIZE_BYTES];
    allow_parent(sandbox, path, access);
    if (realpath(path, resolved) && strcmp(path, resolved) != 0)
        allow_parent(sandbox, resolved, access);
}

void sandbox_done(struct sandbox *sandbox)
{
    while (sandbox->count)
        close(sandbox->places[--sandbox->count].fd);
}

static bool add_places(int rules, const struct sandbox *sandbox)
{
    for (size_t i = 0; i < sandbox->count; i++) {
        const struct sandbox_place *place = &sandbox->places[i];
        struct stat info;
        if (fstat(place->fd, &info) < 0)
            return false;
        struct landlock_path_beneath_attr rule = {
            .allowed_access = rights_of(place->access, S_ISDIR(info.st_mode)),
            .parent_fd = place->fd};
        if (rule.allowed_access &&
            syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
            return false;
    }
    return true;
}

int sandbox_confine_files(const struct sandbox *sandbox, struct error *error)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return error_system(error, "confine files", "by Landlock");
    struct ruleset ruleset = everything(version);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, ruleset_size_bytes(version), 0);
    bool done = rules >= 0 && add_places(rules, sandbox) &&
                prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int status = done ? STATUS_OK : error_system(error, "confine files", "by Landlock");
    if (rules >= 0)
        close(rules);
    return status;
}
