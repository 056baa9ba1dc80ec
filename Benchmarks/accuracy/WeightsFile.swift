import Detect
import Foundation

/// Writes fitted models as the source file `Sources/Detect/KindsWeights.swift`.
enum WeightsFile {
  static func text(of model: KindsModel, cautious: KindsModel, origin: String) -> String {
    """
    // Written by `accuracy fit`; do not edit. \(origin)

    extension KindsModel {
      /// The weights that belong to `Detector.version`.
      package static let standard = \(initializer("KindsWeights"))
      /// The model that looks at `cautiousFeatures` alone.
      package static let cautious = \(initializer("CautiousWeights"))
    }

    \(tables("KindsWeights", model))

    \(tables("CautiousWeights", cautious))

    """
  }

  private static func initializer(_ name: String) -> String {
    """
    KindsModel(
        center: \(name).center, width: \(name).width,
        hiddenWeights: \(name).hidden, outputWeights: \(name).output,
        proximityWeights: \(name).proximity, logPrior: \(name).logPrior)
    """
  }

  private static func tables(_ name: String, _ model: KindsModel) -> String {
    """
    /// Fitted numbers, row after row.
    private enum \(name) {
    \(table("center", model.center))
    \(table("width", model.width))
    \(table("logPrior", model.logPrior))
    \(table("hidden", model.hiddenWeights))
    \(table("output", model.outputWeights))
    \(table("proximity", model.proximityWeights))
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
