import Detect
import Readings
import Report
import Store

/// Compares a device's stored openings with labels.
struct LabelComparison {
  let detected: DetectedStore
  let tolerance: Int64

  /// - Parameters:
  ///   - labels: Starts, in time order [ms UTC]; may go beyond the range.
  ///   - range: What is audited.
  func audit(of device: Device, labels: [Int64], in range: Interval) throws -> DeviceAudit {
    // Labels and openings beyond the ends take part in the matching, so that a pair that an end
    // separates is no error; they are not counted.
    let reach = Interval(start: range.start - tolerance, end: range.end + tolerance)
    let near = labels.filter(reach.contains)
    let openings = try detected.store.openingStarts(
      run: detected.run, device: device.id, in: reach)
    let matching = Matching(openings: openings, labels: near, tolerance: tolerance)
    let coverage = try detected.store.coverage(run: detected.run, device: device.id, in: range)
    let isVisible = try isVisible(near, device.id)
    let counted = near.indices.filter { range.contains(near[$0]) }
    let missed = Set(matching.missedLabels)
    return DeviceAudit(
      device: device, range: range, observedMilliseconds: coverage.milliseconds,
      matches: matching.pairs.filter { range.contains(near[$0.label]) && isVisible[$0.label] }
        .map { DeviceAudit.Match(label: near[$0.label], opening: openings[$0.opening]) },
      missed: counted.filter { missed.contains($0) && isVisible[$0] }.map { near[$0] },
      falseAlarms: matching.falseOpenings.map { openings[$0] }.filter(range.contains),
      notObservable: counted.filter { !isVisible[$0] }.map { near[$0] })
  }

  /// Which labels anybody could have seen, day by day, so that memory does not grow with the file.
  /// Where the readings are no longer in the store, what was observed decides.
  private func isVisible(_ labels: [Int64], _ device: Device.ID) throws -> [Bool] {
    var isVisible: [Bool] = []
    var rest = labels[...]
    while let first = rest.first {
      try Interruption.check()
      let end =
        first - ((first % StoredDay.length) + StoredDay.length) % StoredDay.length
        + StoredDay.length
      let day = Array(rest.prefix { $0 < end })
      rest = rest.dropFirst(day.count)
      let window = Interval(
        start: first - Visibility.before, end: day[day.count - 1] + Visibility.after + 1)
      let times = try detected.store.readings(of: device, in: window).measuredAt
      if times.isEmpty {
        let coverage = try detected.store.coverage(run: detected.run, device: device, in: window)
        isVisible += day.map { coverage.milliseconds(in: Interval(start: $0, end: $0 + 1)) > 0 }
      } else {
        isVisible += Visibility.isVisible(labels: day, measuredAt: times)
      }
    }
    return isVisible
  }
}
