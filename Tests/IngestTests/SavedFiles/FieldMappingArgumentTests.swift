import Ingest
import Readings
import Testing

@Suite struct FieldMappingArgumentTests {
  @Test func noArgumentsChangeNothing() throws {
    #expect(try FieldMapping(arguments: []) == .standard)
  }

  @Test func everyFieldCanBeMapped() throws {
    let mapping = try FieldMapping(
      arguments: [
        "x=accel.x", "y=accel.y", "z=accel.z", "proximity=near", "light=-", "timestamp=t",
        "device=who.id", "device-type=who.kind",
      ], unit: "g")
    #expect(mapping.accelerationX == "accel.x" && mapping.accelerationZ == "accel.z")
    #expect(mapping.proximity == "near" && mapping.light == nil)
    #expect(mapping.timestamp == "t" && mapping.deviceID == "who.id")
    #expect(mapping.deviceType == "who.kind" && mapping.unit == .standardGravity)
  }

  @Test func unitsHaveSeveralSpellings() throws {
    for name in ["m/s2", "m/s²", "m/s^2"] {
      #expect(try FieldMapping.unit(named: name) == .metresPerSecondSquared)
    }
  }

  @Test(arguments: ["x", "w=a", "x=", "x=a..b", "x=-", "=a"])
  func wrongArgumentsAreTold(_ argument: String) {
    #expect(throws: FieldMapping.ArgumentError.self) {
      try FieldMapping(arguments: [argument])
    }
  }

  @Test func wordsOfTheErrorsTellWhatToDo() {
    #expect(throws: FieldMapping.ArgumentError.repeatedField("x")) {
      try FieldMapping(arguments: ["x=a", "x=b"])
    }
    #expect(throws: FieldMapping.ArgumentError.unknownUnit("ft", known: ["m/s2", "g", "mg"])) {
      try FieldMapping(arguments: [], unit: "ft")
    }
    let error = FieldMapping.ArgumentError.unknownField(
      "w", known: FieldMapping.argumentNames)
    #expect(error.description.contains("proximity"))
  }
}
