import ArgumentParser
import Detect
import Store

/// How easily a movement is taken for an opening.
struct SensitivityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Factor on how easily a movement is taken for an opening: 0.5 fewer, 2 more.",
      valueName: "factor"))
  var sensitivity = 1.0

  func validate() throws {
    guard (0.1...10).contains(sensitivity) else {
      throw ValidationError("--sensitivity \(sensitivity) is not between 0.1 and 10")
    }
  }

  var settings: DetectorSettings {
    var settings = DetectorSettings()
    settings.sensitivity = sensitivity
    return settings
  }
}

/// How openings are detected.
struct DetectionOptions: ParsableArguments {
  @OptionGroup var sensitivity: SensitivityOptions

  @Flag(help: "Detect everything again, not only what is new.")
  var rebuild = false

  var settings: DetectorSettings { sensitivity.settings }
}

/// The store with everything detected that is in it.
struct DetectedStore {
  let store: Store
  let run: Store.DetectorRunID
  let key: DetectorRunKey

  /// Opens the store, and detects what is new before anything is read from it.
  ///
  /// Only then is the store opened for writing, so that a reader never stands in a pull's way
  /// without need.
  init(store options: StoreOptions, detection: DetectionOptions, console: ConsoleOptions) throws {
    let settings = detection.settings
    key = try DetectionPass.key(of: settings)
    let reader = try options.open(.read)
    if !detection.rebuild, try DetectionPass.isUpToDate(store: reader, settings: settings),
      let run = try reader.detectorRun(key)
    {
      store = reader
      self.run = run
      return
    }
    try reader.close()
    store = try options.open(.write)
    let pass = try DetectionPass(store: store, settings: settings)
    run = pass.run
    if detection.rebuild { try store.forget(run: run) }
    try pass.bringUpToDate(showing: console.progress())
  }

  /// The same store, opened for writing.
  func reopened(by options: StoreOptions) throws -> DetectedStore {
    try store.close()
    let writer = try options.open(.write)
    return DetectedStore(store: writer, run: run, key: key)
  }

  private init(store: Store, run: Store.DetectorRunID, key: DetectorRunKey) {
    self.store = store
    self.run = run
    self.key = key
  }

  /// Version and settings of the detector, as every report's header shows them: `1/3f9a`.
  var detectorName: String { "\(key.version)/\(key.settingsHash)" }
}

extension DetectionPass {
  /// Detects whatever is new, drawing how far it is.
  func bringUpToDate(showing progress: Progress) throws {
    try bringUpToDate { done, total in
      progress.show { "detecting: day \(done) of \(total)" }
      try Interruption.check()
    }
    progress.end()
  }
}
