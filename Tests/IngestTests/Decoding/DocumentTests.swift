import Ingest
import Readings
import Testing

@Suite struct DocumentTests {
  let decoder = DocumentDecoder()

  @Test func nothingIsNoDocument() throws {
    for text in ["", "\n", " \r\n\t\n"] {
      let batch = try decoder.lines(text)
      #expect(batch.documentCount == 0 && batch.addsUp)
    }
  }

  /// Texts and names of no bytes, in every place: the undefined sanitizer looks at their comparison.
  @Test func textsWithoutBytesAreTextsLikeOthers() throws {
    let empty = #","":"","_rev":"","more":{"":{"":""}}"#
    let reading = try decoder.sample {
      ($0.id, $0.deviceType, $0.extra) = ("", #""""#, empty)
    }
    #expect(outcome(reading) == "reading" && reading.addsUp)
    #expect(reading.devices.map(\.type) == [""])
    let typeless = SampleDocument(deviceType: nil).json
    let absent = try decoder.lines(typeless + "\n" + typeless)
    #expect(absent.readings.count == 2 && absent.devices.map(\.type) == [""])
    let nameless = try decoder.sample { ($0.deviceID, $0.extra) = (#""""#, empty) }
    #expect(outcome(nameless) == "missing deviceId")
    let timeless = try decoder.sample { ($0.id, $0.timestamp, $0.extra) = ("", #""""#, empty) }
    #expect(outcome(timeless) == "invalid timestamp")
    let row = #"{"":"","id":"","key":"","value":{"":"","rev":""},"doc":{"_id":"","":""}}"#
    let page = try decoder.allDocsPage(Array(PageTests.page(rows: [row, row]).utf8))
    #expect(page.batch.documentCount == 2 && page.batch.addsUp)
  }

  @Test func aDocumentOfADoorPhoneBecomesAReadingWithEveryValueKept() throws {
    let batch = try decoder.sample { _ in }
    #expect(batch.addsUp && batch.readings.count == 1)
    #expect(batch.devices == [DeviceKey(type: "Android", id: "192.168.1.23")])
    #expect(batch.readings.measuredAt == [1_583_410_584_493])
    #expect(batch.readings.accelerationX == [-0.003208909183740616])
    #expect(batch.readings.accelerationY == [0.25])
    #expect(batch.readings.accelerationZ == [9])
    #expect(batch.readings.light == [12.5])
    #expect(batch.readings.proximity == [5])
    #expect(!batch.readings.hasExtended)
  }

  @Test func theHashIsFNV1aOfTheUnescapedID() throws {
    // FNV-1a of "a" and "foobar" as published with the algorithm.
    let one = try decoder.sample { $0.id = "a" }
    let two = try decoder.sample { $0.id = "f\\u006fob\\u0061r" }
    #expect(one.readings.documentHash == [0xe40c_292c])
    #expect(two.readings.documentHash == [0xbf9c_f968])
    let other = try decoder.sample {
      $0.id = "foobar"
      $0.data = "{}"
    }
    #expect(other.otherEvents.first?.contentHash == 0x8594_4171_f739_67e8)
  }

  @Test func twoDocumentsOfTwoDevicesAreTold() throws {
    let first = SampleDocument().json
    let second = SampleDocument(id: "b", deviceID: #""10.0.0.7""#).json
    let batch = try decoder.lines([first, second, first].joined(separator: "\n"))
    #expect(batch.devices.map(\.id) == ["192.168.1.23", "10.0.0.7"])
    #expect(batch.deviceIndex == [0, 1, 0])
    let next = try decoder.lines(second)
    #expect(next.devices.map(\.id) == ["10.0.0.7"] && next.deviceIndex == [0])
  }

  @Test func rotationGravityAndOrientationAreFilledWhenOneIsNotZero() throws {
    let turning = SampleDocument.phoneData.replacing(
      #""y_rotation":0"#, with: #""y_rotation":-0.5"#)
    let batch = try decoder.lines(
      SampleDocument(data: turning).json + "\n" + SampleDocument(id: "b").json)
    #expect(batch.readings.hasExtended && batch.addsUp)
    #expect(batch.readings.extended[1] == [-0.5, 0])
    #expect(batch.readings.extended[8] == [0, 0])
  }

  @Test func absentProximityAndLightAreNotZero() throws {
    let batch = try decoder.sample {
      $0.data = #"{"x_acc":1,"y_acc":2,"z_acc":3,"ambient_light":"bright"}"#
    }
    #expect(batch.readings.proximity.first?.isNaN == true)
    #expect(batch.readings.light.first?.isNaN == true)
  }

  @Test(arguments: [
    (#"{"d":{"x_acc":1,"y_acc":2,"z_acc":3}}"#, "reading"),
    (#"{"d":{"x_acc":1,"y_acc":2,"z_acc":3},"e":1}"#, "Android/status"),
    (#"{"e":1,"d":{"x_acc":1,"y_acc":2,"z_acc":3}}"#, "Android/status"),
    (#"{"d":5}"#, "Android/status"),
    (#"{"d":{"d":{"x_acc":1,"y_acc":2,"z_acc":3}}}"#, "Android/status"),
    (#"{}"#, "Android/status"),
    (#"{"cpu":3.3,"memory":69.8}"#, "Android/status"),
    (#"{"x_acc":1,"y_acc":2}"#, "Android/status"),
    ("[1,2,3]", "data is not an object"),
    ("17", "data is not an object"),
    (#""text""#, "data is not an object"),
    ("null", "data is not an object"),
    (#"{"x_acc":"1","y_acc":2,"z_acc":3}"#, "acceleration is not a number"),
    (#"{"x_acc":null,"y_acc":2,"z_acc":3}"#, "acceleration is not a number"),
    (#"{"x_acc":[1],"y_acc":2,"z_acc":3}"#, "acceleration is not a number"),
    (#"{"x_acc":1e999,"y_acc":2,"z_acc":3}"#, "acceleration is not a number"),
    (#"{"x_acc":NaN,"y_acc":2,"z_acc":3}"#, "invalid JSON"),
    (#"{"x_acc":01,"y_acc":2,"z_acc":3}"#, "invalid JSON"),
    (#"{"x_acc":1.,"y_acc":2,"z_acc":3}"#, "invalid JSON"),
    (#"{"x_acc":1,"y_acc":2,"z_acc":3,}"#, "invalid JSON"),
    (#"{"x_acc":1,"y_acc":2,"z_acc":3,"t":tru}"#, "invalid JSON"),
    (#"{"x_acc":1,"y_acc":2,"z_acc":3,"t":"\q"}"#, "invalid JSON"),
    (#"{"x_acc":1,"y_acc":2,"z_acc":3,"t":"\ud83d"}"#, "invalid JSON"),
    (#"{"x_acc":1,"y_acc":2,"z_acc":3,"t":"\u0000\ud83d\ude00"}"#, "reading"),
  ])
  func dataDecidesWhatADocumentIs(_ data: String, _ expected: String) throws {
    let batch = try decoder.sample { $0.data = data }
    #expect(outcome(batch) == expected)
    #expect(batch.addsUp)
  }

  /// The table of powers of ten that rounding looks into ends at 10⁻³⁴² and 10³⁰⁸.
  @Test func numbersOfAnySizeAreRoundedOrRefused() throws {
    let decoder = DocumentDecoder()
    let exponents = Array(-420...420) + [-999_999, -5000, 5000, 999_999, 99_999_999]
    for mantissa in ["1", "-7", "1234567890123456789", "0.00012345"] {
      for exponent in exponents {
        let text = "\(mantissa)e\(exponent)"
        let batch = try decoder.sample { $0.data = #"{"x_acc":\#(text),"y_acc":2,"z_acc":3}"# }
        let expected = try #require(Double(text))
        if expected.isFinite {
          #expect(batch.readings.accelerationX == [expected], "\(text)")
        } else {
          #expect(batch.rejected.map(\.reason) == [.invalidAcceleration], "\(text)")
        }
      }
    }
  }

  @Test func withoutDataADocumentIsCountedAsNotJSON() throws {
    let batch = try decoder.sample {
      $0.data = nil
      $0.extra = #","payload":"aGVsbG8=""#
    }
    #expect(outcome(batch) == "not JSON")
  }

  @Test func theOlderNamesOfTypeAndEventServeToo() throws {
    let reading = try decoder.sample {
      $0.deviceType = nil
      $0.extra = #","typeId":"Old""#
    }
    #expect(reading.devices == [DeviceKey(type: "Old", id: "192.168.1.23")])
    let other = try decoder.lines(
      #"{"typeId":"raspi","deviceId":"r1","eventId":"beat","data":{"cpu":1}}"#)
    #expect(outcome(other) == "raspi/beat")
  }

  @Test func aDeviceIDIsNeeded() throws {
    for id in [nil, #""""#, "null", "{}"] {
      #expect(outcome(try decoder.sample { $0.deviceID = id }) == "missing deviceId")
    }
    let numbered = try decoder.sample { $0.deviceID = "17" }
    #expect(numbered.devices.map(\.id) == ["17"])
  }

  @Test func designAndDeletedDocumentsAreCountedApart() throws {
    #expect(outcome(try decoder.sample { $0.id = "_design/iotp" }) == "design")
    #expect(outcome(try decoder.sample { $0.id = "_design\\/iotp" }) == "design")
    #expect(outcome(try decoder.sample { $0.extra = #","_deleted":true"# }) == "deleted")
    #expect(outcome(try decoder.sample { $0.extra = #","_deleted":false"# }) == "reading")
  }

  @Test func ofSeveralMembersOfOneNameTheLastIsMeant() throws {
    let batch = try decoder.sample {
      $0.data = #"{"x_acc":1,"y_acc":2,"z_acc":3,"x_acc":4}"#
      $0.extra = #","deviceId":"last""#
    }
    #expect(batch.readings.accelerationX == [4])
    #expect(batch.devices.map(\.id) == ["last"])
    let twice = try decoder.sample { $0.extra = #","data":{"x_acc":7,"y_acc":8,"z_acc":9}"# }
    #expect(twice.readings.accelerationX == [7] && twice.readings.light.first?.isNaN == true)
    let none = try decoder.sample { $0.extra = #","data":5"# }
    #expect(outcome(none) == "data is not an object")
  }

  @Test func escapedNamesAreTheSameNames() throws {
    let batch = try decoder.sample {
      $0.data = #"{"\u0078_acc":1,"y_acc":2,"z\u005facc":3}"#
    }
    #expect(batch.readings.accelerationX == [1] && batch.readings.accelerationZ == [3])
  }

  @Test func theOrderOfTheMembersDoesNotMatter() throws {
    let shuffled = #"""
      {"data":{"z_acc":3,"proximity":0,"x_acc":1,"y_acc":2},"timestamp":"2020-03-05T12:16:24.493Z",
       "deviceId":"p","_id":"x","deviceType":"Android"}
      """#.replacing("\n", with: "")
    let batch = try decoder.lines(
      SampleDocument().json + "\n" + shuffled + "\n" + SampleDocument().json)
    #expect(batch.readings.accelerationX == [-0.003208909183740616, 1, -0.003208909183740616])
    #expect(batch.readings.accelerationZ == [9, 3, 9])
    #expect(batch.readings.proximity == [5, 0, 5])
  }

  @Test func rejectedDocumentsKeepTheirIDAndText() throws {
    let text = #"{"_id":"a\u0062","deviceType":"Android","data":{}}"#
    let batch = try decoder.lines(text)
    #expect(batch.rejected.map(\.documentID) == ["ab"])
    #expect(batch.rejected.map(\.body) == [text])
  }
}
