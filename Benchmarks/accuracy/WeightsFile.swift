import Detect
import Foundation

/// Writes a fitted model as the source file `Sources/Detect/KindsWeights.swift`.
enum WeightsFile {
  static func text(of model: KindsModel, origin: String) -> String {
    """
    // Written by `accuracy fit`; do not edit. \(origin)

    extension KindsModel {
      /// The weights that belong to `Detector.version`.
      package static let standard = KindsModel(
        center: KindsWeights.center, width: KindsWeights.width,
        hiddenWeights: KindsWeights.hidden, outputWeights: KindsWeights.output,
        logPrior: KindsWeights.logPrior)
    }

    /// Fitted numbers, row after row.
    private enum KindsWeights {
    \(table("center", model.center))
    \(table("width", model.width))
    \(table("logPrior", model.logPrior))
    \(table("hidden", model.hiddenWeights))
    \(table("output", model.outputWeights))
    }

    """
  }

  private static func table(_ name: String, _ values: [Double]) -> String {
    var lines: [String] = []
    for start in stride(from: 0, to: values.count, by: 10) {
      let row = values[start..<min(start + 10, values.count)]
      lines.append("    " + row.map { String(format: "%.4f", $0) }.joined(separator: ", ") + ",")
    }
    return "  static let \(name): [Double] = [\n" + lines.joined(separator: "\n") + "\n  ]"
  }
}
