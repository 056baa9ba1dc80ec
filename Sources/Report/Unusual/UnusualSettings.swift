/// What the model of unusual periods takes for granted.
///
/// The values were chosen on the first three weeks of the CalIt2 counts, the part that its
/// benchmark allows to be learned from; see docs/reports.md for how little each of them matters.
public struct UnusualSettings: Hashable, Sendable {
  /// Observed weeks below which nothing is said [weeks]. The first days of that length are learned
  /// from as a whole; each later day only from those before it.
  public var learningWeeks = 4
  /// How strongly an hour of the week is drawn to the mean of its kind of day, working day or
  /// weekend [weeks]. Raising it trusts the single weekday less.
  public var weekdayPriorWeeks = 60.0
  /// Size of the negative binomial counts of ordinary time; the variance is μ + μ²/size. Raising it
  /// finds more periods, since ordinary counts then vary less.
  public var ordinarySize = 2.5
  /// Shape of the negative binomial number that an event adds.
  public var eventShape = 2.0
  /// How often an event begins [1/h]. Raising it finds more.
  public var eventsPerHour = 0.02
  /// How long an event lasts on average [h]. Raising it joins more.
  public var eventHours = 6.25
  /// Least expected count of a bucket, so that nothing is impossible [counts].
  public var leastExpected = 0.1
  /// Added to the variance where moments are ranked, so that a handful at night is not the most
  /// unusual of all [counts²].
  public var momentVariance = 10.0
  /// Probability from which a bucket belongs to an unusual period.
  public var threshold = 0.5

  public init() {}
}
