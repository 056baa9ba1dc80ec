import Foundation
import Testing

@testable import Ingest

@Suite struct CredentialTests {
  private func access(
    url: String? = nil, environment: [String: String] = [:], files: [String: String] = [:]
  ) throws -> HistorianAccess {
    try CredentialSources(
      environment: environment, workingDirectory: "/work", homeDirectory: "/home",
      contents: { files[$0] }
    ).access(url: url)
  }

  private func lines(_ pairs: [String: String]) -> String {
    pairs.map { "\($0)=\($1)" }.joined(separator: "\n")
  }

  @Test func `nothing configured is said so`() {
    #expect(throws: HistorianError.missingAddress) { try access() }
  }

  @Test func `the home directory is the one of the environment`() throws {
    let sources = CredentialSources(environment: ["HOME": "/home/of-the-test"]) { path in
      path == "/home/of-the-test/ibm-credentials.env" ? "CLOUDANT_URL=http://found" : nil
    }
    #expect(try sources.access(url: nil).address == HistorianAddress.parse("http://found").address)
  }

  @Test func `an open server needs nothing but its address`() throws {
    let found = try access(url: "http://h:5984")
    #expect(found.credentials == .none)
    #expect(found.source == nil)
  }

  @Test func `each type is known by its names`() throws {
    let url = ["CLOUDANT_URL": "https://h"]
    func credentials(_ more: [String: String]) throws -> Credentials {
      try access(environment: url.merging(more) { $1 }).credentials
    }
    let service = try HistorianAddress.parse(Credentials.publicTokenService).address
    #expect(
      try credentials(["CLOUDANT_APIKEY": "k"]) == .iam(key: Secret("k"), tokenService: service))
    #expect(
      try credentials([
        "CLOUDANT_APIKEY": "k", "CLOUDANT_AUTH_TYPE": "iam", "CLOUDANT_AUTH_URL": "http://t/",
      ])
        == .iam(
          key: Secret("k"), tokenService: try HistorianAddress.parse("http://t").address))
    let pair = ["CLOUDANT_USERNAME": "u", "CLOUDANT_PASSWORD": "p"]
    #expect(try credentials(pair) == .basic(user: "u", password: Secret("p")))
    #expect(
      try credentials(pair.merging(["CLOUDANT_AUTH_TYPE": "COUCHDB_SESSION"]) { $1 })
        == .session(user: "u", password: Secret("p")))
    #expect(
      try credentials(pair.merging(["CLOUDANT_AUTHTYPE": "Basic"]) { $1 })
        == .basic(user: "u", password: Secret("p")))
    #expect(
      try credentials(["CLOUDANT_AUTH_TYPE": "BEARERTOKEN", "CLOUDANT_BEARER_TOKEN": "t"])
        == .bearer(token: Secret("t")))
    #expect(
      try credentials(pair.merging(["CLOUDANT_AUTH_TYPE": "NOAUTH"]) { $1 }) == .none)
  }

  @Test func `the first source that has any name wins whole`() throws {
    var files = [
      "/named": lines(["CLOUDANT_URL": "https://named"]),
      "/work/ibm-credentials.env": lines(["CLOUDANT_URL": "https://work"]),
      "/home/ibm-credentials.env": lines(["CLOUDANT_URL": "https://home"]),
    ]
    var environment = [
      "IBM_CREDENTIALS_FILE": "/named", "CLOUDANT_URL": "https://environment",
      "CLOUDANT_APIKEY": "k",
    ]
    for expected in ["named", "work", "home", "environment"] {
      let found = try access(environment: environment, files: files)
      #expect(found.address.host == expected)
      #expect((found.credentials == .none) == (expected != "environment"))
      switch expected {
      case "named": environment["IBM_CREDENTIALS_FILE"] = nil
      case "work": files["/work/ibm-credentials.env"] = "# CLOUDANT_URL=https://x\nOTHER=1\n"
      default: files["/home/ibm-credentials.env"] = nil
      }
    }
  }

  @Test func `credential files may have comments, quotes and exports`() {
    let text = "# c\r\n\r\nexport CLOUDANT_URL = \"https://h\" \r\nCLOUDANT_PASSWORD='a=b#c'\nno\n"
    #expect(
      CredentialSources.assignments(in: text)
        == ["CLOUDANT_URL": "https://h", "CLOUDANT_PASSWORD": "a=b#c"])
  }

  @Test func `user and password in the URL are taken out and win`() throws {
    let found = try access(
      url: "https://u:p%40q@h", environment: ["CLOUDANT_APIKEY": "k"])
    #expect(found.credentials == .basic(user: "u", password: Secret("p@q")))
    #expect(found.address.description == "https://h")
    let own = try access(environment: ["CLOUDANT_URL": "https://u:p@h"])
    #expect(own.credentials == .basic(user: "u", password: Secret("p")))
  }

  @Test func `credentials for one server are not sent to another`() throws {
    let environment = ["CLOUDANT_URL": "https://mine", "CLOUDANT_APIKEY": "k"]
    #expect(try access(url: "https://other", environment: environment).credentials == .none)
    #expect(try access(url: "http://mine", environment: environment).credentials == .none)
    #expect(try access(url: "https://mine/", environment: environment).credentials != .none)
  }

  @Test func `what is missing is named`() {
    let url = ["CLOUDANT_URL": "https://h"]
    let cases: [([String: String], String)] = [
      (["CLOUDANT_USERNAME": "u"], "CLOUDANT_PASSWORD is missing"),
      (["CLOUDANT_AUTH_TYPE": "IAM"], "CLOUDANT_APIKEY is missing"),
      (["CLOUDANT_AUTH_TYPE": "VPC"], "CLOUDANT_AUTH_TYPE=VPC is not known"),
    ]
    for (more, problem) in cases {
      #expect(
        throws: HistorianError.incompleteCredentials(source: "the environment", problem: problem)
      ) { try access(environment: url.merging(more) { $1 }) }
    }
    #expect(throws: HistorianError.unreadableCredentialFile(path: "/none")) {
      try access(environment: ["IBM_CREDENTIALS_FILE": "/none"])
    }
  }
}
