import Detect
import Foundation
import Readings
import TestSupport

/// Writes the clips of `fixtures/st-door` as recordings of their own: the folders of `fixtures/recorded`
/// that are made of them. Whole still clips lie before, between and after the moves, of all openings or of
/// one, or there is nothing but one of them.
struct RecordedCases {
  var folder: URL

  private struct Case {
    var name: String
    var content: Content
    var rate = RecordedRate.fiveASecond

    func readings(_ stream: RecordedClips.Stream) -> ReadingColumns<Float> {
      var generator = SeededGenerator(seed: 1)
      return stream.sampled(
        from: start, period: rate.period, jitter: rate.jitter, using: &generator)
    }
  }

  private enum Content {
    case moves(stillClips: Int)
    case opening(Int)
    case still(Int)

    func stream(_ clips: RecordedClips) -> RecordedClips.Stream {
      switch self {
      case .moves(let stillClips): clips.stream(stillClips: stillClips)
      case .opening(let number): clips.stream(stillClips: 1, openings: number..<number + 1)
      case .still(let number): clips.stillStreams[number]
      }
    }
  }

  private static let cases =
    [
      Case(name: "st-door-5-a-second", content: .moves(stillClips: 2)),
      Case(name: "st-door-full-rate", content: .moves(stillClips: 1), rate: .clips),
      Case(name: "st-door-still", content: .still(0)),
      Case(name: "st-door-still-2", content: .still(1)),
      Case(name: "st-door-still-2-full-rate", content: .still(1), rate: .clips),
      Case(name: "st-door-still-3", content: .still(2)),
      Case(name: "st-door-still-3-full-rate", content: .still(2), rate: .clips),
    ]
    + (0..<4).flatMap { number in
      [
        Case(name: "st-door-opening-\(number + 1)", content: .opening(number)),
        Case(
          name: "st-door-opening-\(number + 1)-full-rate", content: .opening(number), rate: .clips),
      ]
    }

  func run() throws {
    let clips = try RecordedClips()
    for item in Self.cases {
      let directory = folder.appending(path: item.name)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let stream = item.content.stream(clips)
      try RecordedClips.documents(of: item.readings(stream))
        .write(
          to: directory.appending(path: "readings.ndjson"), atomically: true, encoding: .utf8)
      try Self.labels(stream)
        .write(to: directory.appending(path: "labels.csv"), atomically: true, encoding: .utf8)
    }
  }

  /// What is found in all of them without a store between.
  static func found() throws -> (openings: Int, of: Int, falseOnes: Int) {
    let clips = try RecordedClips()
    let day = Interval(start: firstDay, end: firstDay + 86_400_000)
    var found = (openings: 0, of: 0, falseOnes: 0)
    for item in cases {
      let stream = item.content.stream(clips)
      let detection = Detector().detection(of: item.readings(stream), within: day, carried: nil)
      let labels = stream.begins(from: start).openings
      let matching = Matching(openings: detection.openings.map(\.openedAt), labels: labels)
      found.openings += matching.pairs.count
      found.of += labels.count
      found.falseOnes += matching.falseOpenings.count
    }
    return found
  }

  private static let start = firstDay + 9 * 3_600_000

  private static func labels(_ stream: RecordedClips.Stream) -> String {
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
