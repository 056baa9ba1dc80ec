import Store
import Testing

@testable import Ingest

@Suite struct FollowTests {
  @Test func `the pace slows down while nothing comes, and not beyond a minute`() {
    var pace = FollowPace(shortestSeconds: 20)
    #expect(pace.seconds == 20)
    pace.note(documents: 0)
    #expect(pace.seconds == 40)
    for _ in 0..<5 { pace.note(documents: 0) }
    #expect(pace.seconds == 60)
    pace.note(documents: 1)
    #expect(pace.seconds == 20)
  }

  @Test func `only buckets read to the end and long over are settled`() throws {
    let fixture = try PullFixture()
    let names = ["01", "02", "03", "04", "05"].map { "iotp_a_b_2020-03-\($0)" } + ["a-events"]
    var known = try names.map { try fixture.store.bucket(historian: "h", name: $0) }
    for index in known.indices { known[index].state = index == 1 ? .scanning : .complete }
    #expect(FollowPace.unsettled(names, known) == Array(names[1...]))
    #expect(FollowPace.unsettled(names, []) == names)
    #expect(FollowPace.unsettled([names[0]], known) == [names[0]])
    #expect(FollowPace.unsettled([], known).isEmpty)
  }

  @Test func `a round of following asks only about the newest buckets`() async throws {
    let fixture = try PullFixture()
    for day in 1...9 {
      fixture.historian.fill("\(PullFixture.family)_2020-03-0\(day)", count: 12, from: day * 50)
    }
    let cancellation = PullCancellation()
    let historian = fixture.historian
    let report = try await fixture.pull(cancellation: cancellation) {
      $0.isFollowing = true
    } listener: { event in
      guard case .waiting = event else { return }
      if historian.log.contains(where: { $0.contains("_changes") }) {
        cancellation.cancel()
      } else {
        historian.forgetLog()
        historian.fill("\(PullFixture.family)_2020-03-09", count: 7, from: 900)
      }
    }
    #expect(report.ending == .interrupted)
    #expect(try fixture.readingCount() == 9 * 12 + 7)
    #expect(historian.log.count == 3, "\(historian.log)")
  }
}
