// System calls that Swift's Glibc and Darwin modules do not offer. No logic here: each function is
// one call, returns what it returns and leaves errno.
#ifndef CSHIMS_H
#define CSHIMS_H

// Renames `from` to `to`, both relative to open folders, and fails with EEXIST where `to` exists.
// ENOSYS, EINVAL or ENOTSUP: this system or file system cannot do it.
int cshims_rename_exclusive(int from_folder, const char *from, int to_folder, const char *to);

#endif
