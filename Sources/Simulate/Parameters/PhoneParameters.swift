/// The phone: where and how it hangs, and what its accelerometer adds.
public struct PhoneParameters: Sendable, Equatable {
  /// What the phone does about gravity before it sends the acceleration.
  public enum Gravity: Sendable, Equatable {
    /// It stays in: the raw accelerometer.
    case included
    /// A low-pass of the given time constant [s] is taken off, as Android's guide shows. 0.1–1.
    case lowPass(seconds: Double)
    /// Taken off by sensor fusion, as if the attitude were known exactly; the bias stays.
    case fused
  }

  /// Distance of the phone from the hinge axis [m]. 0.3–0.95 of the width.
  public var radius = 0.7
  public var orientation = PhoneOrientation.flat
  public var gravity = Gravity.lowPass(seconds: 0.4)
  /// Readings that the sensor makes a second; the program sends the latest. 50–200.
  public var streamRate = 100.0
  /// Standard deviation of the white noise [m/s²]. 0.005–0.06.
  public var noise = 0.015
  /// Constant error an axis [m/s²]. Up to 0.3.
  public var bias = SIMD3(0.05, -0.03, 0.08)
  /// Size of the slow drift of the bias over hours [m/s²]. 0–0.05, drifting phones 0.3.
  public var drift = 0.005
  /// Change of the bias with the temperature [m/s² per K], and the daily swing of that [K].
  public var biasPerKelvin = 0.001
  public var temperatureSwing = 4.0
  /// Smallest step of the raw values [m/s²]. 0.0006–0.15.
  public var resolution = 0.0024
  /// Largest raw value [m/s²]: 2, 4 or 8 times gravity.
  public var range = 39.2266
  /// Whether rotation, gravity and orientation are sent; a phone that lacks the sensor sends 0.
  public var reportsRotation = false
  public var reportsGravity = false
  public var reportsOrientation = false
  /// Times a day that the phone is taken down and hung back, otherwise than before.
  public var rehangsPerDay = 0.0
  /// How long it is away [min].
  public var awayMinutes = 0.5...30.0

  public init() {}
}

/// The door's directions as unit vectors in the phone's axes: a rotation.
public struct PhoneOrientation: Sendable, Equatable {
  /// The direction in which the closed door begins to open.
  public var normal: SIMD3<Double>
  /// From the hinge outward.
  public var radial: SIMD3<Double>
  /// Upward along the hinge.
  public var vertical: SIMD3<Double>

  /// - Precondition: the vectors are orthonormal (to 1e-6).
  public init(normal: SIMD3<Double>, radial: SIMD3<Double>, vertical: SIMD3<Double>) {
    self.normal = normal
    self.radial = radial
    self.vertical = vertical
    precondition(isOrthonormal, "a phone's orientation must be orthonormal")
  }

  /// Screen outward against the opening direction, upright.
  public static let flat = PhoneOrientation(
    normal: SIMD3(0, 0, -1), radial: SIMD3(1, 0, 0), vertical: SIMD3(0, 1, 0))

  /// Whether the hinges are on that side where up is `normal × radial`. Neither turning nor
  /// moving the phone changes it.
  public var isLeftHung: Bool { (normal.cross(radial) * vertical).sum() > 0 }

  private var isOrthonormal: Bool {
    let products = [
      (normal * normal).sum() - 1, (radial * radial).sum() - 1, (vertical * vertical).sum() - 1,
      (normal * radial).sum(), (radial * vertical).sum(), (vertical * normal).sum(),
    ]
    return products.allSatisfy { abs($0) < 1e-6 }
  }

  /// A vector of the door in the phone's axes.
  func inPhone(_ door: SIMD3<Double>) -> SIMD3<Double> {
    normal * door.x + radial * door.y + vertical * door.z
  }
}
