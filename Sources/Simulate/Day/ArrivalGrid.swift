/// When the readings of a day were taken and when the platform received them, without values.
struct ArrivalGrid: Sendable {
  /// Moment whose latest value the reading carries [s of the day], rising.
  private(set) var sampledAt: [Double] = []
  /// When the platform received it [ms UTC].
  private(set) var measuredAt: [Int64] = []

  init(
    _ way: TransmissionParameters, plan: DayPlan, startMilliseconds: Int64, random: RandomSource
  ) {
    precondition(
      (0.1...1000).contains(way.readingsPerSecond), "readings a second must be 0.1 to 1000")
    var random = random
    let period = 1 / way.readingsPerSecond
    let dayStart = Double(startMilliseconds) / 1000
    let first = (dayStart / period).rounded(.up)
    let count = Int(secondsPerDay / period) + 1
    sampledAt.reserveCapacity(count)
    measuredAt.reserveCapacity(count)
    var losses = LossCursor(plan)
    var lastReceived = -1.0
    let day = startMilliseconds..<(startMilliseconds + millisecondsPerDay)
    for index in 0..<count {
      let nominal = (first + Double(index)) * period - dayStart
      let jitter = random.normal() * way.jitterMilliseconds / 1000
      let sent = nominal + max(-0.45 * period, min(0.45 * period, jitter))
      let spread = way.latencySpreadMilliseconds * random.unit() * random.unit() * 4
      let delay = (way.latencyMilliseconds + spread) / 1000
      let isLost = random.chance(way.lossShare)
      guard let released = losses.release(of: sent), !isLost else { continue }
      let received = max(lastReceived, released + delay)
      lastReceived = received
      let stamp = received + losses.clockOffset
      let milliseconds = startMilliseconds + Int64((stamp * 1000).rounded(.down))
      guard day.contains(milliseconds) else { continue }
      sampledAt.append(sent)
      measuredAt.append(milliseconds)
    }
  }

  var count: Int { sampledAt.count }

  /// Indices of the readings taken in `[start, end)`.
  func indices(from start: Double, to end: Double) -> Range<Int> {
    let low = firstIndex(from: start)
    return low..<max(low, firstIndex(from: end))
  }

  private func firstIndex(from time: Double) -> Int {
    var low = 0
    var high = sampledAt.count
    while low < high {
      let middle = (low + high) / 2
      if sampledAt[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Walks along the stretches of loss, delay and wrong clock in order of time.
private struct LossCursor {
  private var lost: StretchCursor
  private var stalled: StretchCursor
  private var stepped: StretchCursor
  private(set) var clockOffset = 0.0

  init(_ plan: DayPlan) {
    lost = StretchCursor(plan.gaps + plan.reboots + plan.lossBursts)
    stalled = StretchCursor(plan.stalls)
    stepped = StretchCursor(plan.clockSteps)
  }

  /// When a reading sent at `time` leaves the phone, or `nil` when it is lost.
  mutating func release(of time: Double) -> Double? {
    clockOffset = stepped.stretch(at: time)?.value ?? 0
    if lost.stretch(at: time) != nil { return nil }
    return stalled.stretch(at: time)?.end ?? time
  }
}

/// The stretch that holds at a time; asked with (nearly) rising times.
struct StretchCursor: Sendable {
  private let stretches: [DayPlan.Stretch]
  private var next = 0
  private var current: DayPlan.Stretch?

  init(_ stretches: [DayPlan.Stretch]) {
    self.stretches = stretches.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  mutating func stretch(at time: Double) -> DayPlan.Stretch? {
    while next < stretches.count, stretches[next].start <= time {
      if current.map({ $0.end <= stretches[next].end }) ?? true { current = stretches[next] }
      next += 1
    }
    if let end = current?.end, end <= time { current = nil }
    return current
  }
}
