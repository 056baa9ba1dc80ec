// FOR_EACH_PROCESSOR before a function: it is compiled for processors with AVX2 too. Fused
// multiplication stays out, for it rounds otherwise. Sanitizers cannot bear the choice at start.
#ifndef DOORSTATS_CLONES_H
#define DOORSTATS_CLONES_H

#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DOORSTATS_SANITIZED 1
#endif
#endif

#if defined(__x86_64__) && defined(__GLIBC__) && !defined(DOORSTATS_SANITIZED)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

#pragma STDC FP_CONTRACT OFF

#endif
