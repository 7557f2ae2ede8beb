/* The sandbox: what the running server may still ask of the kernel, in case somebody makes it do
 * what it was not written for. Two layers, each as far as the kernel has it. Landlock: which files
 * it may open, and no new connections or ports. Seccomp: which system calls it may make at all. */
#ifndef PORTREG_SERVER_SANDBOX_H
#define PORTREG_SERVER_SANDBOX_H

#include "base/error.h"

/* What is allowed beneath a directory, as a set. */
enum sandbox_access {
    SANDBOX_READ = 1,   /* files and lists of files */
    SANDBOX_WRITE = 2,  /* make files and write into them; not read them */
    SANDBOX_REMOVE = 4, /* remove files */
};

enum { SANDBOX_LIMIT = 64 };

struct sandbox {
    struct sandbox_place {
        int fd;
        unsigned access;
    } places[SANDBOX_LIMIT];
    size_t count;
};

/* Allows ACCESS to PATH, and to all beneath when it is a directory. What is not there, or cannot be
 * reached, is left out: it cannot be opened anyway. */
void sandbox_allow(struct sandbox *sandbox, const char *path, unsigned access);

/* Allows ACCESS to the directory of the file PATH, so that another file may take its place; and,
 * where PATH is a symbolic link, to the directory of what it leads to. */
void sandbox_allow_directory_of(struct sandbox *sandbox, const char *path, unsigned access);

/* Forgets all that was allowed. */
void sandbox_done(struct sandbox *sandbox);

/* Confines this process and the threads that it will begin, for good; before the first one. Call
 * privileges_drop first. Returns 0; or STATUS_IO with what the kernel does not have. */
int sandbox_confine_files(const struct sandbox *sandbox, struct error *error);

/* The same for system calls. Those that a server has no use for but an intruder has (to execute a
 * program, to look into another process, to load code into the kernel) end the process. All others
 * that are not on the list fail with EPERM and are no reason to die: the next version of a library
 * may try a call that is newer than the list, and goes on without it. */
int sandbox_confine_calls(struct error *error);

#endif
