/// The true signal at every reading of a day, on which motions and disturbances are painted.
struct DayCanvas: Sendable {
  /// What a hand or a table does to the proximity sensor.
  enum Cover: UInt8, Sendable {
    case none, near, far
  }

  let grid: ArrivalGrid
  /// Deviation from rest of the force and of the phone's gravity estimate [m/s²], phone axes.
  private(set) var force: [SIMD3<Float>]
  private(set) var gravity: [SIMD3<Float>]
  /// Door angle [rad] and its rate [rad/s].
  private(set) var angle: [Float]
  private(set) var rate: [Float]
  private(set) var cover: [UInt8]

  init(_ grid: ArrivalGrid) {
    self.grid = grid
    force = Array(repeating: .zero, count: grid.count)
    gravity = force
    angle = Array(repeating: 0, count: grid.count)
    rate = angle
    cover = Array(repeating: 0, count: grid.count)
  }

  /// Adds a clip: each reading takes the latest sample that is complete.
  mutating func paint(_ clip: SensorClip) {
    for index in grid.indices(from: clip.start, to: clip.end) {
      let age = (grid.sampledAt[index] - clip.start) / clip.spacing
      let sample = min(max(0, Int(age.rounded(.down)) - 1), clip.force.count - 1)
      force[index] += clip.force[sample]
      if !clip.gravity.isEmpty { gravity[index] += clip.gravity[sample] }
      if !clip.angle.isEmpty {
        angle[index] = clip.angle[sample]
        rate[index] = clip.rate[sample]
      }
    }
  }

  /// Adds a rest elsewhere than closed; by then the gravity estimate has followed.
  mutating func paint(_ hold: SensorHold) {
    for index in grid.indices(from: hold.start, to: hold.end) {
      force[index] += hold.force
      gravity[index] += hold.force
      angle[index] = hold.angle
    }
  }

  mutating func paint(_ cover: Cover, from start: Double, to end: Double) {
    for index in grid.indices(from: start, to: end) { self.cover[index] = cover.rawValue }
  }
}
