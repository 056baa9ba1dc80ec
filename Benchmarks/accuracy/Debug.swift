import Detect
import Foundation
import Readings

func debugDay(_ a: DayAnalysis, _ truth: [(Int64, Bool)]) {
  let c = DecodingConstants.standard
  print("axes", a.axes.map { ($0.normal, $0.radial) })
  for ax in a.axes.indices {
    let rows = a.features[ax]
    let f = KindsModel.standard.logLikelihoods(of: rows, constants: c)
    let cau = KindsModel.cautious.logLikelihoods(of: rows, constants: c)
    for i in a.movements.indices {
      let t = truth.first { abs($0.0 - a.start(i)) < 2000 }
      let tag = t.map { $0.1 ? "OPEN " : "CLOSE" } ?? "     "
      let x = { (v: [Double]) in v.map { String(format: "%5.1f", $0) }.joined(separator: " ") }
      let g = { (k: Feature) in String(format: "%6.2f", rows[i][k.rawValue]) }
      print(
        ax, tag, x(f[i]), " |", x(cau[i]), "| dur", g(.logDuration), "slow", g(.logSlowPeak),
        "rank", g(.slowPeakRank), "lvl", g(.levelChange), "dir", g(.swingDirection), g(.firstLobe),
        g(.netSpeed), "turn", g(.turnBack), "spr", String(format: "%5.1f", a.movements[i].peakScore)
      )
    }
  }
}
