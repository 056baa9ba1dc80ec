import Ingest
import Readings
import Report
import Store

/// What `verify` prints.
enum VerificationText {
  static func line(of local: LocalVerification) -> String {
    "the store is whole: \(words(of: local))\n"
  }

  static func words(of local: LocalVerification) -> String {
    "\(local.integrity.readingCount.grouped) readings in "
      + "\(local.integrity.hourCount.grouped) hours"
      + (local.detectedDayCount == 0
        ? "" : ", \(count(local.detectedDayCount, "day")) detected again as before")
  }

  static func row(of bucket: BucketVerification) -> VerifyReport.Bucket {
    VerifyReport.Bucket(
      name: bucket.name, state: state(bucket.state), isComplete: bucket.isComplete,
      historianDocuments: bucket.historianCount, readDocuments: bucket.readCount,
      missingDocuments: bucket.missingDocuments, comparedDocuments: bucket.comparedCount,
      missingReadings: bucket.missingReadings, differentReadings: bucket.differentReadings)
  }

  private static func state(_ state: BucketVerification.State) -> String {
    switch state {
    case .upToDate: "up to date"
    case .behind: "behind"
    case .gone: "gone"
    case .neverPulled: "never pulled"
    case .unfinished: "unfinished"
    case .unknownSequence: "made anew"
    case .failed: "failed"
    }
  }

  static func summary(of report: VerificationReport) -> String {
    let width = report.buckets.map(\.name.count).max() ?? 0
    var lines = report.buckets.map { bucket in
      bucket.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + words(bucket)
    }
    let incomplete = report.buckets.count { !$0.isComplete }
    lines.append(
      incomplete == 0
        ? "complete: \(count(report.buckets.count, "bucket"))"
        : "incomplete: \(incomplete.grouped) of \(count(report.buckets.count, "bucket"))")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ bucket: BucketVerification) -> String {
    switch bucket.state {
    case .upToDate: return compared(bucket, since: nil)
    case .behind(let changes): return compared(bucket, since: changes)
    case .gone: return "gone from the historian; what was pulled stays"
    case .neverPulled:
      return "never pulled" + (bucket.historianCount.map { ": \(count($0, "document"))" } ?? "")
    case .unfinished: return "not read to the end: pull again"
    case .unknownSequence:
      return "made anew since the last pull: pull again; " + comparedWords(bucket)
    case .failed(let reason): return reason
    }
  }

  private static func compared(_ bucket: BucketVerification, since changes: Int?) -> String {
    var parts: [String] = []
    if bucket.missingDocuments > 0 {
      parts.append("\(count(bucket.missingDocuments, "document")) missing: pull with --full")
    } else {
      parts.append(bucket.isComplete ? "complete" : "differs")
    }
    if let total = bucket.historianCount { parts.append(count(total, "document")) }
    if let changes { parts.append("\(changes.grouped) newer than the last pull") }
    parts.append(comparedWords(bucket))
    return parts.joined(separator: ", ")
  }

  private static func comparedWords(_ bucket: BucketVerification) -> String {
    var text = "\(bucket.comparedCount.grouped) compared"
    if bucket.missingReadings > 0 {
      text += ", of which \(bucket.missingReadings.grouped) not in the store: pull with --full"
    }
    if bucket.differentReadings > 0 {
      text +=
        ", of which \(bucket.differentReadings.grouped) with other values: "
        + "edited on the historian since"
    }
    return text
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number.grouped) \(noun)\(number == 1 ? "" : "s")"
  }
}
