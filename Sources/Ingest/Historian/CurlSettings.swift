extension CurlTransport {
  /// Limits and files of the transport.
  public struct Settings: Sendable {
    /// Longest wait for a connection [s].
    public var connectSeconds = 15.0
    /// A transfer that brings next to nothing for this long is stalled [s]. The server's own
    /// limit for a request is 60 s, so a longer silence cannot end well.
    public var stallSeconds = 70
    /// Longest time for one request [s], however busy.
    public var totalSeconds = 600.0
    /// Largest body that is accepted [bytes].
    public var maximumBodyBytes = 256 << 20
    /// Certificate authorities in a PEM file, instead of the system's.
    public var certificateFile: String?
    /// A netrc file instead of `~/.netrc`.
    public var netrcFile: String?
    public var userAgent = "doorstats"

    public init() {}

    /// The defaults, with the certificate file that the environment names: `CURL_CA_BUNDLE` or
    /// `SSL_CERT_FILE`, as for the `curl` program.
    public init(environment: [String: String]) {
      let file = environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"]
      certificateFile = file?.isEmpty == true ? nil : file
      netrcFile = environment["NETRC"]
    }
  }
}
