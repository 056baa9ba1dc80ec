/// Topics about what the numbers mean.
extension HelpTopic {
  static let configuration = HelpTopic(
    name: "configuration", abstract: "the configuration file",
    text: """
      TOML; no file is needed. Options win over the environment, that over the file,
      the file over the defaults. 'doorstats config show' prints everything in force
      as a commented file. What is wrong in it ends every command with 78.

        store = "/var/lib/doorstats/doorstats.sqlite"
        time_zone = "Europe/Berlin"

        [pull]
        databases = ["iotp_65cjsf_sensor-data"]

        [historian.home]
        url = "https://….cloudantnosqldb.appdomain.cloud"
        api_key_file = "~/.config/doorstats/key"

        [device."192.168.1.23"]
        name = "Front door"

        [alert.night]
        opened_between = "22:00-06:00"
        webhook_file = "~/.config/doorstats/webhook"

      All keys: docs/configuration.md; alerts: 'doorstats help alert'.
      """)

  static let detection = HelpTopic(
    name: "detection", abstract: "what counts as an opening",
    text: """
      An opening is one departure of the door from closed. It begins where the door
      begins to move and ends where it is closed again; the close may go unseen.

      Every command that needs openings first detects what is new in the store, day
      by day of UTC. It looks at acceleration and, where the phone's sensor can tell,
      proximity; how the phone hangs and what the sensor's values mean is found out
      from the readings. What the phone does not show is not made up: see
      'doorstats help observed-time'.

      --sensitivity 0.5 finds fewer, 2 more. -v with 'openings' says how much the
      count depends on that, 'explain TIME' why a movement was counted or was not,
      'audit LABELS' how right it is where you know the truth. Results of another
      version or setting are never mixed. More: docs/detection.md.
      """)

  static let observedTime = HelpTopic(
    name: "observed-time", abstract: "nothing happened, or nobody watched",
    text: """
      A door that stayed closed and a phone that was silent look alike in a count.
      They are kept apart everywhere: observed time is the time covered by readings,
      and a longer silence between two readings is a gap.

      Rates are openings per observed hour, with exact 95 % intervals (Poisson). An
      empty count or · means that nothing was observed, 0 that the door was watched
      and stayed closed. Hours whose intervals say nothing against being equal are
      marked 'not separable'.

        doorstats gaps                  when nobody watched, and why
        doorstats gaps --max-gap 1h     exit code 3 where one is longer

      More: docs/reports.md.
      """)
}
