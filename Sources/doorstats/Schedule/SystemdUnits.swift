import Foundation
import Report

/// A plan as services and timers of systemd.
struct SystemdUnits {
  struct Unit {
    var name: String
    var text: String
  }

  static let folder = "/etc/systemd/system"
  private static let stateFolder = "doorstats"
  private static let standardStore = "/var/lib/doorstats/doorstats.sqlite"
  private static let configuration = "/etc/doorstats/config.toml"

  let plan: SchedulePlan

  /// Every unit, each below a line with the path it belongs to.
  var text: String {
    let introduction = """
      # doorstats: units for systemd. Put each into the file that is named above it, then
      #   useradd --system --home-dir /var/lib/doorstats --shell /usr/sbin/nologin doorstats
      #   systemctl daemon-reload
      #   systemctl enable --now \(units.map(\.name).filter { $0.hasSuffix(".timer") }.joined(separator: " "))
      """
    return introduction + "\n"
      + units.map { "\n# \(Self.folder)/\($0.name)\n\($0.text)" }.joined()
  }

  var units: [Unit] {
    var units = [
      Unit(name: "doorstats-pull.service", text: pullService),
      Unit(name: "doorstats-pull.timer", text: timer("pull", calendar(every: plan.pullMinutes))),
    ]
    if plan.hasAlerts { units.append(Unit(name: "doorstats-alert.service", text: alertService)) }
    if let weekly = plan.weekly {
      units += [
        Unit(name: "doorstats-weekly.service", text: weeklyService(weekly)),
        Unit(
          name: "doorstats-weekly.timer",
          text: timer(
            "weekly", "\(weekly.weekdayName) *-*-* \(weekly.clock):00")),
      ]
    }
    return units
  }

  // MARK: Services

  private var pullService: String {
    let follower =
      plan.hasAlerts ? "OnSuccess=doorstats-alert.service\nOnFailure=doorstats-alert.service\n" : ""
    return """
      [Unit]
      Description=doorstats: pull new readings from the historian
      Documentation=man:doorstats-pull(1)
      Wants=network-online.target
      After=network-online.target
      \(follower)
      [Service]
      Type=oneshot
      ExecStart=\(line(of: plan.pullWords))
      \(surroundings)
      # The first pull may take hours.
      TimeoutStartSec=infinity
      # A secret of the configuration (api_key_credential = "api-key"):
      #LoadCredential=api-key:/etc/doorstats/api-key
      \(Self.hardening)

      """
  }

  private var alertService: String {
    """
    [Unit]
    Description=doorstats: tell what the alert rules ask for
    Documentation=man:doorstats-alert(1)
    After=network-online.target

    [Service]
    Type=oneshot
    ExecStart=\(line(of: plan.alertWords))
    \(surroundings)
    # A secret of the configuration (webhook_credential = "webhook"):
    #LoadCredential=webhook:/etc/doorstats/webhook
    # A command that mails through a setgid sendmail needs the settings of
    # doorstats-weekly.service in place of these.
    \(Self.hardening)

    """
  }

  private func weeklyService(_ weekly: WeeklyDate) -> String {
    """
    [Unit]
    Description=doorstats: mail the weekly report
    Documentation=man:doorstats-report(1)
    After=network-online.target

    [Service]
    Type=oneshot
    ExecStart=\(line(of: plan.weeklyWords(weekly)))
    \(surroundings)
    Restart=on-failure
    RestartSec=15min
    RestartPreventExitStatus=64 65 66 73 77 78
    # sendmail is setgid on most systems, so NoNewPrivileges= and all that implies it must stay off.
    ProtectSystem=full
    ProtectHome=yes
    ProtectControlGroups=yes
    ProtectProc=invisible
    PrivateTmp=yes

    """
  }

  private var surroundings: String {
    """
    User=doorstats
    UMask=0077
    StateDirectory=\(Self.stateFolder)
    StateDirectoryMode=0750
    \(place)
    Environment=DOORSTATS_CONFIG=\(Self.configuration)
    """
  }

  /// Where the store is, and the right to write there.
  private var place: String {
    guard let store = plan.store else { return "Environment=DOORSTATS_STORE=\(Self.standardStore)" }
    let folder = URL(fileURLWithPath: store).deletingLastPathComponent().path
    return "ReadWritePaths=\(line(of: [folder]))"
  }

  private static let hardening = """
    NoNewPrivileges=yes
    ProtectSystem=strict
    ProtectHome=yes
    PrivateTmp=yes
    PrivateDevices=yes
    ProtectClock=yes
    ProtectControlGroups=yes
    ProtectHostname=yes
    ProtectKernelLogs=yes
    ProtectKernelModules=yes
    ProtectKernelTunables=yes
    ProtectProc=invisible
    CapabilityBoundingSet=
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    """

  // MARK: Timers

  private func timer(_ name: String, _ calendar: String) -> String {
    """
    [Unit]
    Description=doorstats: when doorstats-\(name).service runs

    [Timer]
    OnCalendar=\(calendar)
    # What was missed while the machine was off is made up for.
    Persistent=true
    RandomizedDelaySec=30

    [Install]
    WantedBy=timers.target

    """
  }

  private func calendar(every minutes: Int) -> String {
    minutes < 60 ? "*-*-* *:00/\(minutes):00" : "*-*-* 00/\(minutes / 60):00:00"
  }

  /// Words for `ExecStart=`: specifiers and variables are not meant, quotes are C's.
  private func line(of words: [String]) -> String {
    words.map { word in
      let text = word.replacing("%", with: "%%").replacing("$", with: "$$")
      let isPlain = text.utf8.allSatisfy {
        $0 > 0x20 && $0 < 0x7f && ![0x22, 0x27, 0x3b, 0x5c].contains($0)
      }
      guard !isPlain || text.isEmpty else { return text }
      return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }.joined(separator: " ")
  }
}
