import Readings
import Testing

@testable import Simulate

@Suite("Labels and events")
struct LabelTests {
  @Test("Labels are in order, wider than five degrees, and do not overlap")
  func labels() {
    for day in [SampleDays.home, SampleDays.lossy, SampleDays.adversarial] {
      #expect(!day.labels.isEmpty)
      for label in day.labels {
        #expect(label.widestDegrees > DoorLabel.leastDegrees)
        #expect(day.interval.contains(label.openedAt))
        if let closedAt = label.closedAt { #expect(closedAt > label.openedAt) }
      }
      for (label, next) in zip(day.labels, day.labels.dropFirst()) {
        #expect((label.closedAt ?? label.openedAt) <= next.openedAt)
      }
    }
  }

  @Test("The true angle is open inside the labels and closed outside them")
  func anglesAgree() {
    let day = SampleDays.home
    var next = 0
    let order = day.readings.measuredAt.indices.sorted {
      day.readings.measuredAt[$0] < day.readings.measuredAt[$1]
    }
    for index in order {
      let time = day.readings.measuredAt[index]
      while next < day.labels.count, (day.labels[next].closedAt ?? .max) + 500 < time { next += 1 }
      let isOpen = day.angleDegrees[index] > 5
      let isLabelled = next < day.labels.count && day.labels[next].openedAt <= time
      if isOpen { #expect(isLabelled) }
    }
    for label in day.labels {
      let inside = order.filter {
        day.readings.measuredAt[$0] >= label.openedAt
          && day.readings.measuredAt[$0] < label.closedAt ?? .max
      }
      #expect(inside.contains { day.angleDegrees[$0] > 5 })
    }
  }

  @Test("An office opens its door 300 times and more on a workday", arguments: 1...2)
  func office(seed: UInt64) {
    let door = SampleDays.door(.office, seed: seed, readingsPerSecond: 0.2)
    #expect(door.day(startingAt: SampleDays.monday).labels.count >= 300)
  }

  @Test("An adversarial fortnight holds every kind of event, long knocking among them")
  func everyKind() {
    var door = SampleDays.door(.adversarial, seed: 5, readingsPerSecond: 0.1)
    var parameters = door.parameters
    parameters.phone.streamRate = 50
    door = SimulatedDoor(parameters: parameters, seed: 5)
    let days = (0..<14).map { door.day(startingAt: SampleDays.monday + $0 * millisecondsPerDay) }
    let events = days.flatMap(\.events)
    let kinds = Set(events.map(\.kind))
    let missing = DoorEvent.Kind.allCases.filter { !kinds.contains($0) }
    #expect(missing.isEmpty)
    let knocking = events.filter { $0.kind == .continuousKnocking }
    #expect(knocking.allSatisfy { $0.interval.seconds >= 10 })
    let openings = days.flatMap(\.labels)
    for knock in knocking {
      #expect(!openings.contains { knock.interval.contains($0.openedAt) })
    }
  }

  @Test("A door left open over midnight is open on both days, and labelled once")
  func overnight() {
    let door = SampleDays.quietDoor {
      $0.closer = nil
      $0.habits.openOvernightChance = 1
    }
    let first = door.day(startingAt: SampleDays.monday)
    let second = door.day(startingAt: SampleDays.monday + millisecondsPerDay)
    #expect(first.angleDegrees.last! > 10)
    #expect(abs(second.angleDegrees.first! - first.angleDegrees.last!) < 1e-3)
    #expect(first.labels.count == 1)
    #expect(second.labels.count == 1)
    let closedAt = first.labels[0].closedAt!
    #expect(second.interval.contains(closedAt))
    let index = second.readings.measuredAt.firstIndex { $0 > closedAt + 1000 }!
    #expect(abs(second.angleDegrees[index]) < 0.5)
  }

  @Test("A close that was not recorded is absent")
  func unrecordedClose() {
    let door = SampleDays.quietDoor {
      $0.habits.visitsPerHour = Array(repeating: 12, count: 168)
      $0.transmission.gapsPerDay = 60
      $0.transmission.gapMinutes = 2.0...4.0
    }
    let day = door.day(startingAt: SampleDays.monday)
    let unclosed = day.labels.filter { $0.closedAt == nil }
    #expect(!unclosed.isEmpty)
    #expect(unclosed.count < day.labels.count / 2)
  }

  @Test("Habits follow the door's local time")
  func localTime() {
    var week = Array(repeating: 0.0, count: 168)
    week[9] = 60
    let door = SampleDays.quietDoor {
      $0.habits.visitsPerHour = week
      $0.habits.localOffsetMinutes = 120
    }
    let labels = door.day(startingAt: SampleDays.monday).labels
    #expect(labels.count > 20)
    let hours = labels.map { ($0.openedAt - SampleDays.monday) / 3_600_000 }
    #expect(hours.filter { $0 == 7 }.count >= labels.count - 1)
  }

  @Test("A trace shows the swing from rest to rest")
  func trace() {
    let trace = SampleDays.homeDoor.trace(ofVisit: 1)
    #expect(!trace.openings.isEmpty)
    #expect(trace.points.map(\.angleDegrees).max()! > 20)
    #expect(zip(trace.points, trace.points.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
    let sizes = trace.points.map { ($0.measured * $0.measured).sum().squareRoot() }
    #expect(sizes.max()! > 0.5)
    #expect(sizes.last! < 0.05)
  }
}
