/* A machine whose clock is wrong and whose disk is full.
 *
 * Preloaded into a process, this library reads its orders from a file (MINXIN_FAULTS_ORDERS) of three 64-bit numbers
 * that whoever started the process may change at any time:
 *   0  seconds by which the wall clock is off; the steady clock goes on as it is
 *   1  bytes that still fit on the disk of MINXIN_FAULTS_FOLDER; below zero: no limit
 *   2  writes refused so far, counted here
 * A write for which no room is left writes what fits and then says ENOSPC, whatever part of the file it goes to, as a
 * file system does that never writes in place.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct orders {
    _Atomic int64_t shift, room, refused;
};

static struct orders none = {0, -1, 0};
static struct orders *orders = &none;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MINXIN_FAULTS_ORDERS");
    if (!path) return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) abort();
    void *page = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (page == MAP_FAILED) abort();
    orders = page;
}

/* The clock ---------------------------------------------------------------------------------------------------- */

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += (time_t)atomic_load(&orders->shift);
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = (int)syscall(SYS_gettimeofday, now, zone);
    if (result == 0) now->tv_sec += (time_t)atomic_load(&orders->shift);
    return result;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}

/* The disk ----------------------------------------------------------------------------------------------------- */

/* Whether a descriptor is a file of the folder; asked only while room is short. */
static int on_the_disk(int fd) {
    const char *folder = getenv("MINXIN_FAULTS_FOLDER");
    if (!folder) return 0;
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX);
    if (length < 0) return 0;
    path[length] = 0;
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* How many of so many bytes still fit; they are taken. */
static size_t taken(int fd, size_t length) {
    if (atomic_load(&orders->room) < 0 || length == 0 || !on_the_disk(fd)) return length;
    int64_t room = atomic_load(&orders->room);
    for (;;) {
        if (room < 0) return length;
        int64_t some = room < (int64_t)length ? room : (int64_t)length;
        if (atomic_compare_exchange_weak(&orders->room, &room, room - some)) {
            if (some == 0) atomic_fetch_add(&orders->refused, 1);
            return (size_t)some;
        }
    }
}

static ssize_t full(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    size_t fits = taken(fd, length);
    return fits || !length ? syscall(SYS_write, fd, bytes, fits) : full();
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    size_t fits = taken(fd, length);
    return fits || !length ? syscall(SYS_pwrite64, fd, bytes, fits, at) : full();
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

/* A longer file is no larger one until it is written: only fallocate asks for room. */
static int allocated(int fd, off_t length) {
    size_t wanted = length > 0 ? (size_t)length : 0;
    return taken(fd, wanted) == wanted;
}

int fallocate64(int fd, int mode, off_t at, off_t length) {
    if (!allocated(fd, length)) return (int)full();
    return (int)syscall(SYS_fallocate, fd, mode, at, length);
}

int fallocate(int fd, int mode, off_t at, off_t length) { return fallocate64(fd, mode, at, length); }

int posix_fallocate64(int fd, off_t at, off_t length) {
    if (!allocated(fd, length)) return ENOSPC;
    return syscall(SYS_fallocate, fd, 0, at, length) == 0 ? 0 : errno;
}

int posix_fallocate(int fd, off_t at, off_t length) { return posix_fallocate64(fd, at, length); }
