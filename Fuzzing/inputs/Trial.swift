import Foundation
import TestSupport

/// The inputs of one kind, tried in this process.
struct Trial {
  private static let secondsAnInput: UInt32 = 20

  private let kind: SubjectKind
  private let arguments: Arguments
  private let folder: URL
  private let subject: any Subject
  private let mutation: Mutation
  private let seeds: [[UInt8]]

  init(kind: SubjectKind, _ arguments: Arguments) throws {
    self.kind = kind
    self.arguments = arguments
    let memory = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    folder = URL(fileURLWithPath: memory).appendingPathComponent("doorstats-fuzz-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    subject = try kind.subject(in: folder)
    seeds = subject.seeds
    mutation = Mutation(words: subject.words.map { Array($0.utf8) })
  }

  /// - Returns: Whether nothing was found.
  func run() throws -> Bool {
    defer { try? FileManager.default.removeItem(at: folder) }
    let mark = try FileHandle(
      forUpdating: URL(fileURLWithPath: "\(arguments.findings)/\(kind.rawValue).at"))
    for number in arguments.first..<(arguments.first + arguments.inputs) {
      var place = number
      pwrite(mark.fileDescriptor, &place, MemoryLayout<Int>.size, 0)
      alarm(Self.secondsAnInput)
      if let problem = try subject.problem(with: input(number)) {
        say("\(kind.rawValue) \(number): \(problem)")
        return false
      }
    }
    alarm(0)
    return true
  }

  /// The input of a number.
  func input(_ number: Int) -> [UInt8] {
    let kindNumber = UInt64(SubjectKind.allCases.firstIndex(of: kind) ?? 0)
    var generator = SeededGenerator(
      seed: arguments.seed &* 1_000_003 &+ kindNumber &* 0x1_0000_0001 &+ UInt64(number) << 20)
    guard let seed = seeds.randomElement(using: &generator) else { return [] }
    return mutation(seed, using: &generator)
  }

  func removeFolder() { try? FileManager.default.removeItem(at: folder) }
}
