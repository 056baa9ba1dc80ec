/// `--name value` pairs.
struct Arguments {
  var inputs = 20_000
  var seed: UInt64 = 1
  var findings = "."
  /// The kinds to try, all of `inputs` each; all kinds by their shares where it is empty.
  var only: [SubjectKind] = []
  /// Set in the process that tries one kind.
  var kind: SubjectKind?
  var first = 0

  init(_ words: [String]) {
    for (name, value) in zip(words.dropFirst(), words.dropFirst(2)) {
      switch name {
      case "--inputs": inputs = Int(value) ?? inputs
      case "--seed": seed = UInt64(value) ?? seed
      case "--findings": findings = value
      case "--only": only = value.split(separator: ",").compactMap { .init(rawValue: "\($0)") }
      case "--kind": kind = SubjectKind(rawValue: value)
      case "--first": first = Int(value) ?? first
      default: continue
      }
    }
  }
}
