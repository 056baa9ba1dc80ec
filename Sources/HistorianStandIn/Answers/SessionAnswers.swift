import Foundation

/// `/_session`: logging in, asking who one is, logging out.
struct SessionAnswers {
  private let router: Router
  private var call: Call { router.call }
  private var accounts: Guarded<Accounts> { router.historian.accounts }

  init(_ router: Router) { self.router = router }

  func answer() throws -> Answer {
    var answer: Answer
    switch call.method {
    case "POST": answer = try logIn()
    case "DELETE": answer = logOut()
    case "GET", "HEAD": answer = whoAmI()
    default: throw Refusal.methodNotAllowed("GET,HEAD,POST,DELETE")
    }
    answer.isTraced = false
    return answer
  }

  private func logIn() throws -> Answer {
    let (name, password) = try credentials()
    do {
      let caller = try accounts.with { try $0.logIn(name, password) }
      let cookie = accounts.with { $0.setCookie($0.cookie(for: name)) }
      return .json(
        .members([
          "ok": .bool(true), "name": .text(name), "roles": Self.roles(of: caller),
        ]), headers: [cookie])
    } catch var refusal as Refusal where refusal.status == 401 {
      refusal.headers = [accounts.with { $0.setCookie("") }]
      return refusal.answer
    }
  }

  private func credentials() throws -> (name: String, password: String) {
    if call.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true {
      return (call.form["name"] ?? "", call.form["password"] ?? "")
    }
    let body = try call.jsonBody()
    return (body["name"]?.stringValue ?? "", body["password"]?.stringValue ?? "")
  }

  private func logOut() -> Answer {
    .json(.members(["ok": .bool(true)]), headers: [accounts.with { $0.setCookie("") }])
  }

  private func whoAmI() -> Answer {
    let caller = router.caller
    var information: [JSON.Member] = [
      .init(
        name: Bytes("authentication_handlers".utf8),
        value: .array([.text("cookie"), .text("default")]))
    ]
    if let handler = caller.handler {
      information.append(
        .init(name: Bytes("authenticated".utf8), value: .text(handler.rawValue)))
    }
    let user = JSON.members([
      "name": caller.name.map { .text($0) } ?? .null, "roles": Self.roles(of: caller),
    ])
    return .json(
      .members(["ok": .bool(true), "userCtx": user, "info": .object(information)]))
  }

  private static func roles(of caller: Caller) -> JSON {
    .array(caller.isAdmin ? [.text("_admin")] : [])
  }
}
