import Detect
import Foundation
import Parallel
import Readings
import Simulate

/// Fits the kinds' weights to simulated doors of all presets: each as it is, with parts of its
/// movements missing, with swings tilted and cut, and beyond the preset's ranges.
struct FitCommand {
  var seeds: ClosedRange<UInt64>
  /// Nets that are fitted from different beginnings and averaged: what one of them makes of doors that
  /// are unlike all examples is chance, what they agree on is not.
  static let ensembleCount = 6
  static let cautiousEnsembleCount = 12
  /// How much days with tilted and cut swings count against others.
  static let roughenedWeight = 1.0

  func run() {
    let days = trainingDays()
    let examples = examples(days)
    report(days, examples)
    let full = Self.ensemble(
      of: Self.ensembleCount, Fitting(), SequenceFitting(days.map(\.day)), examples)
    var cautious = (
      single: Fitting(),
      sequences: SequenceFitting(
        days.filter { !$0.isFurther }.flatMap { day in
          Array(repeating: day.day, count: day.isRecording ? Self.recordingsCount : 1)
        })
    )
    cautious.single.hiddenCount = Self.cautiousHiddenCount
    cautious.single.features = Set(KindsModel.cautiousFeatures)
    cautious.sequences.features = cautious.single.features
    cautious.sequences.isImpartial = true
    cautious.sequences.cleanShare = 0.45
    cautious.sequences.stillShare = 0.3
    cautious.sequences.longestCrop = 32
    cautious.sequences.withoutSensor = 0.6
    cautious.sequences.featureNoise = 0.3
    print(
      WeightsFile.text(
        of: full,
        cautious: Self.ensemble(
          of: Self.cautiousEnsembleCount, cautious.single, cautious.sequences, examples),
        origin: """
          Seeds \(seeds.lowerBound)–\(seeds.upperBound) of every preset, \
          \(seeds.lowerBound + Self.further)–\(seeds.upperBound + Self.further) of hard ones too.
          """),
      terminator: "")
  }

  private static let cautiousHiddenCount = 12
  /// How often the cautious model, which is for them, sees each short recording in an epoch.
  private static let recordingsCount = 3

  private static func ensemble(
    of count: Int, _ single: Fitting, _ sequences: SequenceFitting, _ examples: [Example]
  ) -> KindsModel {
    Ensemble.joined(
      inParallel(count) { member in
        var random = Random(state: UInt64(member) &* 0x1234_5678_9ABC_DEF1 &+ 1)
        let start = single.model(fitting: examples, &random)
        return sequences.fitted(start, &random).model
      })
  }

  /// Doors that stand ajar for hours, of which there are few and much to learn: as many further ones
  /// are made for the full model. The cautious one is for short recordings, which do not show that.
  private static let hard: [Preset] = [.ajar, .adversarial]
  /// Added to the seeds of further doors.
  private static let further: UInt64 = 2000

  private struct LabelledDay {
    var preset: Preset
    var day: TrainingDay
    var isFurther: Bool
    var isRecording = false
  }

  private func trainingDays() -> [LabelledDay] {
    let jobs = Preset.allCases.flatMap { preset in
      seeds.flatMap { Self.hard.contains(preset) ? [$0, $0 + Self.further] : [$0] }
        .map { (preset, $0) }
    }
    return inParallel(jobs.count) { number in
      let (preset, seed) = jobs[number]
      return Self.variants(preset, seed, isFurther: !seeds.contains(seed))
    }.flatMap { $0 }
  }

  private static func variants(
    _ preset: Preset, _ seed: UInt64, isFurther: Bool
  ) -> [LabelledDay] {
    let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
    let wide = WideDoors.door(preset, seed: seed).day(startingAt: firstDay)
    let (truth, wideTruth) = (Truth(day), Truth(wide))
    func made(_ readings: ReadingColumns<Float>, weight: Double = 1) -> TrainingDay {
      TrainingDay(day.interval, truth, readings, preset, weight: weight)
    }
    let days = [
      made(day.readings),
      made(Augmentation(day, seed: seed).readings),
      made(Roughening(day, seed: seed).readings, weight: roughenedWeight),
      TrainingDay(wide.interval, wideTruth, wide.readings, preset, weight: 1),
    ]
    let recordings = isFurther ? [] : ShortRecordings.days(wide, preset, seed: seed)
    return days.map { LabelledDay(preset: preset, day: $0, isFurther: isFurther) }
      + recordings.map {
        LabelledDay(preset: preset, day: $0, isFurther: false, isRecording: true)
      }
  }

  private func examples(_ days: [LabelledDay]) -> [Example] {
    var random = Random(state: 7)
    return days.flatMap {
      $0.day.examples(
        weight: 1, share: $0.preset == .office ? 0.3 : 1, &random)
    }
  }

  private func report(_ days: [LabelledDay], _ examples: [Example]) {
    var text = "\(days.count) days, \(examples.count) movements:"
    for kind in MovementKind.allCases {
      text += " \(kind) \(examples.count { $0.kind == kind })"
    }
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// Several nets as one.
enum Ensemble {
  /// The mean of the models: a single net again, its hidden layer being all of theirs.
  static func joined(_ models: [KindsModel]) -> KindsModel {
    var joined = models[0]
    joined.hiddenWeights = (0...Feature.count).flatMap { row in
      models.flatMap { $0.hiddenWeights[row * $0.hiddenCount..<(row + 1) * $0.hiddenCount] }
    }
    let share = 1 / Double(models.count)
    let rows = models.flatMap { $0.outputWeights.prefix($0.hiddenCount * MovementKind.count) }
    let biases = (0..<MovementKind.count).map { k in
      models.reduce(0) { $0 + $1.outputWeights[$1.hiddenCount * MovementKind.count + k] }
    }
    joined.outputWeights = (rows + biases).map { $0 * share }
    joined.proximityWeights = joined.proximityWeights.indices.map { i in
      models.reduce(0) { $0 + $1.proximityWeights[i] } * share
    }
    return joined
  }
}
