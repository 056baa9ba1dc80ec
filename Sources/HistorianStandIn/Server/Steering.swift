/// What no CouchDB has: changing the stand-in's behaviour while it runs.
///
/// `PUT /_standin/faults` with a script of faults replaces those in force. These requests are not
/// logged, limited or damaged.
struct Steering {
  private static let segment = "_standin"

  let historian: Historian

  /// The answer to a request of this kind; `nil` for all others.
  func answer(_ call: Call) -> Answer? {
    guard call.segments.first == Self.segment else { return nil }
    guard call.method == "PUT", call.segments == [Self.segment, "faults"] else {
      return Refusal.notFound("PUT /\(Self.segment)/faults is all there is.").answer
    }
    do {
      let faults = try Fault.script(String(decoding: call.body, as: UTF8.self))
      historian.faults.with { $0 = FaultPlan(faults) }
      return .json(.members(["ok": .bool(true), "faults": .integer(faults.count)]))
    } catch let error as Fault.BadSpecification {
      return Refusal.badRequest(error.description).answer
    } catch {
      return Refusal.badRequest("\(error)").answer
    }
  }
}
