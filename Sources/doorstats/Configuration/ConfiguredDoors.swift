import Store

extension Configuration {
  /// Gives the devices of a store, opened for writing, the names and zones that they have here.
  func nameDoors(of store: Store) throws {
    guard !doors.isEmpty else { return }
    for device in try store.devices() {
      guard let door = doors[device.key.id] else { continue }
      if let name = door.name, name != device.name { try store.name(device: device.id, name) }
      if let zone = door.timeZone, zone != device.timeZone {
        try store.setTimeZone(device: device.id, zone)
      }
    }
  }
}
