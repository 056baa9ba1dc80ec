#include "COpenBLAS.h"

#include <dlfcn.h>
#include <stddef.h>

#ifdef __APPLE__
static const char *const libraryName =
    "/System/Library/Frameworks/Accelerate.framework/Accelerate";
#else
static const char *const libraryName = "libopenblas.so.0";
#endif

// The part of CBLAS that is used, as its standard has it.
enum { rowMajor = 101, notTransposed = 111, transposed = 112 };

static void (*dgemm)(int order, int left_form, int right_form, int rows, int columns, int depth,
                     double alpha, const double *left, int left_stride, const double *right,
                     int right_stride, double beta, double *product, int product_stride);

// LAPACK's symmetric eigenproblem. The last two arguments are the hidden lengths of the two texts
// in the Fortran calling convention.
static void (*dsyev)(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                     double *w, double *work, const int *lwork, int *info, size_t jobz_length,
                     size_t uplo_length);

const char *doorstats_blas_load(void) {
  void *library = dlopen(libraryName, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
  dgemm = (__typeof__(dgemm))dlsym(library, "cblas_dgemm");
  dsyev = (__typeof__(dsyev))dlsym(library, "dsyev_");
  if (dgemm == NULL || dsyev == NULL) return dlerror();
  // Only OpenBLAS itself has this one.
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (set_threads != NULL) set_threads(1);
  return NULL;
}

void doorstats_blas_transposed_product(const double *left, const double *right, double *product,
                                       int rows, int columns, int depth) {
  dgemm(rowMajor, transposed, notTransposed, rows, columns, depth, 1, left, rows, right, columns,
        0, product, columns);
}

void doorstats_blas_product(const double *left, const double *right, double *product, int rows,
                            int columns, int depth) {
  dgemm(rowMajor, notTransposed, notTransposed, rows, columns, depth, 1, left, depth, right,
        columns, 0, product, columns);
}

int doorstats_blas_eigen(double *matrix, double *values, int order, double *work, int room) {
  int info = 0;
  dsyev("V", "U", &order, matrix, &order, values, work, &room, &info, 1, 1);
  return info;
}
