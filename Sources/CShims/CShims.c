#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CShims.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>
#endif

int cshims_rename_exclusive(int from_folder, const char *from, int to_folder, const char *to) {
#if defined(__APPLE__)
    return renameatx_np(from_folder, from, to_folder, to, RENAME_EXCL);
#else
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
#endif
}

int cshims_clone(int from, int to) {
#if defined(__linux__)
    return ioctl(to, FICLONE, from);
#else
    errno = ENOTSUP;
    return -1;
#endif
}

ssize_t cshims_copy_range(int from, int to, off_t offset, size_t count) {
#if defined(__linux__)
    off64_t read_at = offset, write_at = offset;
    return copy_file_range(from, &read_at, to, &write_at, count, 0);
#else
    errno = ENOSYS;
    return -1;
#endif
}

int cshims_preallocate(int file, off_t count) {
#if defined(__linux__)
    return fallocate(file, FALLOC_FL_KEEP_SIZE, 0, count);
#else
    errno = ENOSYS;
    return -1;
#endif
}

long cshims_file_system_kind(int file) {
#if defined(__linux__)
    struct statfs information;
    return fstatfs(file, &information) == 0 ? (long)information.f_type : 0;
#else
    (void)file;
    return 0;
#endif
}

int cshims_sync_file_system(int file) {
#if defined(__linux__)
    return syncfs(file);
#else
    errno = ENOSYS;
    return -1;
#endif
}

void cshims_map_from(int count) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, count);
#else
    (void)count;
#endif
}
