/// What `doorstats verify` found, for machines.
public struct VerifyReport: Sendable {
  public struct Problem: Sendable {
    /// `structure`, `readings`, `counts` or `derived`.
    public var kind: String
    public var detail: String

    public init(kind: String, detail: String) {
      self.kind = kind
      self.detail = detail
    }
  }

  /// What a comparison with the historian found for one bucket.
  public struct Bucket: Sendable {
    public var name: String
    public var state: String
    /// Whether the store holds all that the historian had at the last pull.
    public var isComplete: Bool
    public var historianDocuments: Int?
    public var readDocuments: Int
    public var missingDocuments: Int
    public var comparedDocuments: Int
    public var missingReadings: Int
    public var differentReadings: Int

    public init(
      name: String, state: String, isComplete: Bool, historianDocuments: Int?, readDocuments: Int,
      missingDocuments: Int, comparedDocuments: Int, missingReadings: Int, differentReadings: Int
    ) {
      self.name = name
      self.state = state
      self.isComplete = isComplete
      self.historianDocuments = historianDocuments
      self.readDocuments = readDocuments
      self.missingDocuments = missingDocuments
      self.comparedDocuments = comparedDocuments
      self.missingReadings = missingReadings
      self.differentReadings = differentReadings
    }
  }

  let context: ReportContext
  public var readingCount: Int
  public var hourCount: Int
  /// Days that were detected again and compared.
  public var detectedDayCount: Int
  public var problems: [Problem]
  /// What `--repair` did, in words; `nil` where it was not asked for.
  public var repairs: [String]?
  /// `nil` without `--remote`.
  public var buckets: [Bucket]?

  public init(
    _ context: ReportContext, readingCount: Int, hourCount: Int, detectedDayCount: Int,
    problems: [Problem], repairs: [String]? = nil, buckets: [Bucket]? = nil
  ) {
    self.context = context
    self.readingCount = readingCount
    self.hourCount = hourCount
    self.detectedDayCount = detectedDayCount
    self.problems = problems
    self.repairs = repairs
    self.buckets = buckets
  }

  /// One JSON object with a line break at its end.
  public func json(isASCII: Bool) -> String {
    JSONValue.object(
      context.envelope(schema: "doorstats.verify/1", range: nil)
        + [
          ("is_whole", .boolean(problems.isEmpty)),
          ("readings", .integer(Int64(readingCount))),
          ("hours", .integer(Int64(hourCount))),
          ("days_detected_again", .integer(Int64(detectedDayCount))),
          ("problems", .array(problems.map(json))),
          ("repairs", repairs.map { .array($0.map(JSONValue.string)) } ?? .null),
          ("remote", buckets.map(json) ?? .null),
        ]
    ).document(isASCII: isASCII)
  }

  private func json(_ problem: Problem) -> JSONValue {
    .object([("kind", .string(problem.kind)), ("detail", .string(problem.detail))])
  }

  private func json(_ buckets: [Bucket]) -> JSONValue {
    .object([
      ("is_complete", .boolean(buckets.allSatisfy(\.isComplete))),
      ("rows", .array(buckets.map(json))),
    ])
  }

  private func json(_ bucket: Bucket) -> JSONValue {
    .object([
      ("bucket", .string(bucket.name)), ("state", .string(bucket.state)),
      ("is_complete", .boolean(bucket.isComplete)),
      ("historian_documents", .optional(bucket.historianDocuments)),
      ("read_documents", .integer(Int64(bucket.readDocuments))),
      ("missing_documents", .integer(Int64(bucket.missingDocuments))),
      ("compared_documents", .integer(Int64(bucket.comparedDocuments))),
      ("missing_readings", .integer(Int64(bucket.missingReadings))),
      ("different_readings", .integer(Int64(bucket.differentReadings))),
    ])
  }
}
