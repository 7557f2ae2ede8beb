/* The sandbox of system calls, by seccomp. */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "server/sandbox.h"

/* What serving takes, whatever the arguments. A name that libseccomp or this architecture does not
 * know is passed over. */
static const char *const allowed[] = {
    /* connections */
    "accept", "accept4", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait",
    "eventfd2", "getpeername", "getsockname", "getsockopt", "pipe2", "poll", "ppoll", "pselect6",
    "recv", "recvfrom", "recvmsg", "select", "send", "sendfile", "sendfile64", "sendmsg", "sendto",
    "setsockopt", "shutdown",
    /* files: which ones, Landlock says */
    "access", "close", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64", "fcntl",
    "fcntl64", "fdatasync", "fstat", "fstat64", "fstatat64", "fstatfs", "fsync", "getcwd",
    "getdents64", "lseek", "_llseek", "lstat", "newfstatat", "open", "openat", "pread64", "preadv",
    "read", "readlink", "readlinkat", "readv", "stat", "stat64", "statx", "unlink", "unlinkat",
    "write", "writev",
    /* a child that was begun before: waiting for it */
    "wait4",
    /* memory: see add_conditions for what is mapped */
    "brk", "madvise", "mremap", "munmap",
    /* threads and signals */
    "exit", "exit_group", "futex", "futex_time64", "get_robust_list", "membarrier",
    "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait",
    "rt_sigtimedwait_time64", "sched_getaffinity", "sched_yield", "set_robust_list", "sigaltstack",
    "sigreturn", "ugetrlimit",
    /* time, chance, and who I am */
    "clock_getres", "clock_gettime", "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64",
    "getegid", "geteuid", "getgid", "getpid", "getrandom", "getrusage", "gettid", "gettimeofday",
    "getuid", "nanosleep", "sysinfo", "time", "uname",
    /* the process that looks after the release */
    "wait4", "waitid"};

/* What ends the process. */
static const char *const fatal[] = {"acct",
                                    "add_key",
                                    "bpf",
                                    "chroot",
                                    "delete_module",
                                    "execve",
                                    "execveat",
                                    "finit_module",
                                    "fork",
                                    "init_module",
                                    "kexec_file_load",
                                    "kexec_load",
                                    "keyctl",
                                    "mount",
                                    "move_mount",
                                    "open_by_handle_at",
                                    "open_tree",
                                    "perf_event_open",
                                    "pivot_root",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "ptrace",
                                    "reboot",
                                    "request_key",
                                    "setns",
                                    "swapon",
                                    "umount2",
                                    "unshare",
                                    "userfaultfd",
                                    "vfork"};

enum { COUNT_ALLOWED = sizeof(allowed) / sizeof(*allowed) };
enum { COUNT_FATAL = sizeof(fatal) / sizeof(*fatal) };

/* Adds a rule for each of NAMES. Returns 0 or a negative errno, as libseccomp does. */
static int add_all(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        int code = number == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, number, 0);
        if (code < 0)
            return code;
    }
    return 0;
}

/* Allows the call NUMBER where CONDITION holds. */
static int add_one(scmp_filter_ctx filter, int number, struct scmp_arg_cmp condition)
{
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &condition);
}

/* Calls that are allowed for some arguments only. */
static int add_conditions(scmp_filter_ctx filter)
{
    static const unsigned long requests[] = {FIONBIO, FIONREAD, TCGETS};
    struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int code = 0;
    for (size_t i = 0; i < sizeof(requests) / sizeof(*requests) && code == 0; i++)
        code = add_one(filter, SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, (uint32_t)requests[i], 0));
    if (code == 0)
        code = add_one(filter, SCMP_SYS(mmap), not_executable);
    if (code == 0)
        code = add_one(filter, SCMP_SYS(mmap2), not_executable);
    if (code == 0)
        code = add_one(filter, SCMP_SYS(mprotect), not_executable);
    if (code == 0)
        code = add_one(filter, SCMP_SYS(prctl), SCMP_A0_32(SCMP_CMP_EQ, PR_SET_NAME, 0));
    if (code == 0) /* asking for limits, not setting them */
        code = add_one(filter, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));
    if (code == 0) /* abort() */
        code = add_one(filter, SCMP_SYS(tgkill), SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)getpid(), 0));
    return code;
}

/* Threads may begin, processes may not. The flags of clone3 are in memory, where a filter cannot
 * see them: without it the C library takes clone. */
static int add_threads(scmp_filter_ctx filter)
{
#ifdef __s390__
    struct scmp_arg_cmp is_thread = SCMP_A1(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
#else
    struct scmp_arg_cmp is_thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
#endif
    int number = seccomp_syscall_resolve_name("clone3");
    int code = add_one(filter, SCMP_SYS(clone), is_thread);
    if (code < 0 || number == __NR_SCMP_ERROR)
        return code;
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0);
}

int sandbox_confine_calls(struct error *error)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return error_memory(error);
    /* A tree of comparisons instead of a list: the calls of each request are many. Old versions of
     * libseccomp know the list only. */
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    int code = add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT_ALLOWED);
    if (code == 0)
        code = add_all(filter, SCMP_ACT_KILL_PROCESS, fatal, COUNT_FATAL);
    if (code == 0)
        code = add_conditions(filter);
    if (code == 0)
        code = add_threads(filter);
    if (code == 0)
        code = seccomp_load(filter);
    seccomp_release(filter);
    errno = -code;
    return code == 0 ? STATUS_OK : error_system(error, "confine system calls", "by seccomp");
}
