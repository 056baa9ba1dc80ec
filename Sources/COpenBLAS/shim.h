// OpenBLAS for Swift: CBLAS and the LAPACKE routines that doorstats uses.
#ifndef DOORSTATS_COPENBLAS_SHIM_H
#define DOORSTATS_COPENBLAS_SHIM_H

#include <cblas.h>

#endif
