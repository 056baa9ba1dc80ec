import Foundation
import Readings
import Testing

@testable import Report

struct UnusualTests {
  /// Ten an hour at work, one at night, every day alike; the counts alternate a little.
  private func series(weeks: Int, _ change: (Int, Int) -> Int? = { _, count in count })
    -> CountSeries
  {
    let start = Doors.instant("2026-01-05T00:00:00Z")
    let buckets = (0..<(weeks * 168)).map { hour in
      let usual = ((8..<18).contains(hour % 24) ? 10 : 1) + (hour % 3 - 1)
      let count = change(hour, usual)
      let at = start + Int64(hour) * 3_600_000
      return CountSeries.Bucket(
        interval: Interval(start: at, end: at + 3_600_000),
        date: TimeZoneCalendar.utc.date(at: at), slot: hour % 24, counts: [count],
        observedShare: count == nil ? 0 : 1)
    }
    return CountSeries(name: "door", channels: ["openings"], buckets: buckets, step: 3_600_000)
  }

  @Test(arguments: [0, 1, 3])
  func `with little history nothing is said`(weeks: Int) {
    let findings = UnusualFindings(series(weeks: weeks))
    #expect(findings.judgements == nil && findings.periods.isEmpty && findings.momentRanks == nil)
  }

  @Test func `time that nobody watched is no history`() {
    let findings = UnusualFindings(series(weeks: 6) { hour, count in hour % 2 == 0 ? count : nil })
    #expect(abs(findings.weeks - 3) < 0.01 && findings.judgements == nil)
  }

  @Test func `what repeats every week is usual`() {
    let findings = UnusualFindings(series(weeks: 8))
    #expect(findings.judgements?.count == 8 * 168)
    #expect(findings.periods == [])
  }

  @Test func `a busy evening is one period with what was counted and expected`() throws {
    let evening = (6 * 168 + 20)..<(6 * 168 + 23)
    let findings = UnusualFindings(
      series(weeks: 8) { hour, count in evening.contains(hour) ? 25 : count })
    let period = try #require(findings.periods.first)
    #expect(findings.periods.count == 1)
    let start = Doors.instant("2026-02-16T20:00:00Z")
    #expect(period.interval == Interval(start: start, end: start + 3 * 3_600_000))
    #expect(period.counted == 75 && period.probability > 0.99)
    #expect(abs(period.expected - 3) < 1.5, "\(period.expected)")
  }

  @Test func `an unusual week does not teach that it was usual`() throws {
    let busy = (3 * 168)..<(3 * 168 + 24)
    let quiet = UnusualModel().judgements(of: series(weeks: 8))
    let after = UnusualModel().judgements(
      of: series(weeks: 8) { hour, count in busy.contains(hour) ? 60 : count })
    for hour in (4 * 168)..<(8 * 168) {
      #expect(after[hour].expected[0] <= quiet[hour].expected[0] * 1.15 + 0.2)
    }
  }

  @Test func `half an hour watched is judged by half of what is expected`() {
    var half = series(weeks: 8)
    let place = 7 * 168 + 10
    half.buckets[place].observedShare = 0.5
    half.buckets[place].counts = [5]
    let judgements = UnusualModel().judgements(of: half)
    #expect(abs(judgements[place].expected[0] - 5) < 1)
    #expect(judgements[place].probability < 0.2)
  }

  @Test func `an unobserved hour says nothing, and its neighbours decide`() {
    let gap = 7 * 168 + 21
    let judged = UnusualModel().judgements(
      of: series(weeks: 8) { hour, count in
        hour == gap ? nil : (gap - 1...gap + 1).contains(hour) ? 30 : count
      })
    #expect(judged[gap].probability > 0.5 && judged[gap].expected[0] == 0)
    #expect(judged.allSatisfy { $0.logOdds.isFinite && $0.excess.isFinite })
  }

  @Test func `the strongest hour of an event comes before the rest of it`() throws {
    let long = (7 * 168 + 18)..<(7 * 168 + 24)
    let findings = UnusualFindings(
      series(weeks: 8) { hour, count in long.contains(hour) ? 30 : hour == 6 * 168 + 3 ? 15 : count
      })
    let ranks = try #require(findings.momentRanks)
    #expect(Set(ranks) == Set(1...ranks.count))
    #expect(ranks[6 * 168 + 3] <= 5, "a small event is not behind all hours of a long one")
    #expect(long.map { ranks[$0] }.min() == 1)
  }

  @Test func `all 29 known events of a public data set have a flagged half hour`() throws {
    func instant(_ text: Substring) -> Int64 { Doors.instant(String(text)) }
    let buckets = try Fixtures.rows("fixtures/calit2/counts.csv").map { row in
      let at = instant(row[0])
      return CountSeries.Bucket(
        interval: Interval(start: at, end: at + 1_800_000),
        date: TimeZoneCalendar.utc.date(at: at), slot: Int(at / 1_800_000 % 48),
        counts: [Int(row[1]), Int(row[2])], observedShare: 1)
    }
    var settings = UnusualSettings()
    settings.learningWeeks = 3
    let findings = UnusualFindings(
      CountSeries(name: "CalIt2", channels: ["in", "out"], buckets: buckets, step: 1_800_000),
      settings: settings)
    let ranks = try #require(findings.momentRanks)
    let events = try Fixtures.rows("fixtures/calit2/events.csv").map {
      (instant($0[0]), instant($0[1]))
    }
    func found(_ flagged: Int) -> Int {
      events.count { begin, end in
        zip(buckets, ranks).contains {
          (begin...end).contains($0.interval.start) && $1 <= flagged
        }
      }
    }
    // 30 events, of which one lies within another.
    #expect(buckets.count == 5040 && events.count == 30)
    #expect(found(149) == 30)
    #expect(found(98) >= 27)
    #expect(found(68) >= 24)
  }

  @Test func `probabilities of a negative binomial add up to one, and sums are convolutions`() {
    let ordinary = NegativeBinomial(size: 2.5, mean: 4)
    let event = NegativeBinomial(size: 2, mean: 9)
    let table = ordinary.probabilities(upTo: 400)
    #expect(abs(table.reduce(0, +) - 1) < 1e-9)
    for count in [0, 1, 7, 40] {
      #expect(abs(log(table[count]) - ordinary.logProbability(of: count)) < 1e-9)
      let slow = (0...count).reduce(0.0) {
        $0 + exp(ordinary.logProbability(of: $1) + event.logProbability(of: count - $1))
      }
      #expect(abs(ordinary.logProbability(ofSum: count, with: event) - log(slow)) < 1e-9)
    }
  }

  @Test func `the two-state recursion agrees with the sum over all paths`() {
    var settings = UnusualSettings()
    settings.eventsPerHour = 0.1
    settings.eventHours = 3
    let chain = EventChain(settings: settings, hours: 1)
    let evidence = [0.3, 2.5, -1, 1.2, -3, 0.7]
    let slow = Self.posterior(evidence, begin: 1 - exp(-0.1), end: 1 - exp(-1.0 / 3))
    var forward = chain.startLogOdds + evidence[0]
    var odds = [forward]
    for value in evidence.dropFirst() {
      forward = chain.forward(forward) + value
      odds.append(forward)
    }
    var backward = 0.0
    for index in evidence.indices.reversed().dropFirst() {
      backward = chain.backward(backward + evidence[index + 1])
      odds[index] += backward
    }
    for (fast, slow) in zip(odds, slow) { #expect(abs(1 / (1 + exp(-fast)) - slow) < 1e-12) }
  }

  /// The slow obvious twin: every path of states, weighed.
  private static func posterior(_ evidence: [Double], begin: Double, end: Double) -> [Double] {
    let move = [[1 - begin, begin], [end, 1 - end]]
    var on = [Double](repeating: 0, count: evidence.count)
    var all = 0.0
    for path in 0..<(1 << evidence.count) {
      let states = evidence.indices.map { path >> $0 & 1 }
      var weight = states[0] == 1 ? begin : end
      for index in states.indices {
        if index > 0 { weight *= move[states[index - 1]][states[index]] }
        if states[index] == 1 { weight *= exp(evidence[index]) }
      }
      all += weight
      for index in states.indices where states[index] == 1 { on[index] += weight }
    }
    return on.map { $0 / all }
  }

  @Test func `reports of unusual periods are as recorded`() throws {
    let records = WeeklyTests.records
    let range = Doors.interval("2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")
    let history = Doors.interval("2026-02-01T23:00:00Z", "2026-03-29T22:00:00Z")
    let context = Doors.context(WeeklyTests.calendar, now: "2026-03-30T05:00:00Z")
    let findings = UnusualFindings.found(
      in: records.map(OpeningSeries.init), range: history, now: context.now,
      calendar: context.calendar)
    try GoldenTests.expectGolden(
      UnusualReport(context, range: range, findings: findings), "unusual-periods")
    try GoldenTests.expectGolden(
      UnusualReport(
        context, range: Interval(start: range.end - 86_400_000, end: range.end),
        findings: findings, by: .bucket), "unusual-buckets")
    try GoldenTests.expectGolden(
      UnusualReport(context, range: range, findings: []), "unusual-empty")
  }
}
