import Foundation
import Readings

/// Clips of a real door: acceleration in mg with gravity, about 52 a second
/// (`fixtures/st-door`, see its NOTE.md).
struct RecordedDoor {
  static let clipRate = 52.0
  static let standardGravity: Float = 9.80665

  private let still: [[SIMD3<Float>]]
  private let moves: [[SIMD3<Float>]]

  /// The eight moving clips in the order opening, closing, opening, …
  init() throws {
    still = try (1...3).map { try Self.clip("still\($0)") }
    moves = try (1...4).flatMap { [try Self.clip("open\($0)"), try Self.clip("close\($0)")] }
  }

  private static func clip(_ name: String) throws -> [SIMD3<Float>] {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: folder.appendingPathComponent("fixtures/st-door/\(name).csv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
      let values = line.split(separator: ",").prefix(3).map { Float($0) ?? .nan }
      return SIMD3(values[0], values[1], values[2]) * (standardGravity / 1000)
    }
  }

  /// A stream at the clips' own rate, and when each of the eight moves begins and ends in it [s].
  struct Stream {
    var values: [SIMD3<Float>] = []
    var moves: [Range<Double>] = []
    var seconds: Double { Double(values.count) / RecordedDoor.clipRate }
  }

  /// Still time around the eight moves: `quiet` seconds before the first and after the last, 20 to
  /// 60 s between them.
  func stream(quiet: Double, random: inout SplitMix) -> Stream {
    var stream = Stream()
    appendStill(quiet, to: &stream, &random)
    for move in moves {
      let start = stream.seconds
      stream.values += move
      stream.moves.append(start..<stream.seconds)
      appendStill(Double.random(in: 20...60, using: &random), to: &stream, &random)
    }
    appendStill(quiet, to: &stream, &random)
    return stream
  }

  private func appendStill(_ seconds: Double, to stream: inout Stream, _ random: inout SplitMix) {
    var missing = Int(seconds * Self.clipRate)
    while missing > 0 {
      let clip = still[Int.random(in: 0..<still.count, using: &random)]
      stream.values += clip.prefix(missing)
      missing -= clip.count
    }
  }
}

extension RecordedDoor.Stream {
  /// The stream as a phone sends it: the latest value at jittered times, some readings lost.
  ///
  /// - Parameters:
  ///   - period: Mean spacing [ms].
  ///   - phase: Of the first reading [ms].
  ///   - jitter: Largest deviation of a reading's time [ms].
  ///   - loss: Share of lost readings.
  func sampled(
    from start: Int64, period: Double, phase: Double, jitter: Double, loss: Double,
    random: inout SplitMix
  ) -> ReadingColumns<Float> {
    var readings = ReadingColumns<Float>()
    var nominal = phase
    while nominal < seconds * 1000 - jitter {
      let time = max(0, nominal + Double.random(in: -jitter...jitter, using: &random))
      nominal += period
      guard Double.random(in: 0..<1, using: &random) >= loss else { continue }
      let value = values[min(values.count - 1, Int(time / 1000 * RecordedDoor.clipRate))]
      readings.append(at: start + Int64(time), value.x, value.y, value.z)
    }
    return readings
  }
}
