import Foundation

/// One line on the terminal's standard error that tells how far the work is. Without a terminal it
/// does nothing.
final class Progress {
  private let isShown: Bool
  private let width: Int
  private let started = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  /// Time before the first line is drawn, so that short work shows nothing.
  private static let delay = Duration.seconds(1)
  private static let interval = Duration.milliseconds(200)

  init(isShown: Bool, width: Int) {
    self.isShown = isShown
    self.width = width
  }

  /// Seconds since the work began.
  var seconds: Double {
    let elapsed = (ContinuousClock.now - started).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  /// Draws what `text` says, at most five times a second.
  func show(_ text: () -> String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - started >= Self.delay else { return }
    if let lastDrawn, now - lastDrawn < Self.interval { return }
    lastDrawn = now
    isDrawn = true
    StandardError.write("\r\u{1b}[K" + String(text().prefix(max(20, width - 1))))
  }

  /// Takes the line away.
  func end() {
    guard isDrawn else { return }
    isDrawn = false
    StandardError.write("\r\u{1b}[K")
  }

  deinit { end() }
}
