/// Readings as columns: element *i* of every array belongs to reading *i*.
///
/// `ReadingColumns<Double>` keeps every value as the document gave it (pulling, storing,
/// exporting); `ReadingColumns<Float>` is what detection computes on.
///
/// Absent values of `proximity` and `light` are NaN: absent is not zero. The nine columns of
/// `extended` are either all empty (every value is zero or absent) or all as long as the others;
/// where gravity was not asked for, its columns are empty.
public struct ReadingColumns<Value: BinaryFloatingPoint & Sendable>: Sendable {
  /// When the platform received the document [ms UTC].
  public var measuredAt: [Int64]
  /// 32-bit hash of the document's `_id`, or of its content where it has none. With the device
  /// and `measuredAt` it identifies a reading.
  public var documentHash: [UInt32]
  /// Acceleration in the phone's axes [m/s²], with or without gravity.
  public var accelerationX: [Value]
  public var accelerationY: [Value]
  public var accelerationZ: [Value]
  /// Proximity in the phone's own units; NaN where absent.
  public var proximity: [Value]
  /// Ambient light [lux]; NaN where absent.
  public var light: [Value]
  /// Rotation x, y, z [rad/s], gravity x, y, z [m/s²], orientation x, y, z [degrees].
  public var extended: [[Value]]

  /// Number of columns of `extended`.
  public static var extendedColumnCount: Int { 9 }

  public init() {
    measuredAt = []
    documentHash = []
    accelerationX = []
    accelerationY = []
    accelerationZ = []
    proximity = []
    light = []
    extended = Array(repeating: [], count: Self.extendedColumnCount)
  }

  @inlinable public var count: Int { measuredAt.count }
  @inlinable public var isEmpty: Bool { measuredAt.isEmpty }
  /// Whether any rotation, gravity or orientation is there.
  @inlinable public var hasExtended: Bool { !(extended.first?.isEmpty ?? true) }
}

extension ReadingColumns: Equatable where Value: Equatable {
  /// Equal bit for bit in meaning: absent equals absent.
  public static func == (left: Self, right: Self) -> Bool {
    func same(_ a: [Value], _ b: [Value]) -> Bool {
      a.elementsEqual(b) { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
    return left.measuredAt == right.measuredAt && left.documentHash == right.documentHash
      && same(left.accelerationX, right.accelerationX)
      && same(left.accelerationY, right.accelerationY)
      && same(left.accelerationZ, right.accelerationZ)
      && same(left.proximity, right.proximity) && same(left.light, right.light)
      && left.extended.elementsEqual(right.extended, by: same)
  }
}

extension ReadingColumns {
  /// The readings at the given indices, in that order.
  @inlinable
  public func selected(_ indices: [Int]) -> ReadingColumns<Value> {
    func select<Element>(_ column: [Element]) -> [Element] {
      column.isEmpty
        ? [] : column.withUnsafeBufferPointer { column in indices.map { column[$0] } }
    }
    var selected = ReadingColumns<Value>()
    selected.measuredAt = select(measuredAt)
    selected.documentHash = select(documentHash)
    selected.accelerationX = select(accelerationX)
    selected.accelerationY = select(accelerationY)
    selected.accelerationZ = select(accelerationZ)
    selected.proximity = select(proximity)
    selected.light = select(light)
    selected.extended = extended.map(select)
    return selected
  }
}
