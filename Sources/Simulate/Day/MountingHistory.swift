/// How the phone hangs at each moment: one mounting until it is taken down, another afterwards.
struct MountingHistory: Sendable {
  let parameters: DoorParameters
  let seed: UInt64

  /// The mounting at the start of a day.
  func mounting(atStartOf day: Int64) -> Mounting {
    guard parameters.phone.rehangsPerDay > 0 else { return original }
    var earlier = day - 1
    while earlier >= 0 {
      let count = DayPlan.absences(parameters, seed: seed, day: earlier).count
      if count > 0 { return mounting(afterAbsence: count - 1, of: earlier) }
      earlier -= 1
    }
    return original
  }

  /// As the parameters say.
  var original: Mounting {
    Mounting(
      parameters: parameters, orientation: parameters.phone.orientation,
      bias: parameters.phone.bias)
  }

  /// Hung back: turned by any angle in the plane of the door, a little askew, perhaps with the
  /// screen to the other side, and with another bias.
  func mounting(afterAbsence index: Int, of day: Int64) -> Mounting {
    var random = RandomSource(seed: seed, purpose: .mounting, day: day, index: index + 1)
    let change = SIMD3(random.normal(), random.normal(), random.normal())
    return Mounting(
      parameters: parameters,
      orientation: .random(
        flipped: random.chance(0.3), askewDegrees: 5,
        isLeftHung: parameters.phone.orientation.isLeftHung, random: &random),
      bias: parameters.phone.bias + 0.06 * change)
  }
}

extension PhoneOrientation {
  /// Flat on the door, turned about its normal by any angle, and up to some degrees askew.
  static func random(
    flipped: Bool, askewDegrees: Double, isLeftHung: Bool, random: inout RandomSource
  ) -> PhoneOrientation {
    let (sine, cosine) = ExactMath.sineCosine(random.uniform(0...2 * Double.pi))
    let side = flipped ? -1.0 : 1.0
    let tiltX = random.normal() * askewDegrees.radians / 2
    let tiltY = random.normal() * askewDegrees.radians / 2
    let normal = SIMD3(tiltX, tiltY, side)
    return orthonormal(
      normal: normal, radial: SIMD3(cosine, sine, 0), isLeftHung: isLeftHung)
  }

  /// Any attitude at all.
  static func arbitrary(isLeftHung: Bool, random: inout RandomSource) -> PhoneOrientation {
    let normal = PhoneDisturbance.unitVector(&random)
    var radial = PhoneDisturbance.unitVector(&random)
    while abs((normal * radial).sum()) > 0.95 { radial = PhoneDisturbance.unitVector(&random) }
    return orthonormal(normal: normal, radial: radial, isLeftHung: isLeftHung)
  }

  /// Gram and Schmidt, the third vector by the cross product: up or down with the hinges' side.
  private static func orthonormal(
    normal: SIMD3<Double>, radial: SIMD3<Double>, isLeftHung: Bool
  ) -> PhoneOrientation {
    let n = normal / PhoneDisturbance.length(normal)
    let along = radial - n * (n * radial).sum()
    let r = along / PhoneDisturbance.length(along)
    return PhoneOrientation(
      normal: n, radial: r, vertical: n.cross(r) * (isLeftHung ? 1 : -1))
  }
}
