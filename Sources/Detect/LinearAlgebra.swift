import COpenBLAS

/// Matrix work of the detector: everything that calls BLAS or LAPACK.
package enum LinearAlgebra {
  /// Why OpenBLAS cannot be used; `nil` when it can. Loads it at the first use. Work runs a
  /// device-day a thread, so BLAS itself starts none.
  package static let loadingProblem = doorstats_blas_load().map { String(cString: $0) }

  /// Loads OpenBLAS. Programs look at ``loadingProblem`` first, to say it in their own way.
  private static func load() {
    if let loadingProblem { fatalError("OpenBLAS is not usable: \(loadingProblem)") }
  }

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
    load()
    var product = [Double](repeating: 0, count: columns * columns)
    guard !left.isEmpty else { return product }
    let n = Int32(columns)
    doorstats_blas_transposed_product(left, right, &product, n, n, Int32(left.count / columns))
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
    load()
    let count = rows.count / columns
    var product = [Double](repeating: 0, count: count * outputs)
    guard count > 0 else { return product }
    doorstats_blas_product(
      rows, matrix, &product, Int32(count), Int32(outputs), Int32(columns))
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
    load()
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    var workspace = [Double](repeating: 0, count: 16 * order)
    let complaint = doorstats_blas_eigen(
      &vectors, &values, Int32(order), &workspace, Int32(workspace.count))
    guard complaint == 0 else { return nil }
    let rows = (0..<order).reversed().map { Array(vectors[$0 * order..<($0 + 1) * order]) }
    return (values.reversed(), rows)
  }
}
