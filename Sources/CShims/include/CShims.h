// System calls and one machine instruction that Swift does not offer. No logic here: each system call's function is
// one call, returns what it returns and leaves errno.
#ifndef CSHIMS_H
#define CSHIMS_H

#include <stdint.h>
#include <sys/types.h>

// Renames `from` to `to`, both relative to open folders, and fails with EEXIST where `to` exists.
// ENOSYS, EINVAL or ENOTSUP: this system or file system cannot do it.
int cshims_rename_exclusive(int from_folder, const char *from, int to_folder, const char *to);

// Makes the open file `to` share all the blocks of the open file `from` (a reflink). EOPNOTSUPP, EXDEV, EINVAL or
// ENOSYS: these file systems, or this system, cannot do it.
int cshims_clone(int from, int to);

// Copies up to `count` bytes from one open file to the same offset in another, inside the kernel, and returns how
// many; 0 at the end of `from`. ENOSYS, EXDEV, EINVAL, EOPNOTSUPP: not between these two.
ssize_t cshims_copy_range(int from, int to, off_t offset, size_t count);

// Sets blocks aside for the first `count` bytes of an open file without changing its size. EOPNOTSUPP, ENOSYS: this
// file system, or this system, cannot do it.
int cshims_preallocate(int file, off_t count);

// The number by which Linux knows the kind of an open file's file system (statfs(2), f_type); 0 where it does not tell.
long cshims_file_system_kind(int file);

// Brings all that was written to the file system of an open file to the disk. ENOSYS: this system cannot do it.
int cshims_sync_file_system(int file);

// Has malloc map pieces of so many bytes and more one by one, and unmap them when they are freed: mallopt(3),
// M_MMAP_THRESHOLD. Does nothing where malloc is not glibc's.
void cshims_map_from(int count);

// Swift's SIMD8<UInt32>.
typedef uint32_t cshims_u32x8 __attribute__((ext_vector_type(8)));

// Each number rotated to the left; `count` is from 1 to 31. Swift's own shifts of vectors become one scalar
// instruction for each number where there is only SSE2.
static inline cshims_u32x8 cshims_rotate(cshims_u32x8 numbers, uint32_t count) {
    return (numbers << count) | (numbers >> (32 - count));
}

#endif
