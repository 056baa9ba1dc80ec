import Foundation
import Readings

/// Eight movements of a real door and three clips of it at rest: acceleration in mg with gravity,
/// about 52 readings a second (`fixtures/st-door`, see its NOTE.md).
public struct RecordedClips {
  public static let clipRate = 52.0
  public static let metresPerSecondSquared = 0.00980665

  /// Acceleration x, y, z with gravity [mg].
  private let still: [[SIMD3<Double>]]
  private let moves: [[SIMD3<Double>]]

  /// Openings and closings in turn, beginning with an opening.
  public init() throws {
    still = try (1...3).map { try Self.clip("still\($0)") }
    moves = try (1...4).flatMap { [try Self.clip("open\($0)"), try Self.clip("close\($0)")] }
  }

  private static func clip(_ name: String) throws -> [SIMD3<Double>] {
    let text = try String(
      contentsOfFile: Fixtures.path("st-door/\(name).csv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
      let values = line.split(separator: ",").prefix(3).map { Double($0) ?? .nan }
      return SIMD3(values[0], values[1], values[2])
    }
  }

  /// A stream at the clips' own rate, and when each of the moves begins and ends in it [s].
  public struct Stream {
    /// Acceleration x, y, z with gravity [m/s²].
    public var values: [SIMD3<Double>] = []
    public var moves: [Range<Double>] = []
    public var seconds: Double { Double(values.count) / RecordedClips.clipRate }

    /// - Parameter clip: Acceleration [mg].
    fileprivate mutating func append(_ clip: some Sequence<SIMD3<Double>>) {
      values += clip.map { $0 * RecordedClips.metresPerSecondSquared }
    }

    fileprivate mutating func append(move: [SIMD3<Double>]) {
      let start = seconds
      append(move)
      moves.append(start..<seconds)
    }
  }

  /// Still time around the eight moves: `quiet` seconds before the first and after the last, and some
  /// between them. Still clips follow each other at random, each with a small step of the level, or
  /// `seamless`: one of them forth and back.
  ///
  /// - Parameters:
  ///   - repeats: How often the eight moves follow each other.
  ///   - pause: Still time between two moves [s].
  public func stream<Generator: RandomNumberGenerator>(
    quiet: Double, seamless: Bool = false, repeats: Int = 1, pause: ClosedRange<Double> = 20...60,
    using generator: inout Generator
  ) -> Stream {
    var stream = Stream()
    func rest(_ seconds: Double) {
      let end = stream.values.count + Int(seconds * Self.clipRate)
      var clip = still[Int.random(in: 0..<still.count, using: &generator)]
      while stream.values.count < end {
        stream.append(clip.prefix(end - stream.values.count))
        if seamless {
          clip.reverse()
        } else {
          clip = still[Int.random(in: 0..<still.count, using: &generator)]
        }
      }
    }
    rest(quiet)
    for move in repeatElement(moves, count: repeats).joined() {
      stream.append(move: move)
      rest(Double.random(in: pause, using: &generator))
    }
    rest(quiet)
    return stream
  }

  /// One opening and its closing, with a part of a still clip before, between and after them.
  ///
  /// - Parameter rest: How long each of those is [s].
  public func visit<Generator: RandomNumberGenerator>(
    rest: ClosedRange<Double>, using generator: inout Generator
  ) -> Stream {
    var stream = Stream()
    func appendRest() {
      let clip = still[Int.random(in: 0..<still.count, using: &generator)]
      let length = Int(Double.random(in: rest, using: &generator) * Self.clipRate)
      let start = Int.random(in: 0...max(0, clip.count - length), using: &generator)
      stream.append(clip.dropFirst(start).prefix(length))
    }
    let number = 2 * Int.random(in: 0..<openings, using: &generator)
    appendRest()
    for move in moves[number...number + 1] {
      stream.append(move: move)
      appendRest()
    }
    return stream
  }

  /// The still clips by themselves, as they were recorded, and all of them after one another.
  public var stillStreams: [Stream] {
    (still + [Array(still.joined())]).map { clip in
      var stream = Stream()
      stream.append(clip)
      return stream
    }
  }

  /// How many openings there are, each with its closing.
  public var openings: Int { moves.count / 2 }
  public var stillClips: Int { still.count }

  /// Openings, each with its closing, with nothing but whole still clips around and between them, one after
  /// the other.
  ///
  /// - Parameters:
  ///   - count: Still clips before, between and after, about 16 s each.
  ///   - openings: Which of them; all if `nil`.
  ///   - first: The still clip that it begins with.
  public func stream(stillClips count: Int, openings: Range<Int>? = nil, first: Int = 0) -> Stream {
    var stream = Stream()
    var next = first
    func rest() {
      for _ in 0..<count {
        stream.append(still[next % still.count])
        next += 1
      }
    }
    rest()
    let openings = openings ?? 0..<self.openings
    for move in moves[2 * openings.lowerBound..<2 * openings.upperBound] {
      stream.append(move: move)
      rest()
    }
    return stream
  }
}

extension RecordedClips.Stream {
  /// The stream as a phone sends it: the latest value at jittered times, some readings lost.
  ///
  /// - Parameters:
  ///   - period: Mean spacing [ms].
  ///   - phase: Of the first reading [ms].
  ///   - jitter: Largest deviation of a reading's time [ms].
  ///   - loss: Share of lost readings.
  public func sampled<Generator: RandomNumberGenerator>(
    from start: Int64, period: Double, phase: Double = 0, jitter: Double, loss: Double = 0,
    using generator: inout Generator
  ) -> ReadingColumns<Float> {
    var readings = ReadingColumns<Float>()
    var nominal = phase
    while nominal < seconds * 1000 - jitter {
      let time = max(0, nominal + Double.random(in: -jitter...jitter, using: &generator))
      nominal += period
      guard Double.random(in: 0..<1, using: &generator) >= loss else { continue }
      let value = values[min(values.count - 1, Int(time / 1000 * RecordedClips.clipRate))]
      readings.measuredAt.append(start + Int64(time))
      readings.documentHash.append(
        UInt32(truncatingIfNeeded: readings.measuredAt.count &* 2_654_435_761))
      readings.accelerationX.append(Float(value.x))
      readings.accelerationY.append(Float(value.y))
      readings.accelerationZ.append(Float(value.z))
      readings.proximity.append(.nan)
      readings.light.append(.nan)
    }
    return readings
  }

  /// When the openings and the closings begin, for a stream that starts at `start` [ms UTC].
  public func begins(from start: Int64) -> (openings: [Int64], closings: [Int64]) {
    func every(_ offset: Int) -> [Int64] {
      stride(from: offset, to: moves.count, by: 2).map {
        start + Int64(moves[$0].lowerBound * 1000)
      }
    }
    return (every(0), every(1))
  }
}

extension RecordedClips {
  /// Documents at the clips' own rate, and when the openings and closings begin [ms UTC].
  public func documents(
    from start: Int64, seed: UInt64
  ) -> (text: String, openings: [Int64], closings: [Int64]) {
    var generator = SeededGenerator(seed: seed)
    let stream = stream(quiet: 300, using: &generator)
    let readings = stream.sampled(
      from: start, period: 1000 / Self.clipRate, jitter: 2, using: &generator)
    let begins = stream.begins(from: start)
    return (Self.documents(of: readings), begins.openings, begins.closings)
  }

  /// The readings as an app would have sent them, a document a line.
  public static func documents(of readings: ReadingColumns<Float>) -> String {
    let lines = readings.measuredAt.indices.map { i in
      document(
        at: readings.measuredAt[i],
        [readings.accelerationX[i], readings.accelerationY[i], readings.accelerationZ[i]], i)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func document(at time: Int64, _ value: [Float], _ number: Int) -> String {
    let seconds = Double(time) / 1000
    let stamp = Date(timeIntervalSince1970: seconds).formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    return """
      {"_id":"recorded-\(number)","deviceType":"Android","deviceId":"192.168.1.42",\
      "eventType":"status","format":"json","timestamp":"\(stamp)",\
      "data":{"x_acc":\(value[0]),"y_acc":\(value[1]),"z_acc":\(value[2])}}
      """
  }
}
