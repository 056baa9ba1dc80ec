// The matrix routines of OpenBLAS that doorstats uses, loaded when the first is called: choosing
// its kernels at load time would cost every command that detects nothing about 4 ms.
#ifndef DOORSTATS_COPENBLAS_H
#define DOORSTATS_COPENBLAS_H

// Loads OpenBLAS and keeps it to the calling thread; NULL when it is ready, else why it is not.
// Every other function here needs it to have succeeded. Not to be called by two threads at the
// same time.
const char *doorstats_blas_load(void);

// `product` = `left`ᵀ · `right` (left: depth × rows, right: depth × columns), all in rows.
void doorstats_blas_transposed_product(const double *left, const double *right, double *product,
                                       int rows, int columns, int depth);

// `product` = `left` · `right` (left: rows × depth, right: depth × columns), all in rows.
void doorstats_blas_product(const double *left, const double *right, double *product, int rows,
                            int columns, int depth);

// Eigenvalues (ascending) and eigenvectors (in the columns, in Fortran's order) of a symmetric
// matrix, by LAPACK's DSYEV: `matrix` holds order² values and is replaced by the vectors, `work`
// has room for `room` values (at least 3 · order). Returns 0, or LAPACK's complaint.
int doorstats_blas_eigen(double *matrix, double *values, int order, double *work, int room);

#endif
