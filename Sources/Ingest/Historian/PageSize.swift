import Parallel

/// How many rows to ask for, shared by all workers.
///
/// A request that takes long, or ends in a time-out or a cut answer, halves the pages; quick ones
/// double them again, up to what was asked for. So a request stays well below the 60 s after which
/// the server gives up, on any server.
final class PageSize: Sendable {
  /// Above this a request is too long [s].
  private static let longSeconds = 20.0
  /// Below this it is quick [s].
  private static let quickSeconds = 5.0
  private static let smallest = 50

  private let largest: Int
  private let rows: Locked<Int>

  init(largest: Int) {
    self.largest = max(1, largest)
    rows = Locked(max(1, largest))
  }

  var current: Int { rows.withLock { $0 } }

  /// Hears how long a page took.
  func note(rows asked: Int, seconds: Double) {
    rows.withLock { rows in
      if seconds > Self.longSeconds {
        shrink(&rows, from: asked)
      } else if seconds < Self.quickSeconds, asked >= rows {
        rows = min(largest, rows * 2)
      }
    }
  }

  /// Hears that a page of that many rows failed in a way that a smaller one may not.
  func noteFault(rows asked: Int) { rows.withLock { shrink(&$0, from: asked) } }

  /// Halves once for all requests of the same size that fail together.
  private func shrink(_ rows: inout Int, from asked: Int) {
    rows = min(rows, max(asked / 2, min(Self.smallest, largest)))
  }
}
