import Readings

/// A device's openings compared with labels: openings known from outside.
public struct DeviceAudit: Sendable {
  /// An opening and the label it stands for [ms UTC].
  public struct Match: Hashable, Sendable {
    public var label: Int64
    public var opening: Int64

    public init(label: Int64, opening: Int64) {
      self.label = label
      self.opening = opening
    }

    /// Positive where the opening was seen later than the label says [ms].
    var startError: Int64 { opening - label }
  }

  public var device: Device
  /// The time that the labels cover.
  public var range: Interval
  public var observedMilliseconds: Int64
  /// In time order.
  public var matches: [Match]
  /// Labels without an opening, and openings without a label, in time order [ms UTC].
  public var missed: [Int64]
  public var falseAlarms: [Int64]
  /// Labels that nobody could have seen; they and their openings count neither way.
  public var notObservable: [Int64]

  public init(
    device: Device, range: Interval, observedMilliseconds: Int64, matches: [Match],
    missed: [Int64], falseAlarms: [Int64], notObservable: [Int64]
  ) {
    self.device = device
    self.range = range
    self.observedMilliseconds = observedMilliseconds
    self.matches = matches
    self.missed = missed
    self.falseAlarms = falseAlarms
    self.notObservable = notObservable
  }
}

extension DeviceAudit {
  /// A share with the exact interval of the probability behind it.
  struct Share: Sendable {
    var count: Int
    var total: Int

    /// Absent where the divisor is 0.
    var value: Double? { total == 0 ? nil : Double(count) / Double(total) }
    var interval: BinomialInterval? { BinomialInterval(count: count, of: total) }
  }

  var precision: Share { Share(count: matches.count, total: matches.count + falseAlarms.count) }
  var recall: Share { Share(count: matches.count, total: matches.count + missed.count) }

  /// The share of all that happened or was counted on which both agree: TP / (TP + FP + FN).
  private var agreement: Share {
    Share(count: matches.count, total: matches.count + missed.count + falseAlarms.count)
  }

  /// 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall.
  var f1: Double? { agreement.value.map(Self.f1) }

  /// Openings and misses are different trials, so F₁ is no share. The agreement J is one, and
  /// F₁ = 2 J / (1 + J) rises with it: its exact interval carries over.
  var f1Interval: (low: Double, high: Double)? {
    agreement.interval.map { (Self.f1($0.low), Self.f1($0.high)) }
  }

  private static func f1(_ agreement: Double) -> Double { 2 * agreement / (1 + agreement) }

  /// The start error in the middle, and the bounds that 95 % lie within [ms].
  var startError: (median: Int64, low: Int64, high: Int64)? {
    let errors = matches.map(\.startError).sorted()
    guard let last = errors.indices.last else { return nil }
    func quantile(_ share: Double) -> Int64 { errors[Int((Double(last) * share).rounded())] }
    return (quantile(0.5), quantile(0.025), quantile(0.975))
  }

  /// Local hours with something missed or falsely counted, the worst first.
  func worstHours(in calendar: TimeZoneCalendar) -> [WorstHour] {
    var hours: [Int64: WorstHour] = [:]
    func add(_ times: [Int64], _ count: WritableKeyPath<WorstHour, Int>) {
      for time in times {
        let start = calendar.bucket(by: .hour, containing: time).interval.start
        hours[start, default: WorstHour(start: start)][keyPath: count] += 1
      }
    }
    add(missed, \.missed)
    add(falseAlarms, \.falseAlarms)
    return hours.values.sorted {
      ($1.missed + $1.falseAlarms, $0.start) < ($0.missed + $0.falseAlarms, $1.start)
    }
  }

  struct WorstHour: Equatable, Sendable {
    var start: Int64
    var missed = 0
    var falseAlarms = 0
  }
}
