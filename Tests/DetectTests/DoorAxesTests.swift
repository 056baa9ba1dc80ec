import Testing

@testable import Detect

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The directions of the door, out of movements whose directions are known.
@Suite struct DoorAxesTests {
  private static let length = 12

  /// Movements one after the other in the phone's axes: `normal` swings forth and back within each,
  /// `pull` stays.
  private struct Readings {
    var deviation: [[Float]] = [[], [], []]
    var movements: [Range<Int>] = []

    mutating func add(normal: SIMD3<Double>, pull: SIMD3<Double>) {
      let start = deviation[0].count
      for i in 0..<DoorAxesTests.length {
        let swing = cos(2 * Double.pi * (Double(i) + 0.5) / Double(DoorAxesTests.length))
        let value = normal * swing + pull
        for axis in 0..<3 { deviation[axis].append(Float(value[axis])) }
      }
      movements.append(start..<start + DoorAxesTests.length)
    }

    var axes: [DoorAxes] { DoorAxes.candidates(of: deviation, movements: movements) }
  }

  private static let normal = SIMD3(0.0, 0.6, 0.8)
  private static let radial = SIMD3(0.0, -0.8, 0.6)

  /// Eight swings, openings and closings in turn, pulled inwards by `pull` [m/s²].
  private static func swings(pull: Double) -> Readings {
    var readings = Readings()
    for i in 0..<8 {
      readings.add(normal: normal * (i % 2 == 0 ? 0.8 : -0.7), pull: radial * pull)
    }
    return readings
  }

  private func cosine(_ one: SIMD3<Double>, _ other: SIMD3<Double>) -> Double {
    abs((one * other).sum())
  }

  @Test func `the normal is where most of the swing is`() throws {
    let axes = Self.swings(pull: 0.2).axes
    #expect(axes.count == 1, "pull and energy agree")
    #expect(cosine(try #require(axes.first).normal, Self.normal) > 0.99)
  }

  @Test func `a pull that holds more energy than the swing gives a second choice`() throws {
    let axes = Self.swings(pull: 1.2).axes
    #expect(axes.count == 2)
    #expect(cosine(axes[0].normal, Self.radial) > 0.99, "the energy's choice is wrong here")
    let second = try #require(axes.last)
    #expect(cosine(second.normal, Self.normal) > 0.999)
    #expect((second.radial * Self.radial).sum() > 0.999, "it points inwards")
  }

  /// The resting level of a real sensor wanders, always the same way.
  @Test func `faint movements do not turn the axes, however many they are`() throws {
    var readings = Self.swings(pull: 1.2)
    let wandering = SIMD3(0.0, 0.12, 0.05)
    for _ in 0..<100 { readings.add(normal: .zero, pull: wandering) }
    let axes = readings.axes
    #expect(axes.count == 2)
    #expect(cosine(try #require(axes.last).normal, Self.normal) > 0.99)
  }
}
