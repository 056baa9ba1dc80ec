import Detect
import Readings
import Store

/// Decides days in order, each from the state that the day before leaves, and writes them.
///
/// Days that have to be detected come measured, in order. A day that is detected already is left as
/// it is while it began with the state that the day before leaves now; else it is measured here.
struct OrderedDecisions {
  /// Days whose results are written together.
  private static let daysATransaction = 16

  private let pass: DetectionPass
  private let days: [DetectionPass.Day]
  private let progress: (_ done: Int, _ total: Int) throws -> Void
  private var next = 0
  private var device: Device.ID?
  private var carried: String?
  private var results: [DayResult] = []

  init(
    of days: [DetectionPass.Day], pass: DetectionPass,
    progress: @escaping (_ done: Int, _ total: Int) throws -> Void
  ) {
    self.days = days
    self.pass = pass
    self.progress = progress
  }

  /// Decides the next day that had to be measured, after everything before it.
  mutating func take(_ measured: MeasuredDay) throws {
    while next < days.count, !days[next].isChanged { try step(nil) }
    try step(measured)
  }

  /// Decides what is left when there is nothing more to measure.
  mutating func finish() throws {
    while next < days.count { try step(nil) }
    try write()
  }

  private mutating func step(_ measured: MeasuredDay?) throws {
    let day = days[next]
    if day.device != device {
      try write()
      device = day.device
      carried = nil
    }
    if measured == nil, let known = day.known,
      known.stateBefore == carried || day.planned == nil
    {
      carried = known.stateAfter
    } else if let planned = day.planned {
      let result = try pass.result(
        of: planned, by: measured ?? pass.measured(day), carried: carried)
      carried = result.day.stateAfter
      results.append(result)
      if results.count == Self.daysATransaction { try write() }
    }
    next += 1
    try progress(next, days.count)
  }

  private mutating func write() throws {
    guard let device, !results.isEmpty else { return }
    try pass.store.replace(results, run: pass.run, device: device)
    results.removeAll()
  }
}
