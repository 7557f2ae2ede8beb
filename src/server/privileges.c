/* Giving up privileges. */
#include "server/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void fill(struct account *account, const struct passwd *entry)
{
    *account = (struct account){.user = entry->pw_uid, .group = entry->pw_gid};
    snprintf(account->name, sizeof(account->name), "%s", entry->pw_name);
}

int account_find(const char *name, struct account *account, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    errno = 0;
    const struct passwd *entry = getpwnam(name);
    if (!entry)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected the name of a user of this host, found %s",
                         text_quote(text_of(name), quoted));
    fill(account, entry);
    return STATUS_OK;
}

int account_of_directory(const char *directory, struct account *account, struct error *error)
{
    struct stat info;
    if (stat(directory, &info) < 0)
        return error_system(error, "open the data directory", directory);
    const struct passwd *entry = getpwuid(info.st_uid);
    if (!entry)
        return error_set(error, STATUS_INPUT, directory, (struct position){0, 0},
                         "expected a directory of a user with a name, found one of number %ju: "
                         "say with --user whom to go on as",
                         (uintmax_t)info.st_uid);
    fill(account, entry);
    return STATUS_OK;
}

/* Takes on the groups first, which only root may, and the user last. */
static bool become(const struct account *account)
{
    return initgroups(account->name, account->group) == 0 &&
           setresgid(account->group, account->group, account->group) == 0 &&
           setresuid(account->user, account->user, account->user) == 0;
}

bool account_can_read(const struct account *account, const char *const *files)
{
    int ended = 0;
    void (*before)(int) = signal(SIGCHLD, SIG_DFL); /* so that the child can be waited for */
    pid_t child = fork();
    if (child == 0) {
        bool can = become(account);
        for (; *files && can; files++)
            can = access(*files, R_OK) == 0 || errno == ENOENT;
        _exit(can ? 0 : 1);
    }
    pid_t waited;
    while ((waited = waitpid(child, &ended, 0)) < 0 && errno == EINTR)
        ;
    signal(SIGCHLD, before);
    return child > 0 && waited == child && WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

/* So that no program could be given capabilities, if one were executed. Only who has CAP_SETPCAP
 * can, so this comes before another user. */
static void empty_bounding_set(void)
{
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability) < 0)
            return;
}

int privileges_become(const struct account *account, struct error *error)
{
    if (geteuid() == account->user && geteuid() != 0)
        return STATUS_OK;
    if (geteuid() != 0)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected to be started by root in order to go on as %s, found another "
                         "user",
                         account->name);
    empty_bounding_set();
    if (!become(account))
        return error_system(error, "go on as the user", account->name);
    /* What could be taken back has not been given up. */
    if (account->user != 0 && (setuid(0) == 0 || seteuid(0) == 0))
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected to have become %s for good, found a way back", account->name);
    return STATUS_OK;
}

int privileges_drop(struct error *error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    empty_bounding_set();
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capset, &header, none) < 0)
        return error_system(error, "give up", "capabilities");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_system(error, "give up", "privileges of programs");
    return STATUS_OK;
}
