import Foundation
import Readings
import Store
import TestSupport

@testable import Ingest

/// A fake historian, a real store in a directory of its own, and pulls from the one into the other.
final class PullFixture {
  let historian = FakeHistorian()
  let clock = VirtualClock(share: 0.5)
  let store: Store
  private let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory()
    store = try Store(path: directory.file("store.sqlite"), access: .write)
  }

  static let family = "iotp_65cjsf_sensor-data"
  static let bucket = "\(family)_2020-03-05"

  func pull(
    _ pattern: String = PullFixture.family, cancellation: PullCancellation = PullCancellation(),
    _ change: (inout PullSettings) -> Void = { _ in },
    listener: @escaping @Sendable (PullEvent) -> Void = { _ in }
  ) async throws -> PullReport {
    try await puller(pattern, change, listener: listener).run(cancellation: cancellation)
  }

  func puller(
    _ pattern: String = PullFixture.family,
    _ change: (inout PullSettings) -> Void = { _ in },
    listener: @escaping @Sendable (PullEvent) -> Void = { _ in }
  ) throws -> Puller {
    var settings = PullSettings(patterns: [try DatabasePattern(pattern)])
    settings.jobs = 2
    settings.pageSize = 10
    change(&settings)
    return Puller(
      access: try access, transport: historian,
      sink: StoreSink(store: store), settings: settings, clock: clock, listener: listener)
  }

  var access: HistorianAccess {
    get throws {
      HistorianAccess(address: try HistorianAddress.parse(FakeHistorian.address).address)
    }
  }

  /// How many readings the store holds.
  func readingCount() throws -> Int {
    try store.extents().values.reduce(0) { $0 + $1.readingCount }
  }

  func record(_ name: String = PullFixture.bucket) throws -> BucketRecord? {
    try store.buckets(historian: FakeHistorian.address).first { $0.name == name }
  }
}

extension DocumentCounts {
  /// Whether every document read is in exactly one group.
  var isBalanced: Bool {
    read == new + duplicate + otherEvents + rejected + design + deleted
  }
}
