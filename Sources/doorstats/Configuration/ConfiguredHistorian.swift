import Ingest

extension Configuration {
  /// The access that a `[historian.NAME]` describes. Its secrets are fetched now.
  ///
  /// - Parameter url: An address that the user gave instead.
  func access(historian name: String, url: String?) throws -> HistorianAccess {
    guard let values = historians[name] else {
      let nearest = NearestName.of(name, in: Array(historians.keys))
      throw Failure(
        .usage, "no historian '\(name)' in \(path)",
        advice: nearest.map { "did you mean '\($0)'?" } ?? "add [historian.\(name)] to it")
    }
    var access: [String: String] = [:]
    for (key, variable) in [
      ("url", "URL"), ("user", "USERNAME"), ("token_url", "AUTH_URL"),
    ] { access["CLOUDANT_" + variable] = values[key] }
    if let auth = values["auth"] {
      guard let type = Self.authenticationTypes[auth] else {
        throw Self.wrong(
          path, "historian.\(name).auth: '\(auth)' is not known",
          advice: "one of \(Self.authenticationTypes.keys.sorted().joined(separator: ", "))")
      }
      access["CLOUDANT_AUTH_TYPE"] = type
    }
    for (secret, variable) in [
      ("password", "PASSWORD"), ("api_key", "APIKEY"), ("bearer_token", "BEARER_TOKEN"),
    ] {
      for kind in ["file", "command", "credential"] {
        guard let place = values["\(secret)_\(kind)"] else { continue }
        access["CLOUDANT_" + variable] = try SecretReference(
          name: "historian.\(name).\(secret)_\(kind)", kind: kind, place: place
        ).secret()
      }
    }
    return try CredentialSources(
      environment: access, environmentName: "[historian.\(name)] of \(path)",
      contents: { _ in nil }
    ).access(url: url)
  }

  private static let authenticationTypes = [
    "iam": "IAM", "session": "COUCHDB_SESSION", "basic": "BASIC", "bearer": "BEARERTOKEN",
    "none": "NOAUTH",
  ]
}
