/// The numbers of the decision: how far single movements, the day and the door's memory count.
///
/// `accuracy tune` moves them one by one on simulated days, on short sessions of them and on
/// roughened ones. There they are flat: all but `weakPushCost` within 0.003 of the mean F₁ over the
/// ranges that it tries. Within that, values stay that recorded doors speak for (`docs/detection.md`).
package struct DecodingConstants: Sendable {
  /// The lowest log-likelihood relative to the best kind [nats]. Keeps one odd movement from
  /// overruling everything that was seen around it; lowering it trusts single movements more.
  package var floor = -6.0
  /// How far the cautious model counts beside the full one, 0…1.
  package var cautiousShare = 0.5
  /// How far "nothing" may tell whether the door is open [1]. A draught or a passer-by repeats
  /// itself: a hundred small movements are not a hundred independent witnesses of an open door.
  /// Raising it lets them hold the state against an opening that was plainly seen.
  package var nothingContrast = 0.2
  /// Chance that the door changes its state without a movement that was seen: at once, per hour
  /// since the movement before, and at most. Applied to all time, because gentle closings are missed
  /// in full view.
  package var unseenAtOnce = 0.01
  package var unseenPerHour = 0.2
  package var unseenAtMost = 0.25
  /// How much rarer than an unseen closing an unseen opening is [1]: a door is let into its frame
  /// gently, but nobody leaves it without pushing. Lowering it holds on to "closed" after silence.
  package var unseenOpeningShare = 0.2
  /// Probability that a door of which nothing is known is open.
  package var unknownOpen = 0.05
  /// How common the kinds are from a closed door (nothing, opening, both in one) and from an open
  /// one (closing, nothing), before the day is known.
  package var kindPrior: [Double] = [0.15, 0.6, 0.9, 0.25, 0.1]
  /// How many movements the prior is worth when a day's own shares are learned.
  package var priorStrength = 6.0
  /// How many movements the day's shares are worth when those of movements of one size are learned.
  package var classStrength = 3.0
  /// From how far below the day's usual slow peak a push begins to be too weak for an opening
  /// [nats], and what each further nat costs [nats]. Simulated doors alone would take 1.95 for the
  /// first, for 0.002 of the mean F₁; a sensor that wanders at rest wants it lower. Raising the cost
  /// keeps noise from opening the door, and loses gentle openings of doors that also slam.
  package var weakPush = 1.4
  package var weakPushCost = 3.0

  package init() {}

  package static let standard = DecodingConstants()
}
