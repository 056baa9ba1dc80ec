/// What no CouchDB has: changing the stand-in's behaviour while it runs.
///
/// `PUT /_standin/faults` with a script of faults replaces those in force. `GET /_standin/pages`
/// lists the requests whose answers are kept, one a line: path, space, body. These requests are
/// not logged, limited or damaged.
struct Steering {
  private static let segment = "_standin"

  let historian: Historian

  /// The answer to a request of this kind; `nil` for all others.
  func answer(_ call: Call) -> Answer? {
    guard call.segments.first == Self.segment else { return nil }
    switch (call.method, call.segments.dropFirst()) {
    case ("PUT", ["faults"]): return setFaults(String(decoding: call.body, as: UTF8.self))
    case ("GET", ["pages"]):
      let pages = historian.keptPages?.with { $0.keys.sorted() } ?? []
      return .text(Bytes(pages.joined(separator: "\n").utf8))
    default: return Refusal.notFound("PUT faults and GET pages are all there is.").answer
    }
  }

  private func setFaults(_ script: String) -> Answer {
    do {
      let faults = try Fault.script(script)
      historian.faults.with { $0 = FaultPlan(faults) }
      return .json(.members(["ok": .bool(true), "faults": .integer(faults.count)]))
    } catch {
      return Refusal.badRequest("\(error)").answer
    }
  }
}
