extension KindsModel {
  package static let standard = KindsModel(
    center: [Double](repeating: 0, count: 31), width: [Double](repeating: 1, count: 31),
    hiddenWeights: [Double](repeating: 0, count: 512),
    outputWeights: [Double](repeating: 0, count: 85), logPrior: [0, 0, 0, 0, 0])
}
