import Readings

/// The directions of the door in the phone's axes, learned from the movements themselves.
///
/// A door gives its sensor two accelerations: r·α along the normal, which changes its sign within a
/// swing, and r·ω² towards the hinges, which never does.
package struct DoorAxes: Hashable, Sendable {
  /// Unit vectors in the phone's axes. Whether the normal points into the opening direction is not
  /// known: the decoder tries both.
  package var normal: [Double]
  /// Towards the hinges.
  package var radial: [Double]
  package var third: [Double]

  /// Deviations are clipped to this before they are multiplied [m/s²], so that a few slams do not
  /// decide: swings stay below it.
  static let clip = 2.5

  /// Axes from the readings inside movements, or the phone's own axes when there are too few.
  ///
  /// The symmetric **lag-1** product matrix Σ ½(dᵢ dᵢ₊₁ᵀ + dᵢ₊₁ dᵢᵀ): the ringing of a slam and the
  /// burst of a knock are aliased at the phone's rate, so neighbouring readings are unrelated and
  /// cancel, while a swing lasts for many readings and stays.
  ///
  /// - Complexity: O(readings inside movements).
  package init(of deviation: [[Float]], movements: [Range<Int>]) {
    var now: [Double] = []
    var next: [Double] = []
    for range in movements {
      for i in range.dropLast() {
        for axis in 0..<3 {
          now.append(Self.clipped(deviation[axis][i]))
          next.append(Self.clipped(deviation[axis][i + 1]))
        }
      }
    }
    self.init(lagged: Self.symmetric(LinearAlgebra.crossProduct(now, next, columns: 3)))
    let inwards = Self.centripetal(of: deviation, movements, normal, radial)
    if inwards < 0 { radial = radial.map { -$0 } }
  }

  private init(lagged matrix: [Double]) {
    normal = [1, 0, 0]
    radial = [0, 1, 0]
    third = [0, 0, 1]
    guard let (values, vectors) = LinearAlgebra.eigen(matrix, order: 3), values[0] > 0 else {
      return
    }
    normal = Self.withFixedSign(vectors[0])
    radial = vectors[1]
    third = vectors[2]
  }

  /// The three unit vectors as columns of a 3 × 3 matrix, row after row.
  package var matrix: [Double] { (0..<3).flatMap { [normal[$0], radial[$0], third[$0]] } }

  private static func clipped(_ value: Float) -> Double { min(max(Double(value), -clip), clip) }

  private static func symmetric(_ matrix: [Double]) -> [Double] {
    (0..<9).map { (cell: Int) -> Double in
      let mirrored = (cell % 3) * 3 + cell / 3
      return (matrix[cell] + matrix[mirrored]) / 2
    }
  }

  /// An eigenvector's sign is the library's choice; this one's is ours: the largest component is
  /// positive.
  private static func withFixedSign(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? vector.map { -$0 } : vector
  }

  /// Σ radial acceleration · squared speed over all movements: positive when radial points inwards.
  private static func centripetal(
    of deviation: [[Float]], _ movements: [Range<Int>], _ normal: [Double], _ radial: [Double]
  ) -> Double {
    var total = 0.0
    for range in movements {
      var speed = 0.0
      for i in range {
        let reading = (0..<3).map { clipped(deviation[$0][i]) }
        speed += dot(reading, normal)
        total += dot(reading, radial) * speed * speed
      }
    }
    return total
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  }
}
