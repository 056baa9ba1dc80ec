/// Order statistics of a column.
package enum Quantile {
  /// The value at position `fraction` of the sorted values (nearest rank), or `nil` of none.
  ///
  /// - Parameters:
  ///   - values: In any order; no NaN.
  ///   - fraction: 0 the smallest, 0.5 the (lower) median, 1 the largest.
  /// - Complexity: O(*n*) on average (a histogram, then Hoare's selection, median of three).
  package static func value(at fraction: Double, of values: [Float]) -> Float? {
    guard !values.isEmpty else { return nil }
    let rank = rank(of: fraction, values.count)
    var (scratch, first) = values.count < leastSorted ? (values, 0) : neighbours(of: rank, values)
    return scratch.withUnsafeMutableBufferPointer { select(rank - first, of: $0) }
  }

  private static func rank(of fraction: Double, _ count: Int) -> Int {
    Int((Double(count - 1) * min(max(fraction, 0), 1)).rounded(.down))
  }

  /// The values at positions `share` and 1 − `share`, or `nil` of none.
  ///
  /// Sensors often know two values: where enough are the smallest and the largest, nothing is sorted.
  ///
  /// - Complexity: O(*n*) on average.
  static func range(within share: Double, of values: [Float]) -> (low: Float, high: Float)? {
    guard var least = values.first, var most = values.first else { return nil }
    for value in values {
      if value < least { least = value }
      if value > most { most = value }
    }
    var (leastCount, mostCount) = (0, 0)
    for value in values {
      leastCount += value == least ? 1 : 0
      mostCount += value == most ? 1 : 0
    }
    let low = leastCount > rank(of: share, values.count) ? least : value(at: share, of: values)
    let isMost = values.count - mostCount <= rank(of: 1 - share, values.count)
    let high = isMost ? most : value(at: 1 - share, of: values)
    guard let low, let high else { return nil }
    return (low, high)
  }

  /// From so many values on, they are first counted by their leading bits.
  private static let leastSorted = 1024
  /// Sign, exponent and the three leading bits of the fraction.
  private static let leadingBits: UInt32 = 12

  /// The values whose leading bits are those of the value at a rank, and how many values are smaller
  /// than all of them.
  private static func neighbours(of rank: Int, _ values: [Float]) -> ([Float], Int) {
    var counts = [Int32](repeating: 0, count: 1 << leadingBits)
    counts.withUnsafeMutableBufferPointer { counts in
      for value in values { counts[leading(value)] += 1 }
    }
    var first = 0
    var place = 0
    while first + Int(counts[place]) <= rank {
      first += Int(counts[place])
      place += 1
    }
    let neighbours = [Float](unsafeUninitializedCapacity: Int(counts[place])) { kept, count in
      for value in values where leading(value) == place {
        kept[count] = value
        count += 1
      }
    }
    return (neighbours, first)
  }

  /// The leading bits as a number that grows with the value; the sign of zero is none.
  @inline(__always)
  private static func leading(_ value: Float) -> Int {
    let bits = (value + 0).bitPattern
    let ordered = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return Int(ordered >> (32 - leadingBits))
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
