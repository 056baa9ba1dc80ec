import Readings

/// Finds the gaps of devices, and tells their causes from each other and from the pulls.
///
///     front   [-----------)          [------------)      now
///     back    [--------------------------)               |
///     gaps    front: phone silent    back: all silent until the last pull, then pull behind
public struct GapFinder: Sendable {
  /// Share of a gap that the other devices must have missed too, for all to be called silent.
  private static let sharedPart = 0.9
  /// A clock is put forward by half hours; a gap that is this near to some of them is taken for it.
  private static let clockStep: Int64 = 1_800_000
  private static let clockTolerance: Int64 = 2_500

  private let window: CountingWindow
  private let pull: PullState
  private let coverages: [Device.ID: Coverage]

  /// - Parameters:
  ///   - everyone: All devices of the store, also those that are not asked about.
  public init(window: CountingWindow, pull: PullState, everyone: [DeviceRecord]) {
    self.window = window
    self.pull = pull
    coverages = Dictionary(uniqueKeysWithValues: everyone.map { ($0.device.id, $0.coverage) })
  }

  /// The gaps of one device within the part of the range that can have been watched, in order.
  public func gaps(of record: DeviceRecord) -> [Gap] {
    let others = coverages.filter { $0.key != record.device.id }.map(\.value)
    return record.coverage.gaps(in: window.expected).flatMap { gap in
      parts(of: gap).map { Gap(interval: $0, cause: cause(of: $0, others: others)) }
    }
  }

  /// What comes after the last pull is another gap than what came before it.
  private func parts(of gap: Interval) -> [Interval] {
    guard gap.end == window.horizon, let pulledAt = pull.pulledAt, gap.start < pulledAt,
      pulledAt < gap.end
    else { return [gap] }
    return [
      Interval(start: gap.start, end: pulledAt), Interval(start: pulledAt, end: gap.end),
    ]
  }

  private func cause(of gap: Interval, others: [Coverage]) -> Gap.Cause {
    if isBehind(gap) { return .pullBehind }
    if isClockStep(gap) { return .clockStep }
    let alive = others.filter { isAlive($0, around: gap) }
    guard !alive.isEmpty else { return .silent }
    let missed = alive.allSatisfy { other in
      Double(other.milliseconds(in: gap)) <= (1 - Self.sharedPart) * Double(gap.milliseconds)
    }
    return missed ? .allDevicesSilent : .phoneSilent
  }

  private func isBehind(_ gap: Interval) -> Bool {
    if gap.end == window.horizon, let pulledAt = pull.pulledAt, gap.start >= pulledAt {
      return true
    }
    return pull.incomplete.contains { incomplete in
      guard let shared = incomplete.intersection(gap) else { return false }
      return shared.milliseconds * 2 >= gap.milliseconds
    }
  }

  private func isClockStep(_ gap: Interval) -> Bool {
    let steps = (gap.milliseconds + Self.clockStep / 2) / Self.clockStep
    return gap.end < window.horizon && (1...28).contains(steps)
      && abs(gap.milliseconds - steps * Self.clockStep) <= Self.clockTolerance
  }

  /// Whether a device had begun to send before the gap, and was not taken down before it.
  private func isAlive(_ coverage: Coverage, around gap: Interval) -> Bool {
    guard let first = coverage.intervals.first, let last = coverage.intervals.last else {
      return false
    }
    return first.start < gap.end && last.end + Self.clockStep > gap.start
  }
}
