// glibc's settings of malloc, which Swift's Glibc module leaves out; nothing elsewhere.
#ifndef DOORSTATS_CMEMORY_SHIM_H
#define DOORSTATS_CMEMORY_SHIM_H

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Blocks up to `largest` bytes stay with the program when they are freed, `most` bytes in all, where
// any thread finds them again. To be called before there is another thread.
static inline void doorstats_keep_freed_memory(int largest, int most) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, largest);
  mallopt(M_TRIM_THRESHOLD, most);
#else
  (void)largest, (void)most;
#endif
}

#endif
