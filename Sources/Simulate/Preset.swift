/// Kinds of doors to simulate. Each is a distribution: the seed draws the door from it.
public enum Preset: String, CaseIterable, Sendable {
  /// A light, quiet phone on a well-kept door, a good proximity sensor, few losses.
  case easy
  /// A household's door.
  case home
  /// A busy door with a closer: 300 openings and more on a workday.
  case office
  /// A cheap, coarse accelerometer and a restless house.
  case noisy
  /// No proximity sensor.
  case noProximity = "no-proximity"
  /// A proximity sensor that chatters, lags and sticks for hours.
  case flakyProximity = "flaky-proximity"
  /// A bad network: losses, gaps, reboots, repeats, disorder and clock steps.
  case lossy
  /// Bias that drifts, a phone that is taken down and hung back otherwise.
  case drift
  /// A door that stands ajar for hours and open over night.
  case ajar
  /// Everything that looks like an opening and is none.
  case adversarial
}
