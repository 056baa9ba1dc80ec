// OpenBLAS for Swift: CBLAS and the LAPACK routines that doorstats uses.
#ifndef DOORSTATS_COPENBLAS_SHIM_H
#define DOORSTATS_COPENBLAS_SHIM_H

#include <cblas.h>
#include <stddef.h>

// Eigenvalues (ascending) and eigenvectors (in the columns of `a`) of a symmetric matrix:
// LAPACK's DSYEV. Debian's libopenblas-dev carries the routine but no C header for it. The last
// two arguments are the hidden lengths of the two texts in the Fortran calling convention.
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
            double *w, double *work, const int *lwork, int *info, size_t jobz_length,
            size_t uplo_length);

#endif
