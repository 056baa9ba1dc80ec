import Store

/// One piece of a pull's work, done by one worker from beginning to end.
enum WorkUnit: Sendable {
  /// Find out what a bucket needs.
  case examine(Candidate)
  /// Read one range of ids.
  case range(BucketWork, index: Int)
}

/// The work that waits. What a worker adds comes before what was there, so that a bucket that was
/// begun is ended before the next is begun.
actor WorkQueue {
  /// The next unit is the last.
  private var units: [WorkUnit]
  private var busyCount = 0
  private var isStopped = false
  private var waiting: [CheckedContinuation<WorkUnit?, Never>] = []

  init(_ units: [WorkUnit]) { self.units = units.reversed() }

  /// The next unit; waits while other workers may still add some. `nil` when all is done.
  func next() async -> WorkUnit? {
    if isStopped || (units.isEmpty && busyCount == 0) { return nil }
    if let unit = units.popLast() {
      busyCount += 1
      return unit
    }
    return await withCheckedContinuation { waiting.append($0) }
  }

  /// Hears that a unit is done, and what further work it made.
  func finished(adding added: [WorkUnit]) {
    busyCount -= 1
    units.append(contentsOf: added.reversed())
    while !waiting.isEmpty, let unit = units.popLast() {
      busyCount += 1
      waiting.removeFirst().resume(returning: unit)
    }
    if busyCount == 0 { releaseAll() }
  }

  /// Lets every worker go home.
  func stop() {
    isStopped = true
    releaseAll()
  }

  private func releaseAll() {
    for worker in waiting { worker.resume(returning: nil) }
    waiting = []
  }
}
