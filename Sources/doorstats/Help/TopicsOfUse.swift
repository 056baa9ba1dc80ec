/// Topics about how the program is used.
extension HelpTopic {
  static let exitCodes = HelpTopic(
    name: "exit-codes", abstract: "what the exit code tells",
    text: ExitStatus.allCases.map { status in
      let code = String(status.rawValue)
      return "  " + String(repeating: " ", count: 3 - code.count) + code + "  " + status.meaning
    }.joined(separator: "\n") + """


      Every error is one line on standard error: what happened, with what, and what
      to do next. Whatever was committed stays; the same command goes on from there.
      """)

  static let time = HelpTopic(
    name: "time", abstract: "how moments and ranges are written",
    text: """
      A range is --since up to --until, its end not included, or --last.

        --since 2026-03-02              a local day, from its beginning
        --since '2026-03-02 08:30'      a local time
        --since 14:30                   today
        --until 2026-03-02T08:30:00Z    an instant (ISO 8601, with an offset or Z)
        --since yesterday --until today
        --last 24h, 7d, 4w, 3m          up to now

      Days, hours and weeks are those of the zone: --tz ZONE, else the device's own
      (doorstats device zone), else time_zone of the configuration or TZ, else the
      system's. Zones have IANA names (Europe/Berlin). An hour that the clock shows
      twice is two hours; outputs for machines carry the offset. Weeks are ISO weeks
      and begin on Monday. The store itself holds milliseconds UTC.

      --now T takes another moment for the present: the same store, options and
      version then give the same bytes.
      """)

  static let credentials = HelpTopic(
    name: "credentials", abstract: "where passwords and keys come from",
    text: """
      Never from the command line, which others can see. The first of these that has
      any of the names wins whole:

        the file that IBM_CREDENTIALS_FILE names
        ibm-credentials.env in the working directory, then in the home directory
        the environment: CLOUDANT_URL and CLOUDANT_APIKEY, or CLOUDANT_USERNAME and
        CLOUDANT_PASSWORD
        [historian.NAME] of the configuration
        ~/.netrc, for a server without any of these

      In the configuration a secret stands by reference only: password, api_key,
      bearer_token and webhook have a form NAME_file (which others must not be able
      to read), NAME_command (the first line of its output) and NAME_credential (of
      systemd's LoadCredential=). No secret is in arguments, errors or the store.
      """)

  static let files = HelpTopic(
    name: "files", abstract: "where the store and the configuration are",
    text: """
      The store is one SQLite file: --store PATH, else $DOORSTATS_STORE, else

        $XDG_DATA_HOME/doorstats/doorstats.sqlite    (~/.local/share/…)

      Beside it stand -wal and -shm while it is in use, and .lock. One doorstats
      writes at a time, another ends with 75 or waits (--wait); readers never wait.
      Copy it with 'doorstats backup', not with cp, while it is in use. Any program
      that reads SQLite can read it: docs/store.md.

      The configuration is $DOORSTATS_CONFIG, else

        $XDG_CONFIG_HOME/doorstats/config.toml       (~/.config/…)

      Files named with --output are written beside their place, synced and renamed:
      there is the old one or the new one, never half of one.
      """)

  static let cron = HelpTopic(
    name: "cron", abstract: "pulls, alerts and reports that run by themselves",
    text: """
        doorstats schedule print --weekly mon 07:00 --mail you@example.org
        doorstats schedule print --systemd --mail you@example.org

      prints lines for crontab, or units for systemd; nothing is installed. By hand:

        */15 * * * *  doorstats pull -q; doorstats alert -q --wait 10m
        0 * * * *     doorstats report weekly -q --mail you@example.org \\
                        --if-due mon 07:00 --wait 10m

      With -q nothing is printed when all is well, so that cron mails only errors:
      one line, with a code that says what kind (doorstats help exit-codes). Runs
      that meet are safe: the second ends with 75, or waits as long as --wait says.
      A pull that was cut short is gone on with by the next.

      cron does not catch up on what it missed. 'report weekly --if-due' therefore
      runs every hour: the store knows which weeks went to whom, so that a Monday on
      which the machine was off, or the mail was, is made up for, up to five weeks.
      Timers of systemd have Persistent=true besides.

      To be told of old data: doorstats doctor --offline --max-age 2h, code 4; or a
      rule silent_for (doorstats help alert).
      """)
}
