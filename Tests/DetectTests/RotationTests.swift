import Foundation
import Readings
import Testing

@testable import Detect

/// How far the phone turned.
@Suite struct RotationTests {
  private let window = Interval(start: 0, end: 3_600_000)

  /// Readings every 200 ms whose rotation about the y axis is a function of the time [s].
  private func readings(
    seconds: Double, bias: Float = 0, _ rate: (Double) -> Float
  ) -> ReadingColumns<Float> {
    var columns = ReadingColumns<Float>()
    for i in 0..<Int(seconds * 5) {
      columns.measuredAt.append(Int64(i) * 200)
      columns.documentHash.append(UInt32(i))
      columns.accelerationX.append(0)
      columns.accelerationY.append(0)
      columns.accelerationZ.append(0)
      columns.proximity.append(.nan)
      columns.light.append(.nan)
      for axis in 0..<9 {
        columns.extended[axis].append(axis == 1 ? rate(Double(i) / 5) + bias : 0)
      }
    }
    return columns
  }

  /// A door that opens by `angle` radians in the seconds 60 to 62, and closes in 80 to 82.
  private func door(_ angle: Float, bias: Float = 0) -> ReadingColumns<Float> {
    readings(seconds: 180, bias: bias) { time in
      (60..<62).contains(time) ? angle / 2 : (80..<82).contains(time) ? -angle / 2 : 0
    }
  }

  @Test func `a phone without a gyroscope has no rotation`() {
    #expect(Rotation.measured(in: ReadingColumns(), within: window) == nil)
    var plain = readings(seconds: 10) { _ in 0 }
    #expect(Rotation.measured(in: plain, within: window) == nil)
    plain.extended = Array(repeating: [], count: 9)
    #expect(Rotation.measured(in: plain, within: window) == nil)
  }

  @Test(arguments: [0, 0.02, -0.3] as [Float])
  func `an opening turns the phone by the door's angle, whatever the sensor's error`(
    bias: Float
  ) throws {
    let rotation = try #require(Rotation.measured(in: door(1.2, bias: bias), within: window))
    let opening = rotation.turn(from: 59_500, to: 62_500)
    #expect(abs(opening.net.y - 1.2) < 1e-4)
    #expect(abs(opening.widest - 1.2) < 1e-4)
    #expect(abs(rotation.turn(from: 79_500, to: 82_500).net.y + 1.2) < 1e-4)
    let both = rotation.turn(from: 59_500, to: 82_500)
    #expect(abs(both.net.y) < 1e-4 && abs(both.widest - 1.2) < 1e-4)
  }

  @Test func `a gap is not integrated over`() throws {
    var columns = readings(seconds: 60) { $0 >= 20 && $0 < 21 ? 0.5 : 0 }
    for i in columns.measuredAt.indices where i >= 103 { columns.measuredAt[i] += 600_000 }
    let rotation = try #require(Rotation.measured(in: columns, within: window))
    // Two more readings before the gap, one step of at most a second over it, one reading after it.
    #expect(rotation.turn(from: 0, to: 3_000_000).net.y < 1.01)
  }

  @Test func `absurd and missing rates count nothing`() throws {
    var columns = door(1)
    columns.extended[1][100] = .nan
    columns.extended[0][200] = .infinity
    columns.extended[2][300] = 1e9
    let rotation = try #require(Rotation.measured(in: columns, within: window))
    #expect(abs(rotation.turn(from: 59_500, to: 62_500).net.y - 1) < 1e-4)
  }

  @Test func `the order of the readings makes no difference`() throws {
    let columns = door(0.7)
    var random = SplitMix(seed: 9)
    let shuffled = columns.selected(columns.measuredAt.indices.shuffled(using: &random))
    let straight = try #require(Rotation.measured(in: columns, within: window))
    let sorted = try #require(Rotation.measured(in: shuffled, within: window))
    for (start, end) in [(0, 61_000), (59_500, 62_500), (70_000, 90_000), (500_000, 600_000)] {
      #expect(
        straight.turn(from: Int64(start), to: Int64(end))
          == sorted.turn(from: Int64(start), to: Int64(end)))
    }
  }

  @Test func `an opening door turns about its hinge axis in the sense of the normal`() {
    // Normal z, hinges at −x: the phone is at +x of the hinges, and moves along z when the door turns
    // about −y (ω × r = −y × x = z).
    let axes = DoorAxes(normal: SIMD3(0, 0, 1), radial: SIMD3(-1, 0, 0), third: SIMD3(0, 1, 0))
    #expect(axes.hinge == SIMD3(0, -1, 0))
  }
}
