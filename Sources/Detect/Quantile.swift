/// Order statistics of a column.
package enum Quantile {
  /// The value at position `fraction` of the sorted values (nearest rank), or `nil` of none.
  ///
  /// - Parameters:
  ///   - values: In any order; no NaN.
  ///   - fraction: 0 the smallest, 0.5 the (lower) median, 1 the largest.
  /// - Complexity: O(*n*) on average (Hoare's selection, median of three).
  package static func value(at fraction: Double, of values: [Float]) -> Float? {
    guard !values.isEmpty else { return nil }
    var scratch = values
    let rank = Int((Double(values.count - 1) * min(max(fraction, 0), 1)).rounded(.down))
    return scratch.withUnsafeMutableBufferPointer { select(rank, of: $0) }
  }

  /// Every *k*-th value: about `size` of them where that many are left at least every `stride`-th.
  ///
  /// A short recording gives all the values that tell something new, a day no more than are needed.
  package static func sample(of values: [Float], about size: Int, stride least: Int) -> [Float] {
    let step = sampleStep(of: values.count, about: size, stride: least)
    let count = (values.count + step - 1) / step
    return [Float](unsafeUninitializedCapacity: count) { sampled, sampledCount in
      values.withUnsafeBufferPointer { values in
        for i in 0..<count { sampled[i] = values[i * step] }
      }
      sampledCount = count
    }
  }

  /// Every how many-th of `count` values a sample takes.
  static func sampleStep(of count: Int, about size: Int, stride least: Int) -> Int {
    max(least, count / size)
  }

  private static func select(_ rank: Int, of values: UnsafeMutableBufferPointer<Float>) -> Float {
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = medianOfThree(values[low], values[(low + high) / 2], values[high])
      var i = low
      var j = high
      while i <= j {
        while values[i] < pivot { i += 1 }
        while pivot < values[j] { j -= 1 }
        if i <= j {
          values.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if rank <= j {
        high = j
      } else if rank >= i {
        low = i
      } else {
        return values[rank]
      }
    }
    return values[rank]
  }

  private static func medianOfThree(_ a: Float, _ b: Float, _ c: Float) -> Float {
    max(min(a, b), min(max(a, b), c))
  }
}
