#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers of the decision that are not fitted with the weights: what the door can have done while
/// nothing was seen, and how far a single movement may count.
package struct DecodingConstants: Sendable {
  /// The lowest log-potential relative to the best kind [nats]. Keeps one odd movement from
  /// overruling everything that was seen around it; lowering it trusts single movements more.
  package var floor = -8.0
  /// How far the cautious model counts beside the full one, 0…1: of a few movements, and of many; and
  /// the number of movements over which it falls to a third of the way. A day shows what its door is
  /// like, a short recording does not. Chosen on seeds 101–106 and the recorded clips: raising the
  /// second by 0.3 costs 0.003 of the mean F₁ of simulated days; lowering the first to it finds only
  /// two thirds as many arrangements of the clips without a fault.
  package var cautiousShareOfFew = 0.75
  package var cautiousShareOfMany = 0.2
  package var fewMovements = 30.0
  /// A day that was observed for less than this is a recording that somebody made of the door [s], and
  /// this is the number of movements of which a third of the caution is left in it. What such a
  /// recording shows again and again is still one hand and one phone: of the recorded clips, repeated to 28
  /// openings, 1 in 7 was right where the caution fell as on a day. Raising either costs recordings of
  /// simulated doors 0.01 of F₁.
  package var longestRecording = 7200.0
  package var fewMovementsOfRecording = 200.0
  /// Chance that an open door is closed without a movement that was seen: at once, per hour since
  /// the movement before, and at most. Applied to all time, because gentle closings are missed in
  /// full view.
  package var unseenAtOnce = 0.01
  package var unseenPerHour = 0.2
  package var unseenAtMost = 0.25
  /// How much rarer than an unseen closing an unseen opening is [1]: a door is let into its frame
  /// gently, but nobody leaves it without pushing. Lowering it holds on to "closed" after silence.
  package var unseenOpeningShare = 0.2
  /// The same for an unseen opening by a gap, and for a door that was open and stands ajar.
  package var unseenAjarShare = 0.05
  package var unseenToAjarShare = 0.3
  /// Probability that a door of which nothing is known is open.
  package var unknownOpen = 0.1
  /// Share of the open doors that are only ajar.
  package var ajarShare = 0.3
  /// From how far below the day's usual slow peak a push begins to be too weak for an opening
  /// [nats], and what each further nat costs [nats]. Raising the cost keeps noise from opening the
  /// door, and loses gentle openings of doors that also slam.
  package var weakPush = 1.4
  package var weakPushCost = 1.0
  /// From how far above the wandering of the level nearby a movement is clear of it [log of their ratio:
  /// 16 times], what each nat less costs it as an opening that the proximity sensor did not see [nats], and
  /// among how many clear movements a third of that cost is left: they show by themselves how strong this
  /// door's swings are. Raising the first two counts less often that a sensor wanders, and loses single
  /// visits that are recorded by one. Only those clear movements vouch for one that are at most so many times
  /// as strong [log: 4]: beside swings of 1 m/s² a movement of 0.2 m/s² is the sensor's. Lowering that counts
  /// wandering less often, and loses the gentler swings of a door.
  package var clearOfWander = 2.8
  package var wanderCost = 10.0
  package var fewClear = 3.0
  package var vouching = 1.4

  /// Of a door that is often left ajar: how much more common swings are that end so, how much rarer
  /// those that close it, and how much rarer such doors are than others [nats]. Chosen on seeds 37–76;
  /// raising the first counts fewer of the people who pass through a door that stands ajar, and misses
  /// more openings on noisy days.
  package var oftenLeftAjar = 3.0
  package var lessOftenClosed = 0.3
  package var oftenAjarCost = 6.0
  /// The habit is thought of where so many people are expected to have passed through a door that stood
  /// ajar, even if it is no habit. Swings that are hard to read, at two readings a second or a narrow
  /// opening, look as if they ended ajar, but nobody passes between them. Lowering it lets such doors
  /// have the habit.
  package var leastPassages = 3.0
  /// The same for those who passed through it or opened it wider, of which a swing that is hard to read looks
  /// like more.
  package var leastWidenings = 6.0

  /// Of a recording in which hardly anything but the door moves: how much rarer movements are that are
  /// none of the door's, how much more common the others, and how much rarer such recordings are [nats].
  /// Thought of in recordings, and among fewer than `fewMovements`; on simulated days it would count
  /// people who pass through a door ajar. It holds for movements that are strong enough to be the
  /// door's: the others are the sensor's. Raising the first finds more swings that are hard to tell from
  /// knocks, and counts more knocks.
  package var rarelyNothing = 1.0
  /// The same on top of it for a smooth movement, in full where neighbouring readings correlate by the upper
  /// bound, not at all by the lower [nats]: hardly anything but a door pushes a phone for a second. Raising it
  /// keeps more swings that look odd, and counts more of what a loose sensor does.
  package var rarelySmoothNothing = 2.0
  package static let smoothCorrelation = 0.4...0.7
  package var oftenDoor = 0.5
  package var undisturbedCost = 1.0

  /// Of a recording that is all that is known of its door: the probability that the door is open as it
  /// begins, for whoever records a door begins with it shut; and how much rarer it is open than shut as
  /// it ends [nats], where at least so many movements are strong enough to be the door's. A swing or
  /// two may be cut out of a longer recording, and end as they happen to. Raising the second finds more
  /// of those that end shut, and loses the last opening of those that do not.
  package var recordingBeginsOpen = 0.03
  package var recordingEndsOpenCost = 1.0
  package var fewestToEndShut = 4.0
  /// How many movements of the door it takes in a recording until half of what its faint ones say of how
  /// the door stands is set aside. On a day a door is shut nearly all the time, and so it is at most of
  /// what a sensor feels of nothing; in a recording it stands open as long as shut. Lowering it listens
  /// to the swings alone.
  package var faintMovements = 40.0

  /// What it costs at a movement that the sensor means the opposite from then on, because the phone was
  /// hung up another way; that it says nothing from then on; and that it is right again [nats]. Raising
  /// them asks for more visits before such a change is seen.
  package var changedMeaningCost = 14.0
  package var badSensorCost = 8.0
  package var goodSensorCost = 6.0
  /// How likely a sensor that says nothing is to be the same before and after a movement, and to change
  /// with it [nats]. Raising the second sets a sensor aside sooner that changes without the door.
  package var aimlessStill = -0.2
  package var aimlessChange = -2.5

  /// How much likelier the second choice of axes is, where there is one [nats]: it is where the pushes
  /// agree, and swings of a sensor that tilts with its leaf mislead the first. Raising it hardly
  /// matters.
  package var agreeingAxes = 1.5

  /// Nobody opens a door, goes through and shuts it in less time than this [s], unless the sensor saw
  /// it; a single blow raises the mean of five for a second. Of 1,470 such movements of simulated
  /// doors none was felt for less than 1.5 s; raising it loses visits of which only the end was felt.
  package var shortestVisit = 1.2

  /// A movement whose push is below the day's usual one by this much [nats: 8 % of it] is flicker,
  /// where a day has more such movements than `mostFlicker`, one in a minute and a half. A sensor
  /// whose last digit flickers gives ten thousand; each says a little of how the door stands, and
  /// together they outvoted what opened it. Raising the first or lowering the second leaves out more.
  package var flickerPush = -2.5
  package var mostFlicker = 1000

  package init() {}

  /// How far the cautious model counts for movements of these features, 0…1. Small ones tell nothing
  /// about the door, so only those count that are not too weak to be its own.
  func cautiousShare(among rows: [[Float]], isRecording: Bool) -> Double {
    let few = isRecording ? fewMovementsOfRecording : fewMovements
    return cautiousShareOfMany
      + (cautiousShareOfFew - cautiousShareOfMany) * exp(-ownMovements(among: rows) / few)
  }

  /// How many movements are strong enough to be the door's.
  func ownMovements(among rows: [[Float]]) -> Double { Double(rows.count(where: isOwn)) }

  /// Whether a movement is strong enough to be the door's.
  ///
  /// - Parameter row: Its features.
  func isOwn(_ row: [Float]) -> Bool { Double(row[Feature.slowPeakRank.rawValue]) > -weakPush }

  /// What a movement's weakness costs it as an opening [nats].
  ///
  /// - Parameter row: Its features.
  func weaknessCost(of row: [Float]) -> Double {
    max(0, -Double(row[Feature.slowPeakRank.rawValue]) - weakPush) * weakPushCost
  }

  /// What it costs each movement as an opening that the level wanders as far [nats].
  ///
  /// - Parameters:
  ///   - ratios: Of all movements, their strongest second against the wandering [log]; infinite where it is
  ///     not known.
  ///   - strengths: Their strongest second [log m/s²].
  func wanderCosts(of ratios: [Double], strengths: [Double]) -> [Double] {
    let clear = zip(ratios, strengths).filter { $0.0 >= clearOfWander && $0.0.isFinite }.map(\.1)
    return zip(ratios, strengths).map { ratio, strength in
      guard ratio < clearOfWander else { return 0 }
      let vouchers = Double(clear.count { $0 <= strength + vouching })
      return (clearOfWander - ratio) * wanderCost * exp(-vouchers / fewClear)
    }
  }

  package static let standard = DecodingConstants()
}
