import Foundation

/// The few things about sockets that FlyingFox leaves to the system.
enum Sockets {
  private static let highestFile: Int32 = 4096

  /// Lets connections of a listening port send small parts at once; accepted sockets inherit it.
  ///
  /// Header and body are written one after the other. With Nagle's algorithm the second write of
  /// a kept-alive connection would wait for the client's delayed acknowledgement, 40 ms.
  static func sendWithoutDelay(listeningOn port: UInt16) {
    for file in 0..<highestFile where localPort(file) == port && isListening(file) {
      var flag: Int32 = 1
      setsockopt(
        file, Int32(IPPROTO_TCP), TCP_NODELAY, &flag, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  /// Breaks the connection with a client so that it sees a reset.
  ///
  /// Connecting a TCP socket to "no address" disconnects it; Linux sends RST for it.
  static func reset(serverPort: UInt16, clientPort: UInt16) {
    for file in 0..<highestFile
    where localPort(file) == serverPort && peerPort(file) == clientPort {
      var nowhere = sockaddr()
      nowhere.sa_family = sa_family_t(AF_UNSPEC)
      connect(file, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }
  }

  private static func isListening(_ file: Int32) -> Bool {
    var flag: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &flag, &size) == 0 && flag != 0
  }

  private static func localPort(_ file: Int32) -> UInt16? { port(file, getsockname) }
  private static func peerPort(_ file: Int32) -> UInt16? { port(file, getpeername) }

  private static func port(
    _ file: Int32,
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> UInt16? {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let asked = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(file, $0, &size) }
    }
    guard asked == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }
}
