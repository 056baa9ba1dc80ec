/// How much of a row must have been observed before it is ranked.
public struct EnoughData: Hashable, Sendable {
  /// Distinct local days [days]. Raising it ranks fewer rows.
  public var minimumDays = 2
  /// Share of the row's possible time [0…1]. Raising it ranks fewer rows.
  public var minimumShare = 0.5

  public init() {}

  public init(minimumDays: Int, minimumShare: Double) {
    self.minimumDays = minimumDays
    self.minimumShare = minimumShare
  }

  func isMet(by row: ProfileRow) -> Bool { shortfall(of: row) == nil }

  /// Why a row is not ranked; `nil` where it is.
  func shortfall(of row: ProfileRow) -> Standing? {
    let tally = row.tally
    if tally.observedMilliseconds == 0 { return .notObserved }
    if row.observedDays < minimumDays { return .tooFewDays(row.observedDays) }
    if Double(tally.observedMilliseconds) < minimumShare * Double(tally.expectedMilliseconds) {
      return .tooLittleObserved(
        share: Double(tally.observedMilliseconds) / Double(tally.expectedMilliseconds))
    }
    return nil
  }
}

/// Where a row stands among the others.
public enum Standing: Hashable, Sendable {
  case busiest
  /// Less busy, and not by chance.
  case separable(RateComparison)
  /// The difference from the busiest may be chance.
  case notSeparable(RateComparison)
  /// Ranked, but no row has an opening, so that none is busiest.
  case quiet
  case notObserved
  case tooFewDays(Int)
  case tooLittleObserved(share: Double)
}

/// A row with its rank.
public struct RankedRow: Hashable, Sendable {
  public var row: ProfileRow
  /// 1 for the highest rate; equal rates share a rank; `nil` where there is too little data.
  public var rank: Int?
  public var standing: Standing

  /// Whether the row's rate differs from the busiest one's; `nil` for the busiest row, for rows
  /// that are not ranked, and where no row is busiest.
  public var isSeparableFromBusiest: Bool? {
    switch standing {
    case .separable: true
    case .notSeparable: false
    default: nil
    }
  }
}

extension Profile {
  /// The rows in their order, ranked by rate among those with enough data.
  ///
  /// The busiest row is the one with the highest *rate*, never the highest count; the first of
  /// equal ones. Each other row is compared with it by `RateComparison`, without a correction for
  /// the number of comparisons.
  public func ranked(_ enough: EnoughData = EnoughData()) -> [RankedRow] {
    let rates = rows.filter(enough.isMet).compactMap(\.tally.rate).sorted(by: >)
    let highest = rates.first ?? 0
    let busiest =
      highest > 0 ? rows.first { enough.isMet(by: $0) && $0.tally.rate == highest } : nil
    return rows.map { row in
      if let shortfall = enough.shortfall(of: row) {
        return RankedRow(row: row, rank: nil, standing: shortfall)
      }
      let rate = row.tally.rate ?? 0
      let rank = rates.firstIndex { $0 <= rate }.map { $0 + 1 }
      return RankedRow(row: row, rank: rank, standing: Self.standing(of: row, against: busiest))
    }
  }

  private static func standing(of row: ProfileRow, against busiest: ProfileRow?) -> Standing {
    guard let busiest else { return .quiet }
    if row.index == busiest.index { return .busiest }
    let comparison = RateComparison(
      (busiest.tally.openings ?? 0, busiest.tally.observedHours),
      (row.tally.openings ?? 0, row.tally.observedHours))
    guard let comparison else { return .notObserved }
    return comparison.isSeparable ? .separable(comparison) : .notSeparable(comparison)
  }
}
