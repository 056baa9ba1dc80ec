import FlyingFox
import FlyingSocks
import Foundation

/// Turns answers into what FlyingFox sends.
///
/// Two things differ from CouchDB on the wire, and mean nothing to a client: FlyingFox writes
/// chunk sizes with capital hexadecimal digits, at least two, and answers to HTTP/1.0 always carry a length.
enum Wire {
  static func response(_ answer: Answer, version: HTTPVersion) -> HTTPResponse {
    var answer = answer
    if case .chunks = answer.body, version != .http11 || answer.hasWrongLength {
      answer.body = .whole(answer.wholeBody)
    }
    var headers = HTTPHeaders()
    for (name, value) in answer.headers { headers.addValue(value, for: HTTPHeader(name)) }
    let status = HTTPStatusCode(answer.status, phrase: answer.reason)
    return HTTPResponse(
      version: version, statusCode: status, headers: headers, body: body(answer))
  }

  private static func body(_ answer: Answer) -> HTTPBodySequence {
    var parts: WireBody
    switch answer.body {
    case .whole(let bytes):
      guard answer.damage != nil else {
        return HTTPBodySequence(data: Data(bytes), suggestedBufferSize: max(bytes.count, 1))
      }
      let kept = truncated([bytes], answer.damage)
      parts = WireBody(kept, damage: answer.damage)
      var count = kept.reduce(0) { $0 + $1.count }
      if case .wrongLength(let excess) = answer.damage { count = max(0, count + excess) }
      return HTTPBodySequence(from: parts, count: count, suggestedBufferSize: WireBody.mostBytes)
    case .chunks(let chunks):
      parts = WireBody(truncated(chunks, answer.damage), damage: answer.damage)
    case .feed(let stream):
      parts = WireBody([], damage: answer.damage)
      parts.feed = stream
    }
    return HTTPBodySequence(from: parts, suggestedBufferSize: WireBody.mostBytes)
  }

  private static func truncated(_ parts: [Bytes], _ damage: Fault.Action?) -> [Bytes] {
    guard case .truncateBody(var room) = damage else { return parts }
    return parts.map { part in
      let kept = Bytes(part.prefix(room))
      room -= kept.count
      return kept
    }
  }
}

/// A body in parts, perhaps late, perhaps not whole.
struct WireBody: AsyncBufferedSequence {
  typealias Element = UInt8

  /// Largest part written at once [bytes].
  static let mostBytes = 1 << 18

  /// The connection is to be closed here.
  struct Cut: Error {}

  private let parts: [Bytes]
  private let pace: Pace
  var feed: AsyncStream<Bytes>?

  init(_ parts: [Bytes], damage: Fault.Action?) {
    self.parts = parts.filter { !$0.isEmpty }
    pace = Pace(damage)
  }

  func makeAsyncIterator() -> Iterator {
    Iterator(parts: parts[...], pace: pace, feed: feed?.makeAsyncIterator())
  }

  /// How a body goes out.
  struct Pace: Sendable {
    /// Before the first byte [ms].
    var delayMilliseconds = 0
    /// Bytes until the connection is closed or goes silent; `nil` for neither.
    var room: Int?
    /// Whether the connection goes silent there.
    var isStalling = false
    var bytesPerSecond: Int?

    init(_ damage: Fault.Action?) {
      switch damage {
      case .delayBody(let delay): delayMilliseconds = delay
      case .cutBody(let count): room = count
      case .stallBody(let count): (room, isStalling) = (count, true)
      case .slowBody(let speed): bytesPerSecond = speed
      // What was announced and does not come can only be told by a connection that is closed.
      case .wrongLength: room = Int.max
      default: break
      }
    }
  }

  struct Iterator: AsyncBufferedIteratorProtocol {
    /// How often a slow body sends something [a second].
    private static let partsPerSecond = 20
    /// How long a stalled connection is kept open [s].
    private static let stallSeconds = 600

    var parts: ArraySlice<Bytes>
    var pace: Pace
    var feed: AsyncStream<Bytes>.Iterator?
    var current: ArraySlice<UInt8> = []

    mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      if pace.delayMilliseconds > 0 {
        try await Task.sleep(for: .milliseconds(pace.delayMilliseconds))
        pace.delayMilliseconds = 0
      }
      if current.isEmpty {
        guard let part = await nextPart() else {
          if pace.room != nil { throw Cut() }
          return nil
        }
        current = part[...]
      }
      guard let speed = pace.bytesPerSecond else {
        return try await take(Swift.min(count, current.count))
      }
      try await Task.sleep(for: .milliseconds(1000 / Self.partsPerSecond))
      return try await take(
        Swift.min(count, current.count, Swift.max(1, speed / Self.partsPerSecond)))
    }

    private mutating func nextPart() async -> Bytes? {
      if feed != nil { return await feed?.next() }
      return parts.popFirst()
    }

    private mutating func take(_ count: Int) async throws -> ArraySlice<UInt8> {
      if pace.room == 0 {
        if pace.isStalling { try await Task.sleep(for: .seconds(Self.stallSeconds)) }
        throw Cut()
      }
      let count = Swift.min(count, pace.room ?? count)
      pace.room = pace.room.map { $0 - count }
      defer { current = current.dropFirst(count) }
      return current.prefix(count)
    }
  }
}

extension Answer {
  fileprivate var hasWrongLength: Bool {
    if case .wrongLength = damage { true } else { false }
  }
}
