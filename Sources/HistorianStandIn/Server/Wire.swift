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
    if version != .http11, case .chunks(let chunks) = answer.body {
      answer.body = .whole(Bytes(chunks.joined()))
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
      let count = kept.reduce(0) { $0 + $1.count }
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
  private let delayMilliseconds: Int
  private let cutAfter: Int?
  var feed: AsyncStream<Bytes>?

  init(_ parts: [Bytes], damage: Fault.Action?) {
    self.parts = parts.filter { !$0.isEmpty }
    if case .delayBody(let delay) = damage {
      delayMilliseconds = delay
    } else {
      delayMilliseconds = 0
    }
    if case .cutBody(let count) = damage { cutAfter = count } else { cutAfter = nil }
  }

  func makeAsyncIterator() -> Iterator {
    Iterator(
      parts: parts[...], delay: delayMilliseconds, room: cutAfter,
      feed: feed?.makeAsyncIterator())
  }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var parts: ArraySlice<Bytes>
    var delay: Int
    /// Bytes until the cut; `nil` when there is none.
    var room: Int?
    var feed: AsyncStream<Bytes>.Iterator?
    var current: ArraySlice<UInt8> = []

    mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      if delay > 0 {
        try await Task.sleep(for: .milliseconds(delay))
        delay = 0
      }
      if current.isEmpty {
        guard let part = await nextPart() else {
          if room != nil { throw Cut() }
          return nil
        }
        current = part[...]
      }
      return try take(Swift.min(count, current.count))
    }

    private mutating func nextPart() async -> Bytes? {
      if feed != nil { return await feed?.next() }
      return parts.popFirst()
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
      if room == 0 { throw Cut() }
      let count = Swift.min(count, room ?? count)
      room = room.map { $0 - count }
      defer { current = current.dropFirst(count) }
      return current.prefix(count)
    }
  }
}
