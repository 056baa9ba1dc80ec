import Readings

/// Makes the readings of a day from its canvas, in the order in which they arrive.
struct DayWriter {
  let run: DayRun

  func day() -> SimulatedDay {
    var day = SimulatedDay(startMilliseconds: run.startMilliseconds)
    day.labels = run.labels
    day.events = run.events
    let order = arrivalOrder()
    let values = sensorValues()
    day.readings = arranged(values, by: order)
    day.angleDegrees = order.map { Float(Double(run.canvas.angle[$0]).degrees) }
    day.documentTicks = Self.ticks(of: day.readings.measuredAt)
    day.readings.documentHash = hashes(day)
    return day
  }

  /// The values of every reading of the grid, in order of time, without hashes.
  private func sensorValues() -> ReadingColumns<Float> {
    let canvas = run.canvas
    let parameters = run.parameters
    var accelerometer = Accelerometer(
      parameters.phone, seed: run.seed, startMilliseconds: run.startMilliseconds,
      period: 1 / parameters.transmission.readingsPerSecond)
    var proximity = ProximitySensor(
      parameters.proximity, plan: run.plan, random: source(.proximity))
    var light = LightSensor(
      parameters.light, seed: run.seed, startMilliseconds: run.startMilliseconds,
      localOffsetMinutes: parameters.habits.localOffsetMinutes, random: source(.light))
    var columns = ReadingColumns<Float>()
    columns.reserve(canvas.grid.count)
    var attitude = AttitudeSensors(
      parameters.phone, mounting: run.mountings[0].mounting, random: source(.attitude))
    let hasAttitude = attitude.isPresent
    var nextMounting = 0
    for index in 0..<canvas.grid.count {
      let time = canvas.grid.sampledAt[index]
      while nextMounting < run.mountings.count, run.mountings[nextMounting].from <= time {
        accelerometer.hang(run.mountings[nextMounting].mounting)
        attitude.hang(run.mountings[nextMounting].mounting)
        nextMounting += 1
      }
      let value = accelerometer.value(
        at: time, force: canvas.force[index], gravity: canvas.gravity[index])
      let angle = canvas.angle[index]
      let cover = canvas.cover[index]
      columns.measuredAt.append(canvas.grid.measuredAt[index])
      columns.accelerationX.append(value.x)
      columns.accelerationY.append(value.y)
      columns.accelerationZ.append(value.z)
      columns.proximity.append(proximity.value(at: time, angle: angle, cover: cover))
      columns.light.append(light.value(at: time, angle: angle, cover: cover))
      guard hasAttitude else { continue }
      columns.append(
        extended: attitude.values(
          angle: angle, rate: canvas.rate[index], gravity: canvas.gravity[index]))
    }
    return columns
  }

  private func source(_ purpose: RandomSource.Purpose) -> RandomSource {
    RandomSource(seed: run.seed, purpose: purpose, day: run.day)
  }

  /// Indices of the grid in order of arrival: some twice, some after their successors.
  private func arrivalOrder() -> [Int] {
    var random = source(.arrival)
    let way = run.parameters.transmission
    var order: [Int] = []
    order.reserveCapacity(run.canvas.grid.count + 64)
    var late: [(index: Int, after: Int)] = []
    for index in 0..<run.canvas.grid.count {
      if random.chance(way.disorderShare) {
        late.append((index, index + 1 + random.index(below: 3)))
      } else {
        order.append(index)
        if random.chance(way.repeatShare) { order.append(index) }
      }
      while let first = late.first, first.after <= index { order.append(late.removeFirst().index) }
    }
    return order + late.map(\.index)
  }

  private func arranged(
    _ values: ReadingColumns<Float>, by order: [Int]
  ) -> ReadingColumns<Float> {
    var arranged = ReadingColumns<Float>()
    arranged.measuredAt = order.map { values.measuredAt[$0] }
    arranged.accelerationX = order.map { values.accelerationX[$0] }
    arranged.accelerationY = order.map { values.accelerationY[$0] }
    arranged.accelerationZ = order.map { values.accelerationZ[$0] }
    arranged.proximity = order.map { values.proximity[$0] }
    arranged.light = order.map { values.light[$0] }
    guard values.hasExtended else { return arranged }
    arranged.extended = values.extended.map { column in order.map { column[$0] } }
    return arranged
  }

  /// Numbers the readings of one millisecond, as a maker of UUIDs does that has only milliseconds.
  static func ticks(of measuredAt: [Int64]) -> [UInt16] {
    var ticks = [UInt16](repeating: 0, count: measuredAt.count)
    let order = measuredAt.indices.sorted {
      (measuredAt[$0], $0) < (measuredAt[$1], $1)
    }
    for (previous, index) in zip(order, order.dropFirst())
    where measuredAt[previous] == measuredAt[index] {
      ticks[index] = ticks[previous] + 1
    }
    return ticks
  }

  private func hashes(_ day: SimulatedDay) -> [UInt32] {
    let identity = DocumentIdentity(deviceID: run.parameters.deviceID, seed: run.seed)
    return day.readings.measuredAt.indices.map { index in
      identity.hash(
        milliseconds: day.readings.measuredAt[index], tick: day.documentTicks[index])
    }
  }
}

extension ReadingColumns {
  mutating func append(extended values: [Value]) {
    for (column, value) in values.enumerated() { extended[column].append(value) }
  }

  mutating func reserve(_ count: Int) {
    measuredAt.reserveCapacity(count)
    accelerationX.reserveCapacity(count)
    accelerationY.reserveCapacity(count)
    accelerationZ.reserveCapacity(count)
    proximity.reserveCapacity(count)
    light.reserveCapacity(count)
  }
}
