// glibc's settings of malloc, which Swift's Glibc module leaves out; nothing elsewhere.
#ifndef DOORSTATS_CMEMORY_SHIM_H
#define DOORSTATS_CMEMORY_SHIM_H

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
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

// The next `bytes` of memory come in large pages, where the system has them for those who ask: it
// then clears and hands out 2 MiB at a time. Takes address space, and no memory before it is used.
static inline void doorstats_expect_use_of_memory(int bytes) {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  const uintptr_t large = (uintptr_t)2 << 20;
  mallopt(M_TOP_PAD, bytes);
  const uintptr_t first = ((uintptr_t)sbrk(0) + large - 1) & ~(large - 1);
  void *volatile block = malloc(large);  // volatile: a pair with its free is left out otherwise
  free(block);
  const uintptr_t end = (uintptr_t)sbrk(0);
  if (end > first && end - first <= (uintptr_t)bytes + 2 * large) {
    madvise((void *)first, end - first, MADV_HUGEPAGE);
  }
  mallopt(M_TOP_PAD, 128 << 10);  // as it is by default
#else
  (void)bytes;
#endif
}

#endif
