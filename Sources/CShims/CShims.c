#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CShims.h"

#include <stdio.h>

int cshims_rename_exclusive(int from_folder, const char *from, int to_folder, const char *to) {
#if defined(__APPLE__)
    return renameatx_np(from_folder, from, to_folder, to, RENAME_EXCL);
#else
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
#endif
}
