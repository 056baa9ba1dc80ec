import COpenBLAS

/// Matrix work of the detector: everything that calls BLAS or LAPACK.
package enum LinearAlgebra {
  /// Work runs a device-day a thread, so BLAS itself must not start any.
  private static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// The product `left`ᵀ · `right` of two matrices of `columns` columns each, in rows.
  ///
  /// - Parameters:
  ///   - left: Row after row, `columns` values each.
  ///   - right: Of the same shape.
  /// - Returns: `columns` × `columns` values, row after row.
  package static func crossProduct(
    _ left: [Double], _ right: [Double], columns: Int
  ) -> [Double] {
    precondition(left.count == right.count && left.count % columns == 0, "shapes differ")
    _ = isSingleThreaded
    var product = [Double](repeating: 0, count: columns * columns)
    guard !left.isEmpty else { return product }
    let n = Int32(columns)
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, n, n, Int32(left.count / columns), 1, left, n,
      right, n, 0, &product, n)
    return product
  }

  /// Row vectors times a matrix: `rows` · `matrix`.
  ///
  /// - Parameters:
  ///   - rows: Row after row, `columns` values each.
  ///   - matrix: `columns` × `outputs`, row after row.
  package static func product(
    _ rows: [Double], _ matrix: [Double], columns: Int, outputs: Int
  ) -> [Double] {
    precondition(rows.count % columns == 0 && matrix.count == columns * outputs, "shapes differ")
    _ = isSingleThreaded
    let count = rows.count / columns
    var product = [Double](repeating: 0, count: count * outputs)
    guard count > 0 else { return product }
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(outputs), Int32(columns), 1,
      rows, Int32(columns), matrix, Int32(outputs), 0, &product, Int32(outputs))
    return product
  }

  /// Eigenvalues, largest first, and their unit eigenvectors of a symmetric matrix; `nil` when the
  /// matrix holds values that are not finite.
  ///
  /// - Parameter matrix: `order` × `order` values; only one triangle is read.
  package static func eigen(
    _ matrix: [Double], order: Int
  ) -> (values: [Double], vectors: [[Double]])? {
    precondition(matrix.count == order * order, "not square")
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    _ = isSingleThreaded
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    var size = Int32(order)
    var workspace = [Double](repeating: 0, count: 16 * order)
    var workspaceSize = Int32(workspace.count)
    var info: Int32 = 0
    dsyev_("V", "U", &size, &vectors, &size, &values, &workspace, &workspaceSize, &info, 1, 1)
    guard info == 0 else { return nil }
    let rows = (0..<order).reversed().map { Array(vectors[$0 * order..<($0 + 1) * order]) }
    return (values.reversed(), rows)
  }
}
