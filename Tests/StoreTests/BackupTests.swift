import Foundation
import Readings
import Store
import TestSupport
import Testing

@Suite struct BackupTests {
  @Test func `a copy holds what the store held, while it is written to`() throws {
    let stage = try StoreStage()
    let writer = try stage.store()
    try StoreStage.take(StoreStage.columns(days: 0..<2), into: writer)
    let before = try StoreStage.readings(writer)
    let reader = try stage.store("s.sqlite", .read)
    var isWritten = false
    try reader.backUp(to: stage.directory.file("copy.sqlite")) { _ in
      guard !isWritten else { return }
      isWritten = true
      try StoreStage.take(StoreStage.columns(days: 2..<3), into: writer, named: "later")
    }
    #expect(isWritten)
    let copy = try stage.store("copy.sqlite", .read)
    #expect(try StoreStage.readings(copy) == before)
    #expect(try copy.integrity().isWhole)
    #expect(try StoreStage.readings(writer) != before)
  }

  @Test func `a copy replaces what was there as a whole, or not at all`() throws {
    struct Ended: Error {}
    let stage = try StoreStage()
    let store = try stage.store()
    var large = RandomReadings.Options()
    large.count = 100_000
    try StoreStage.take(RandomReadings.columns(large, seed: 1), into: store)
    let target = try stage.directory.write("what was there", to: "copy.sqlite")
    #expect(throws: Ended.self) { try store.backUp(to: target) { _ in throw Ended() } }
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "what was there")
    try store.backUp(to: target)
    #expect(try StoreStage.readings(Store(path: target, access: .read)).count == 1)
  }

  @Test func `nothing is left behind, nor of processes that are gone`() throws {
    let stage = try StoreStage()
    let store = try stage.store()
    let folder = try WorkDirectory()
    try folder.write("half", to: ".copy.sqlite.999999999.partial")
    try folder.write("half", to: ".copy.sqlite.999999999.partial-journal")
    try folder.write("another's", to: ".copy.sqlite.\(getpid())x")
    try store.backUp(to: folder.file("copy.sqlite"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == [".copy.sqlite.\(getpid())x", "copy.sqlite"])
  }

  @Test func `a place that cannot be written is reported`() throws {
    let store = try StoreStage().store()
    #expect {
      try store.backUp(to: "/nonexistent/copy.sqlite")
    } throws: {
      if case StoreError.cannotCreate = $0 { true } else { false }
    }
  }
}
