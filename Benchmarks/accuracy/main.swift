import Detect
import Foundation
import Readings
import Simulate

// How good the detector is on simulated doors, and the fit of its weights.
//
//   accuracy goals FIRST LAST                what has to be reached, and whether it is; 1 where it is not
//   accuracy evaluate FIRST LAST [PRESET…]   F₁ by preset over the seeds FIRST…LAST
//   accuracy fit FIRST LAST                  Sources/Detect/KindsWeights.swift on standard output
//   accuracy sessions FIRST LAST             the same on sessions of four openings
//   accuracy roughened FIRST LAST            the same, tilted, cut and noisy
//   accuracy cuttings FIRST LAST             single visits, knocks and stillness with little rest around
//   accuracy knockings FIRST LAST            ten seconds of knocking and more, at doors that stay shut
//   accuracy wanderings FIRST LAST           short recordings by a sensor whose level wanders
//   accuracy turns FIRST LAST                recordings of a door that is opened and shut in turn
//   accuracy tune FIRST LAST                 DecodingConstants, one after the other up and down
//   accuracy recorded FIRST LAST             the recorded clips of a real door in many arrangements
//   accuracy cases FOLDER                    those clips as recordings of their own (fixtures/recorded)
//   accuracy causes FIRST LAST [PRESET…]     what was missed and what was false, by cause
//   accuracy ablations FIRST LAST            each part of the method left out, and simple methods
//   accuracy outside FIRST LAST              doors and phones unlike those that were fitted on
//   accuracy columns FIRST LAST              what light, rotation and orientation add
//   accuracy spoiled FIRST LAST              days on which the proximity sensor goes wrong for hours
//   accuracy time                            milliseconds a device-day
let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.dropFirst().prefix(2).compactMap { UInt64($0) }.sorted()) {
case ("goals", let seeds) where seeds.count == 2:
  exit(try Goals(seeds: seeds[0]...seeds[1]).run() ? 0 : 1)
case ("evaluate", let seeds) where seeds.count == 2:
  let presets = arguments.dropFirst(3).compactMap { Preset(rawValue: $0) }
  Evaluation(presets: presets.isEmpty ? Preset.allCases : presets, seeds: seeds[0]...seeds[1])
    .run()
case ("fit", let seeds) where seeds.count == 2:
  FitCommand(seeds: seeds[0]...seeds[1]).run()
case ("sessions", let seeds) where seeds.count == 2:
  ShortSessions(seeds: seeds[0]...seeds[1]).run()
case ("cuttings", let seeds) where seeds.count == 2:
  Cuttings(seeds: seeds[0]...seeds[1]).run()
case ("knockings", let seeds) where seeds.count == 2:
  Knockings(seeds: seeds[0]...seeds[1]).run()
case ("wanderings", let seeds) where seeds.count == 2:
  Wanderings(seeds: seeds[0]...seeds[1]).run()
case ("turns", let seeds) where seeds.count == 2:
  Turns(seeds: seeds[0]...seeds[1]).run()
case ("spoiled", let seeds) where seeds.count == 2:
  Spoiled(seeds: seeds[0]...seeds[1]).run()
case ("tune", let seeds) where seeds.count == 2:
  TuneCommand(seeds: seeds[0]...seeds[1]).run()
case ("roughened", let seeds) where seeds.count == 2:
  ShortSessions(seeds: seeds[0]...seeds[1], isRoughened: true).run()
case ("recorded", let seeds) where seeds.count == 2:
  try RecordedEvaluation(seeds: seeds[0]...seeds[1]).run()
case ("causes", let seeds) where seeds.count == 2:
  let presets = arguments.dropFirst(3).compactMap { Preset(rawValue: $0) }
  Causes(presets: presets.isEmpty ? Preset.allCases : presets, seeds: seeds[0]...seeds[1]).run()
case ("ablations", let seeds) where seeds.count == 2:
  Ablations(seeds: seeds[0]...seeds[1]).run()
case ("outside", let seeds) where seeds.count == 2:
  Outside(seeds: seeds[0]...seeds[1]).run()
case ("columns", let seeds) where seeds.count == 2:
  OtherColumns(seeds: seeds[0]...seeds[1]).run()
case ("cases", _) where arguments.count == 2:
  try RecordedCases(folder: URL(filePath: arguments.last ?? ".")).run()
case ("time", _):
  let timing = Timing()
  print("readings \(timing.readings), best \(timing.best) ms, median \(timing.median) ms")
default:
  FileHandle.standardError.write(
    Data(
      "usage: accuracy goals FIRST LAST | evaluate FIRST LAST [PRESET…] | fit FIRST LAST | sessions FIRST LAST | roughened FIRST LAST | cuttings FIRST LAST | knockings FIRST LAST | wanderings FIRST LAST | turns FIRST LAST | tune FIRST LAST | recorded FIRST LAST | cases FOLDER | causes FIRST LAST [PRESET…] | ablations FIRST LAST | outside FIRST LAST | columns FIRST LAST | spoiled FIRST LAST | time\n"
        .utf8))
  exit(64)
}
