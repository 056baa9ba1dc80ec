import Foundation
import Readings
import TestSupport

/// Writes the clips of `fixtures/st-door` as recordings of their own: the folders of `fixtures/recorded`
/// that are made of them. Whole still clips lie before, between and after the moves.
struct RecordedCases {
  var folder: URL

  private struct Case {
    var name: String
    var stillClips: Int
    var period: Double
    var jitter: Double
    var hasMoves = true
  }

  private static let cases = [
    Case(name: "st-door-5-a-second", stillClips: 2, period: 200, jitter: 30),
    Case(
      name: "st-door-full-rate", stillClips: 1, period: 1000 / RecordedClips.clipRate, jitter: 2),
    Case(name: "st-door-still", stillClips: 1, period: 200, jitter: 30, hasMoves: false),
  ]

  func run() throws {
    let clips = try RecordedClips()
    for item in Self.cases {
      let directory = folder.appending(path: item.name)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      var stream = clips.stream(stillClips: item.stillClips)
      if !item.hasMoves, let first = stream.moves.first {
        stream.values.removeLast(
          stream.values.count - Int(first.lowerBound * RecordedClips.clipRate))
        stream.moves = []
      }
      var generator = SeededGenerator(seed: 1)
      let start = firstDay + 9 * 3_600_000
      let readings = stream.sampled(
        from: start, period: item.period, jitter: item.jitter, using: &generator)
      try RecordedClips.documents(of: readings)
        .write(
          to: directory.appending(path: "readings.ndjson"), atomically: true, encoding: .utf8)
      try Self.labels(stream, from: start)
        .write(to: directory.appending(path: "labels.csv"), atomically: true, encoding: .utf8)
    }
  }

  private static func labels(_ stream: RecordedClips.Stream, from start: Int64) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    func time(_ seconds: Double) -> String {
      Date(timeIntervalSince1970: Double(start) / 1000 + seconds).formatted(style)
    }
    let rows = stride(from: 0, to: stream.moves.count - 1, by: 2).map {
      "\(time(stream.moves[$0].lowerBound)),\(time(stream.moves[$0 + 1].upperBound))\n"
    }
    return "opened_at,closed_at\n" + rows.joined()
  }
}
