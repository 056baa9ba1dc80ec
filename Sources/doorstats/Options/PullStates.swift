import Ingest
import Readings
import Report
import Store

extension PullState {
  /// What the store knows of its pulls and imports.
  init(store: Store) throws {
    let buckets = try store.buckets()
    self.init(
      incomplete: buckets.filter { $0.state == .new || $0.state == .scanning }
        .compactMap { BucketName($0.name)?.interval() },
      pulledAt: buckets.map(\.updatedAt).max())
  }
}
