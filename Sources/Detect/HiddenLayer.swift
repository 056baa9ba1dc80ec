import CColumns

/// The hidden layer of the nets, the same function in fitting and in deciding.
package enum HiddenLayer {
  /// What the layer hands on: tanh of every sum, and a 1 for the bias behind every row.
  ///
  /// No library computes the tanh, so it is the same on every machine.
  ///
  /// - Parameter sums: Row after row, `units` values each.
  /// - Returns: Row after row, `units` + 1 values each.
  package static func activations(of sums: [Double], units: Int) -> [Double] {
    precondition(units > 0 && sums.count % units == 0, "shapes differ")
    let rows = sums.count / units
    return [Double](unsafeUninitializedCapacity: rows * (units + 1)) { activations, count in
      guard rows > 0, let base = activations.baseAddress else { return }
      base.initialize(from: sums, count: sums.count)
      doorstats_tanh(base, sums.count)
      // Backwards, so that every row moves to where nothing is needed any more.
      for row in (0..<rows).reversed() {
        let place = base + row * (units + 1)
        place.update(from: base + row * units, count: units)
        place[units] = 1
      }
      count = rows * (units + 1)
    }
  }
}
