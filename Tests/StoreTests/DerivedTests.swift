import Readings
import Store
import TestSupport
import Testing

@Suite struct DerivedTests {
  private let dayLength: Int64 = 86_400_000

  private func opening(_ at: Int64, closed: Int64?) -> Opening {
    Opening(
      openedAt: at, closedAt: closed, peakScore: 9, evidence: [.motion, .proximity],
      confidence: 0.9)
  }

  private func result(
    day: Int64, _ openings: [Opening], carriedClosedAt: Int64? = nil, doubts: [DayDoubt] = []
  ) -> DayResult {
    DayResult(
      day: DetectedDay(
        start: day * dayLength, readingCount: 5, stateBefore: nil, stateAfter: "{}",
        carriedClosedAt: carriedClosedAt, doubts: doubts),
      openings: openings, episodes: [],
      observed: Coverage([Interval(start: day * dayLength, end: (day + 1) * dayLength)]))
  }

  private func makeStore(_ directory: WorkDirectory) throws -> (Store, Int64, Device.ID) {
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 1)), from: bucket)
    try intake.flush()
    let key = DetectorRunKey(version: 1, settingsHash: "a", settings: "{}", isDefault: true)
    return (store, try store.makeDetectorRun(key), try #require(try store.devices().first).id)
  }

  @Test func `a day's results replace the day's results and no others`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    let all = Interval(start: 0, end: 10 * dayLength)
    let first = opening(1000, closed: 2000)
    let second = opening(dayLength + 1000, closed: dayLength + 2000)
    try store.replace(
      [result(day: 0, [first]), result(day: 1, [second])], run: run, device: device)
    #expect(try store.openings(run: run, device: device, in: all) == [first, second])
    try store.replace([result(day: 1, [])], run: run, device: device)
    #expect(try store.openings(run: run, device: device, in: all) == [first])
    #expect(try store.openingCount(run: run, device: device, in: all) == 1)
    #expect(
      try store.coverage(run: run, device: device, in: all).intervals
        == [Interval(start: 0, end: 2 * dayLength)])
    #expect(
      try store.coverage(run: run, device: device, in: Interval(start: 5, end: 9)).milliseconds == 4
    )
  }

  @Test func `a day's doubts are kept with it, and go with it`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    let doubts: [[DayDoubt]] = [[.direction, .sensorForHours], [], [.sensor]]
    try store.replace(
      doubts.enumerated().map { result(day: Int64($0), [], doubts: $1) }, run: run, device: device)
    #expect(try store.detectedDays(run: run, device: device).map(\.doubts) == doubts)
    func doubted(_ since: Int64, _ until: Int64) throws -> [DoubtedDay] {
      try store.doubtedDays(
        run: run, device: device, in: Interval(start: since, end: until))
    }
    let first = DoubtedDay(start: 0, doubts: doubts[0])
    let last = DoubtedDay(start: 2 * dayLength, doubts: doubts[2])
    #expect(try doubted(0, 3 * dayLength) == [first, last])
    #expect(try doubted(dayLength - 1, 2 * dayLength) == [first], "a part of it counts")
    #expect(try doubted(dayLength, 2 * dayLength + 1) == [last])
    #expect(try doubted(.min, .max) == [first, last])
    try store.replace([result(day: 0, [])], run: run, device: device)
    #expect(try doubted(0, 3 * dayLength) == [last])
  }

  @Test func `thousands of openings come as they were written, in order`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    let kinds: [Opening.Evidence] = [.motion, .proximity, [.motion, .proximity], []]
    let openings = (0..<3_000).map { index in
      Opening(
        openedAt: Int64(index) * 9_000, closedAt: index % 7 == 0 ? nil : Int64(index) * 9_000 + 5,
        peakScore: Double(index), evidence: kinds[index % kinds.count], confidence: 0.5)
    }
    try store.replace([result(day: 0, openings)], run: run, device: device)
    let part = Interval(start: 900_001, end: 18_000_000)
    let expected = openings.filter { part.contains($0.openedAt) }
    #expect(try store.openings(run: run, device: device, in: part) == expected)
    #expect(
      try store.openingStarts(run: run, device: device, in: part) == expected.map(\.openedAt))
    #expect(
      try store.openingStarts(run: run, device: device, in: Interval(start: 1, end: 2)).isEmpty)
  }

  @Test func `a later day closes what an earlier day left open, and may change its mind`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    let all = Interval(start: 0, end: 10 * dayLength)
    let left = opening(1000, closed: nil)
    func closed() throws -> Int64? {
      try store.openings(run: run, device: device, in: all).first?.closedAt
    }
    try store.replace(
      [result(day: 0, [left]), result(day: 1, [], carriedClosedAt: dayLength + 7)],
      run: run, device: device)
    #expect(try closed() == dayLength + 7)
    try store.replace([result(day: 0, [left])], run: run, device: device)
    #expect(try closed() == dayLength + 7)
    try store.replace(
      [result(day: 1, [], carriedClosedAt: dayLength + 9)], run: run, device: device)
    #expect(try closed() == dayLength + 9)
    try store.replace([result(day: 1, [])], run: run, device: device)
    #expect(try closed() == nil)
  }

  @Test func `another version of the detector starts from nothing`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    try store.replace([result(day: 0, [opening(1, closed: 2)])], run: run, device: device)
    let next = DetectorRunKey(version: 2, settingsHash: "a", settings: "{}", isDefault: true)
    #expect(try store.detectorRun(next) == nil)
    let newRun = try store.makeDetectorRun(next)
    #expect(try store.detectedDays(run: newRun, device: device).isEmpty)
    #expect(try store.detectedDays(run: run, device: device).isEmpty, "old results are gone")
  }

  @Test func `other settings stand beside the default ones`() throws {
    let directory = try WorkDirectory()
    let (store, run, device) = try makeStore(directory)
    try store.replace([result(day: 0, [opening(1, closed: 2)])], run: run, device: device)
    let other = DetectorRunKey(version: 1, settingsHash: "b", settings: "{}", isDefault: false)
    let otherRun = try store.makeDetectorRun(other)
    #expect(otherRun != run)
    #expect(try store.detectedDays(run: run, device: device).count == 1)
    #expect(try store.detectedDays(run: otherRun, device: device).isEmpty)
  }

  @Test func `what was complete is so until readings are added, or it is forgotten`() throws {
    let directory = try WorkDirectory()
    let (store, run, _) = try makeStore(directory)
    #expect(try !store.isComplete(run: run))
    try store.markComplete(run: run)
    #expect(try store.isComplete(run: run))
    let bucket = try store.bucket(historian: "file", name: "b").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 1)), from: bucket)
    try intake.flush()
    #expect(try store.isComplete(run: run), "nothing was new")
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 2)), from: bucket)
    try intake.flush()
    #expect(try !store.isComplete(run: run))
    try store.markComplete(run: run)
    try store.forget(run: run)
    #expect(try !store.isComplete(run: run))
  }
}
