import Foundation

/// Eight movements of a real door, set into still time of the same sensor at known moments, as
/// documents of a historian (`fixtures/st-door`; about 52 readings a second).
public struct RecordedClips {
  public static let clipRate = 52.0

  /// Acceleration x, y, z with gravity [mg], about 52 a second.
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

  /// Documents of five readings a second, and when the openings and closings begin [ms UTC].
  public func documents(
    from start: Int64, seed: UInt64
  ) -> (text: String, openings: [Int64], closings: [Int64]) {
    var generator = SeededGenerator(seed: seed)
    var stream: [SIMD3<Double>] = []
    var begins: [Int64] = []
    func rest(_ seconds: Double) {
      let end = stream.count + Int(seconds * Self.clipRate)
      while stream.count < end {
        let clip = still[Int.random(in: 0..<still.count, using: &generator)]
        stream += clip.prefix(end - stream.count)
      }
    }
    rest(600)
    for move in moves {
      begins.append(start + Int64(Double(stream.count) / Self.clipRate * 1000))
      stream += move
      rest(Double.random(in: 20...60, using: &generator))
    }
    rest(600)
    var lines: [String] = []
    var time = 0.0
    while Int(time * Self.clipRate) < stream.count {
      let value = stream[Int(time * Self.clipRate)] * 0.00980665
      lines.append(Self.document(at: start + Int64(time * 1000), value, lines.count))
      time += 0.2 + Double.random(in: -0.02...0.02, using: &generator)
    }
    func every(_ offset: Int) -> [Int64] {
      stride(from: offset, to: begins.count, by: 2).map { begins[$0] }
    }
    return (lines.joined(separator: "\n") + "\n", every(0), every(1))
  }

  private static func document(at time: Int64, _ value: SIMD3<Double>, _ number: Int) -> String {
    let (x, y, z) = (Float(value.x), Float(value.y), Float(value.z))
    let seconds = Double(time) / 1000
    let stamp = Date(timeIntervalSince1970: seconds).formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    return """
      {"_id":"recorded-\(number)","deviceType":"Android","deviceId":"192.168.1.42",\
      "eventType":"status","format":"json","timestamp":"\(stamp)",\
      "data":{"x_acc":\(Double(x)),"y_acc":\(Double(y)),"z_acc":\(Double(z))}}
      """
  }
}
