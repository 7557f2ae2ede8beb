/* Unix sockets to listen on. */
#include "server/unix_socket.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* Reads "/path,mode=660" into PATH and MODE. */
static bool parse(struct text text, char path[static UNIX_PATH_SIZE_BYTES], mode_t *mode)
{
    struct text prefix = TEXT(",mode=");
    size_t end = text_find(text, prefix, 0);
    *mode = UNIX_MODE_DEFAULT;
    if (end != SIZE_MAX) {
        struct text digits = text_from(text, end + prefix.length);
        if (digits.length != 3)
            return false;
        *mode = 0;
        for (size_t i = 0; i < digits.length; i++) {
            if (digits.bytes[i] < '0' || digits.bytes[i] > '7')
                return false;
            *mode = *mode << 3 | (mode_t)(digits.bytes[i] - '0');
        }
        text = text_slice(text, 0, end);
    }
    if (!text_starts_with(text, TEXT("/")) || text.length >= UNIX_PATH_SIZE_BYTES)
        return false;
    memcpy(path, text.bytes, text.length);
    path[text.length] = '\0';
    return true;
}

static int new_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Removes the file at ADDRESS when it is a socket on which nobody answers. False, with errno, when
 * it has to stay. */
static bool remove_stale(const struct sockaddr_un *address)
{
    struct stat info;
    if (lstat(address->sun_path, &info) < 0)
        return errno == ENOENT;
    if (!S_ISSOCK(info.st_mode)) {
        errno = EEXIST;
        return false;
    }
    int fd = new_socket();
    if (fd < 0)
        return false;
    /* EAGAIN: somebody listens, and has more to do already than fits the queue. */
    bool is_stale = connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
                    errno == ECONNREFUSED;
    close(fd);
    if (is_stale)
        return unlink(address->sun_path) == 0;
    errno = EADDRINUSE;
    return false;
}

/* Binds and listens. The mode is set before there is a file, so that it is never wider than MODE,
 * and again afterwards for what the umask took away. */
static bool bind_file(int fd, const struct sockaddr_un *address, mode_t mode,
                      struct unix_socket *file)
{
    struct stat info;
    if (fchmod(fd, mode) < 0 || bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
        return false;
    memcpy(file->path, address->sun_path, sizeof(file->path));
    if (lstat(file->path, &info) == 0) {
        file->device = info.st_dev;
        file->inode = info.st_ino;
    }
    return chmod(file->path, mode) == 0 && listen(fd, SOMAXCONN) == 0;
}

int unix_socket_open(struct text text, struct unix_socket *file, struct error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    mode_t mode;
    *file = (struct unix_socket){0};
    if (!parse(text, address.sun_path, &mode)) {
        char quoted[QUOTED_SIZE_BYTES];
        error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected an absolute path of at most %d bytes and perhaps a mode, such as "
                  "unix:/run/portreg/http,mode=660, found %s",
                  UNIX_PATH_SIZE_BYTES - 1, text_quote(text, quoted));
        return -1;
    }
    int fd = new_socket();
    if (fd >= 0 && remove_stale(&address) && bind_file(fd, &address, mode, file))
        return fd;
    error_system(error, "listen on", address.sun_path);
    unix_socket_remove(file, NULL);
    if (fd >= 0)
        close(fd);
    return -1;
}

int unix_socket_remove(struct unix_socket *file, struct error *error)
{
    struct stat info;
    int status = STATUS_OK;
    if (file->path[0] && lstat(file->path, &info) == 0 && info.st_dev == file->device &&
        info.st_ino == file->inode && unlink(file->path) < 0)
        status = error_system(error, "remove", file->path);
    file->path[0] = '\0';
    return status;
}
