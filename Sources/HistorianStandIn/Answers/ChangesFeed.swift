import Foundation

/// `/{db}/_changes` in its four feeds.
struct ChangesFeed {
  let database: Database
  var query: ChangesQuery

  /// How often a waiting feed looks for updates [ms].
  private static let pollMilliseconds = 10

  func answer() async throws -> Answer {
    switch query.feed {
    case .normal:
      let content = try database.snapshot()
      let tag = Digest.tag("\(database.name)\(content.updateSequence)")
      return .chunked(parts(content, extra: []), headers: [("ETag", tag)])
    case .longpoll: return try await longPoll()
    case .continuous, .eventsource:
      return Answer(status: 200, headers: [], body: .feed(continuous()))
    }
  }

  /// - Parameter extra: Line feeds sent while waiting.
  private func parts(_ content: DatabaseContent, extra: Bytes) -> [Bytes] {
    let writer = ChangesWriter(name: database.name, content: content, query: query)
    let changes = content.changes(query)
    var bytes = Bytes()
    for (index, change) in changes.enumerated() {
      if index > 0 { bytes += ",\r\n".utf8 }
      writer.append(change, to: &bytes)
    }
    bytes += "\n],\n".utf8
    writer.appendEnd(
      last: lastSequence(changes, content), pending: pending(changes, content), to: &bytes)
    return [Bytes("{\"results\":[\n".utf8) + extra, bytes, [0x0A]]
  }

  private func lastSequence(_ changes: [Change], _ content: DatabaseContent) -> Int {
    if query.limit == 0 { return query.since }
    if changes.count == query.limit || query.isDescending {
      return changes.last?.sequence ?? query.since
    }
    return content.updateSequence
  }

  private func pending(_ changes: [Change], _ content: DatabaseContent) -> Int {
    content.changedCount(after: query.isDescending ? 0 : query.since) - changes.count
  }

  private func longPoll() async throws -> Answer {
    let deadline = ContinuousClock.now + .milliseconds(query.timeoutMilliseconds)
    var content = try database.snapshot()
    while content.changes(query).isEmpty {
      guard ContinuousClock.now < deadline else {
        return .chunked(parts(content, extra: [0x0A]))
      }
      try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
      content = try database.snapshot()
    }
    return .chunked(parts(content, extra: []))
  }

  /// One change a line until nothing has come for the time-out; line feeds at each heartbeat.
  private func continuous() -> AsyncStream<Bytes> {
    AsyncStream { stream in
      let task = Task {
        var query = self.query
        var sent = 0
        var quietSince = ContinuousClock.now
        var beatSince = quietSince
        while !Task.isCancelled, let content = try? database.snapshot() {
          let writer = ChangesWriter(name: database.name, content: content, query: query)
          let changes = content.changes(query)
          for change in changes {
            var line = Bytes()
            writer.append(change, to: &line)
            stream.yield(line + [0x0A])
            (quietSince, beatSince) = (.now, .now)
          }
          sent += changes.count
          query.limit = query.limit == .max ? .max : query.limit - changes.count
          query.since =
            query.limit == 0 ? changes.last?.sequence ?? query.since : content.updateSequence
          let isQuiet = quietSince.duration(to: .now) >= .milliseconds(query.timeoutMilliseconds)
          if query.limit == 0 || query.heartbeatMilliseconds == nil && isQuiet {
            var end = Bytes("{".utf8)
            writer.appendEnd(
              last: query.since, pending: content.changedCount(after: query.since), to: &end)
            stream.yield(end)
            stream.finish()
            return
          }
          if let beat = query.heartbeatMilliseconds,
            beatSince.duration(to: .now) >= .milliseconds(beat)
          {
            stream.yield([0x0A])
            beatSince = .now
          }
          try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
        stream.finish()
      }
      stream.onTermination = { _ in task.cancel() }
    }
  }
}

/// Short texts that stand for content, as CouchDB's `ETag` and request identifiers.
enum Digest {
  /// A quoted tag of capital letters and digits.
  static func tag(_ content: String) -> String {
    let digits = Bytes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    let digest = MD5.digest(of: Bytes(content.utf8))
    let letters = (digest + digest).prefix(25).enumerated().map { digits[($0 + Int($1)) % 36] }
    return "\"\(String(decoding: letters, as: UTF8.self))\""
  }
}
