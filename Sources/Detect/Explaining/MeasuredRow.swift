import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A movement's features as quantities with units.
struct MeasuredRow {
  let features: [Float]
  /// Whether the normal points against the opening direction, so that signed features turn round.
  let isMirrored: Bool

  init(_ features: [Float], _ isMirrored: Bool) {
    self.features = features
    self.isMirrored = isMirrored
  }

  private func value(_ feature: Feature) -> Double {
    let value = Double(features[feature.rawValue])
    return feature.isSigned && isMirrored ? -value : value
  }

  /// A length of time that was stored as log(t + `offset`) [s].
  private func seconds(_ feature: Feature, offset: Double) -> Double {
    max(0, exp(value(feature)) - offset)
  }

  /// The time to a neighbour; absent where it is as far as is told apart.
  private func gap(_ feature: Feature) -> Double? {
    let time = seconds(feature, offset: 0.5)
    return time < 599.5 ? time : nil
  }

  var measures: Explanation.Measures {
    var measures = Explanation.Measures()
    measures.seconds = seconds(.logDuration, offset: 0.2)
    measures.peak = max(0, exp(value(.logPeakDeviation)) - 1e-3)
    measures.slowPeak = max(0, exp(value(.logSlowPeak)) - 1e-3)
    measures.smoothness = value(.smoothness)
    measures.cappedSmoothness = value(.cappedSmoothness)
    measures.smoothestPart = value(.smoothestPart)
    measures.texture =
      measures.smoothness < Double(Reason.rough)
      ? .rough : measures.smoothness >= Double(Reason.smooth) ? .smooth : .mixed
    measures.normalShare = value(.normalShare)
    measures.radialShare = value(.radialShare)
    measures.centripetalAgreement = value(.centripetalAgreement)
    measures.direction = value(.swingDirection)
    measures.swing =
      abs(measures.direction) <= Double(Reason.clearDirection)
      ? .unclear : measures.direction > 0 ? .opening : .closing
    measures.firstPush = value(.firstLobe)
    measures.lastPush = value(.lastLobe)
    measures.turnBack = value(.turnBack)
    measures.jump = max(0, exp(value(.logJump)) - 1e-3)
    measures.secondsBefore = gap(.logTimeBefore)
    measures.secondsAfter = gap(.logTimeAfter)
    measures.turnedDegrees = value(.hasRotation) > 0 ? value(.turn) * 180 / .pi : nil
    measures.strengthFactor = exp(value(.slowPeakRank))
    return measures
  }
}
