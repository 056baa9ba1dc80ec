import Readings
import Testing

@testable import Simulate

@Suite("Simulated days")
struct DayTests {
  @Test("The same door gives the same day, whatever was asked for before")
  func deterministic() {
    let door = SampleDays.quietDoor { $0.habits.visitsPerHour = HabitParameters.homeWeek }
    let first = door.day(startingAt: SampleDays.monday)
    _ = door.day(startingAt: SampleDays.monday + millisecondsPerDay)
    let again = door.day(startingAt: SampleDays.monday + 5_000_000)
    #expect(first.readings == again.readings)
    #expect(first.labels == again.labels)
    #expect(first.events == again.events)
  }

  @Test("The bytes of a known day are the same on every machine")
  func knownBytes() {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01b3 }
    let readings = SampleDays.home.readings
    for index in readings.measuredAt.indices {
      add(UInt64(bitPattern: readings.measuredAt[index]))
      add(UInt64(readings.documentHash[index]))
      add(UInt64(readings.accelerationX[index].bitPattern))
      add(UInt64(readings.accelerationY[index].bitPattern))
      add(UInt64(readings.accelerationZ[index].bitPattern))
      add(UInt64(readings.proximity[index].bitPattern))
      add(UInt64(readings.light[index].bitPattern))
    }
    for label in SampleDays.home.labels { add(UInt64(bitPattern: label.openedAt)) }
    #expect(hash == 4_609_487_382_053_748_310)
  }

  @Test("Other seeds and other presets are other doors")
  func unrelated() {
    let a = Preset.home.parameters(seed: 1)
    #expect(a != Preset.home.parameters(seed: 2))
    #expect(a.hinge != Preset.easy.parameters(seed: 1).hinge)
    #expect(a == Preset.home.parameters(seed: 1))
  }

  @Test("A perfect network delivers every reading, in order, one period apart", arguments: [1, 5])
  func rate(perSecond: Double) {
    let door = SampleDays.quietDoor { $0.transmission.readingsPerSecond = perSecond }
    let times = door.day(startingAt: SampleDays.monday).readings.measuredAt
    let expected = Int(perSecond * 86_400)
    #expect(abs(times.count - expected) <= 2)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    let spacings = zip(times, times.dropFirst()).map { Double($1 - $0) }
    #expect(abs(mean(spacings) - 1000 / perSecond) < 0.01)
    #expect(deviation(spacings) > 5)
  }

  @Test("Losses, repeats and disorder come in the shares asked for")
  func shares() {
    let door = SampleDays.quietDoor {
      $0.transmission.lossShare = 0.05
      $0.transmission.repeatShare = 0.01
      $0.transmission.disorderShare = 0.02
    }
    let times = door.day(startingAt: SampleDays.monday).readings.measuredAt
    let distinct = Set(times).count
    #expect(abs(Double(distinct) / 43_200 - 0.95) < 0.006)
    #expect(abs(Double(times.count - distinct) / Double(distinct) - 0.01) < 0.003)
    let backward = zip(times, times.dropFirst()).filter { $0 > $1 }.count
    #expect(abs(Double(backward) / Double(times.count) - 0.02) < 0.005)
  }

  @Test("Nothing is recorded in a gap, and gaps are written down")
  func gaps() {
    let day = SampleDays.lossy
    let gaps = day.events.filter { $0.kind == .gap || $0.kind == .reboot }
    #expect(!gaps.isEmpty)
    for gap in gaps where gap.interval.seconds > 10 {
      let inside = Interval(start: gap.interval.start + 5000, end: gap.interval.end - 1)
      #expect(!day.readings.measuredAt.contains { inside.contains($0) })
    }
  }

  @Test("All readings lie in their day, and identity holds within it")
  func identity() {
    for day in [SampleDays.home, SampleDays.lossy, SampleDays.adversarial] {
      #expect(day.readings.measuredAt.allSatisfy { day.interval.contains($0) })
      let keys = zip(day.readings.measuredAt, day.documentTicks).map { $0 * 10_000 + Int64($1) }
      #expect(Set(keys).count == keys.count)
      #expect(day.angleDegrees.count == day.readings.count)
    }
  }

  @Test("A stretch of readings is cut from the days it touches")
  func stretch() {
    let door = SampleDays.quietDoor()
    let midnight = SampleDays.monday + millisecondsPerDay
    let cut = door.readings(in: Interval(start: midnight - 60_000, end: midnight + 30_000))
    #expect(abs(cut.count - 45) <= 2)
    let before = door.day(startingAt: SampleDays.monday).readings.measuredAt.suffix(40)
    #expect(cut.measuredAt.starts(with: before.filter { $0 >= midnight - 60_000 }))
    #expect(door.readings(in: Interval(start: midnight, end: midnight)).isEmpty)
  }
}
