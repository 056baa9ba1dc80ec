// Seeded inputs for everything in Swift that reads bytes of others; see scripts/fuzz.
//
//   fuzz --inputs 20000 --seed 1 --findings FOLDER [--only store,csv]
//
// Each kind of input is tried by a process of its own, which ends where it crashes or takes longer than
// 20 s; the one that it was at is then in the folder. The same seed gives the same inputs.
import Foundation
import TestSupport

let arguments = Arguments(CommandLine.arguments)
if let kind = arguments.kind {
  exit(try Trial(kind: kind, arguments).run() ? 0 : 1)
} else {
  exit(try Overseer(arguments).run() ? 0 : 1)
}
