import Readings

/// The directions of the door in the phone's axes, learned from the movements themselves.
///
/// A door gives its sensor two accelerations: r·α along the normal, which changes its sign within a
/// swing, and r·ω² towards the hinges, which never does.
package struct DoorAxes: Hashable, Sendable {
  /// Unit vectors in the phone's axes. Whether the normal points into the opening direction is not
  /// known: the decoder tries both.
  package var normal: SIMD3<Double>
  /// Towards the hinges.
  package var radial: SIMD3<Double>
  package var third: SIMD3<Double>

  /// Deviations are clipped to this before they are multiplied [m/s²], so that a few slams do not
  /// decide: swings stay below it.
  static let clip = 2.5
  /// How consistent the movements' pushes must be to tell the radial direction: their sum against
  /// the length that pushes of random sign add up to [1]. Raising it trusts energy alone more often.
  static let clearPull = 1.2
  /// Cosine of the angle between two normals above which they are the same: 30 degrees.
  static let sameDirection = 0.866

  /// The axis of the hinges, about which the door turns when it moves along the normal: a point at
  /// −radial from the axis moves with ω × (−radial).
  package var hinge: SIMD3<Double> {
    SIMD3(
      normal.y * radial.z - normal.z * radial.y, normal.z * radial.x - normal.x * radial.z,
      normal.x * radial.y - normal.y * radial.x)
  }

  /// The three unit vectors as columns of a 3 × 3 matrix, row after row.
  package var matrix: [Double] { (0..<3).flatMap { [normal[$0], radial[$0], third[$0]] } }

  /// The axes that the movements speak for, most energetic normal first: one or two. The decoder
  /// tries each.
  ///
  /// By **energy**: the symmetric lag-1 product matrix Σ ½(dᵢ dᵢ₊₁ᵀ + dᵢ₊₁ dᵢᵀ) over the readings of
  /// all movements. The ringing of a slam and the burst of a knock are aliased at the phone's rate,
  /// so neighbouring readings are unrelated and cancel, while a swing lasts for many readings and
  /// stays. Its first eigenvector is the normal, its second the radial direction.
  ///
  /// By **pull**: a whole swing begins and ends at rest, so the normal acceleration adds up to
  /// nothing over it, and opening and closing cancel; r·ω² adds up, movement by movement. Where the
  /// movements' sums agree, their direction is the radial one, even if it holds more energy than the
  /// normal (a fast door, a phone far from the hinges, a leaning hinge). Each sum counts by its size:
  /// an hour's wandering of the resting level has as many faint movements as the door has swings.
  ///
  /// - Complexity: O(readings inside movements).
  package static func candidates(
    of deviation: [[Float]], movements: [Range<Int>]
  ) -> [DoorAxes] {
    guard let energy = axesByEnergy(deviation, movements) else { return [.phone] }
    guard let pull = axesByPull(deviation, movements, plane: energy),
      abs(dot(pull.normal, energy.normal)) < sameDirection
    else { return [energy] }
    return [energy, pull]
  }

  /// The phone's own axes, for a day without movements.
  package static let phone = DoorAxes(
    normal: SIMD3(1, 0, 0), radial: SIMD3(0, 1, 0), third: SIMD3(0, 0, 1))

  private static func axesByEnergy(
    _ deviation: [[Float]], _ movements: [Range<Int>]
  ) -> DoorAxes? {
    var now: [Double] = []
    var next: [Double] = []
    let count = movements.reduce(0) { $0 + $1.count }
    now.reserveCapacity(3 * count)
    next.reserveCapacity(3 * count)
    for range in movements {
      for i in range.dropLast() {
        for axis in 0..<3 {
          now.append(clipped(deviation[axis][i]))
          next.append(clipped(deviation[axis][i + 1]))
        }
      }
    }
    let lagged = symmetric(LinearAlgebra.crossProduct(now, next, columns: 3))
    guard let (values, vectors) = LinearAlgebra.eigen(lagged, order: 3), values[0] > 0 else {
      return nil
    }
    let directions = vectors.map { SIMD3($0[0], $0[1], $0[2]) }
    var axes = DoorAxes(
      normal: withFixedSign(directions[0]), radial: directions[1], third: directions[2])
    if centripetal(of: deviation, movements, axes) < 0 { axes.radial *= -1 }
    return axes
  }

  /// Turns `plane`'s normal and radial direction within their plane, to where the pushes agree.
  private static func axesByPull(
    _ deviation: [[Float]], _ movements: [Range<Int>], plane: DoorAxes
  ) -> DoorAxes? {
    var sum = SIMD2<Double>.zero
    var squares = 0.0
    for range in movements {
      var push = SIMD2<Double>.zero
      for i in range {
        let reading = reading(deviation, i)
        push += SIMD2(dot(reading, plane.normal), dot(reading, plane.radial))
      }
      push *= (push * push).sum().squareRoot()
      sum += push
      squares += (push * push).sum()
    }
    let length = (sum * sum).sum().squareRoot()
    guard length > clearPull * squares.squareRoot(), length > 0 else { return nil }
    let inward = sum / length
    return DoorAxes(
      normal: withFixedSign(plane.normal * inward.y - plane.radial * inward.x),
      radial: plane.normal * inward.x + plane.radial * inward.y, third: plane.third)
  }

  /// Σ radial acceleration · squared speed over all movements: positive when radial points inwards.
  private static func centripetal(
    of deviation: [[Float]], _ movements: [Range<Int>], _ axes: DoorAxes
  ) -> Double {
    var total = 0.0
    for range in movements {
      var speed = 0.0
      for i in range {
        let reading = reading(deviation, i)
        speed += dot(reading, axes.normal)
        total += dot(reading, axes.radial) * speed * speed
      }
    }
    return total
  }
}

extension DoorAxes {
  private static func clipped(_ value: Float) -> Double { min(max(Double(value), -clip), clip) }

  private static func reading(_ deviation: [[Float]], _ i: Int) -> SIMD3<Double> {
    SIMD3(clipped(deviation[0][i]), clipped(deviation[1][i]), clipped(deviation[2][i]))
  }

  private static func symmetric(_ matrix: [Double]) -> [Double] {
    (0..<9).map { (cell: Int) -> Double in
      let mirrored = (cell % 3) * 3 + cell / 3
      return (matrix[cell] + matrix[mirrored]) / 2
    }
  }

  /// An eigenvector's sign is the library's choice; this one's is ours: the largest component is
  /// positive.
  private static func withFixedSign(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let largest = (0..<3).max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
    return vector[largest] < 0 ? -vector : vector
  }

  private static func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }
}
