/* A disk that forgets what was not fsynced.
 *
 * Preloaded into a process, this library watches the files of one folder (MINXIN_POWER_FOLDER) and keeps an image
 * of it (MINXIN_POWER_IMAGE) as a power cut would leave it: a write reaches the image only when its file is
 * fsynced. With MINXIN_POWER_LUCK=seed every second write, at random, reaches it at once, as a real disk may do.
 *
 * The image is kept by the system when the process is killed, so "kill, then read the image" is a power cut.
 * Files ending in -shm are left out: they are shared memory, and SQLite makes them anew.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 64
#define DESCRIPTORS 1024

/* One write or truncation that the disk has not been told to keep. */
struct change {
    struct change *next;
    off_t at;
    size_t length;
    char *bytes; /* NULL: truncate to `at` */
};

struct file {
    char name[NAME_MAX + 1];
    struct change *first, **last;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[FILES];
static int file_count;
static struct file *opened[DESCRIPTORS];

/* The name inside the folder, or NULL for files that are not watched. */
static const char *watched(const char *path) {
    const char *folder = getenv("MINXIN_POWER_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length) != 0 || path[length] != '/') return NULL;
    const char *name = path + length + 1;
    size_t rest = strlen(name);
    if (!rest || strchr(name, '/') || rest > NAME_MAX) return NULL;
    return rest > 4 && strcmp(name + rest - 4, "-shm") == 0 ? NULL : name;
}

static struct file *file_named(const char *name) {
    for (int i = 0; i < file_count; i++)
        if (strcmp(files[i].name, name) == 0) return &files[i];
    if (file_count == FILES) abort();
    struct file *file = &files[file_count++];
    strcpy(file->name, name);
    file->last = &file->first;
    return file;
}

static struct file *file_of(int fd) { return fd >= 0 && fd < DESCRIPTORS ? opened[fd] : NULL; }

static void image_path(const char *name, char *path) {
    const char *image = getenv("MINXIN_POWER_IMAGE");
    if (!image || strlen(image) + strlen(name) + 2 > PATH_MAX) abort();
    strcpy(path, image);
    strcat(path, "/");
    strcat(path, name);
}

/* Straight to the system: nothing in here may be watched. */
static void keep(const struct file *file, const struct change *change) {
    char path[PATH_MAX];
    image_path(file->name, path);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) abort();
    if (!change->bytes) {
        if (syscall(SYS_ftruncate, fd, change->at) != 0) abort();
    } else {
        for (size_t done = 0; done < change->length;) {
            long n = syscall(SYS_pwrite64, fd, change->bytes + done, change->length - done, change->at + (off_t)done);
            if (n <= 0) abort();
            done += (size_t)n;
        }
    }
    syscall(SYS_close, fd);
}

static int lucky(void) {
    static unsigned long state;
    const char *seed = getenv("MINXIN_POWER_LUCK");
    if (!seed) return 0;
    if (!state) state = strtoul(seed, NULL, 10) | 1;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state >> 32 & 1);
}

static void remember(struct file *file, const void *bytes, size_t length, off_t at) {
    struct change *change = calloc(1, sizeof *change);
    if (!change) abort();
    change->at = at;
    change->length = length;
    if (bytes) {
        change->bytes = malloc(length ? length : 1);
        if (!change->bytes) abort();
        memcpy(change->bytes, bytes, length);
    }
    if (lucky()) keep(file, change);
    *file->last = change;
    file->last = &change->next;
}

/* Killed in the middle of this loop is power lost in the middle of an fsync: nobody was told yet. */
static int synced(int fd) {
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    if (file) {
        while (file->first) {
            struct change *change = file->first;
            keep(file, change);
            file->first = change->next;
            free(change->bytes);
            free(change);
        }
        file->last = &file->first;
    }
    pthread_mutex_unlock(&lock);
    return file != NULL;
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&lock);
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fd < DESCRIPTORS) {
        const char *name = watched(path);
        opened[fd] = name ? file_named(name) : NULL;
        if (opened[fd] && (flags & O_TRUNC)) remember(opened[fd], NULL, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags, mode)                                   \
    mode_t mode = 0;                                        \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                \
        va_list rest;                                       \
        va_start(rest, flags);                              \
        mode = va_arg(rest, mode_t);                        \
        va_end(rest);                                       \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(folder, path, flags, mode);
}

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < DESCRIPTORS) opened[fd] = NULL;
    int result = (int)syscall(SYS_close, fd);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!file_of(fd)) return syscall(SYS_write, fd, bytes, length);
    pthread_mutex_lock(&lock);
    off_t at = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t written = syscall(SYS_write, fd, bytes, length);
    if (written > 0) remember(file_of(fd), bytes, (size_t)written, at);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    if (!file_of(fd)) return syscall(SYS_pwrite64, fd, bytes, length, at);
    pthread_mutex_lock(&lock);
    ssize_t written = syscall(SYS_pwrite64, fd, bytes, length, at);
    if (written > 0) remember(file_of(fd), bytes, (size_t)written, at);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

int ftruncate64(int fd, off_t length) {
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_ftruncate, fd, length);
    if (result == 0 && file_of(fd)) remember(file_of(fd), NULL, 0, length);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fsync(int fd) { return synced(fd) ? 0 : (int)syscall(SYS_fsync, fd); }

int fdatasync(int fd) { return synced(fd) ? 0 : (int)syscall(SYS_fdatasync, fd); }

/* Names are kept at once: a journal that comes back would undo more, one that is gone may lose more. */
int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    const char *name = watched(path);
    if (result == 0 && name) {
        struct file *file = file_named(name);
        while (file->first) {
            struct change *change = file->first;
            file->first = change->next;
            free(change->bytes);
            free(change);
        }
        file->last = &file->first;
        char image[PATH_MAX];
        image_path(name, image);
        syscall(SYS_unlinkat, AT_FDCWD, image, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}
