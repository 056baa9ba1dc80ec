import Readings

/// A weekly report as one HTML file that needs nothing else: no script, no request.
struct WeeklyPage {
  let report: WeeklyReport
  let style = Style()

  private var words: WeeklyWords { WeeklyWords(report: report, style: style) }
  private var calendar: TimeZoneCalendar { report.context.calendar }

  var text: String {
    let name = report.devices.count == 1 ? report.devices[0].series.name : "Doors"
    let title = "\(name): week \(report.span.name)"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="doorstats \(htmlText(report.context.toolVersion))">
      <title>\(htmlText(title))</title>
      <style>
      \(PageStyle.text)
      </style>
      </head>
      <body>
      \(Self.hatch)<main>
      \(header(title: name))\(report.devices.map(article).joined())\(footer)</main>
      </body>
      </html>

      """
  }

  /// The pattern of what was not observed, shared by all charts.
  private static let hatch = """
    <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>\
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="5" class="hatch-line"/>\
    </pattern></defs></svg>

    """

  private func header(title: String) -> String {
    let range = calendar.label(of: report.span.week, ellipsis: "to")
    let links = report.devices.enumerated().map { index, device in
      "<a href=\"#device-\(index + 1)\">\(htmlText(device.series.name))</a>"
    }
    let (year, week) = report.span.monday.isoWeek
    let empty =
      report.devices.isEmpty
      ? "<p>No device in this store yet. Get readings with <code>doorstats pull --db NAME</code>.</p>"
      : ""
    return "<header><h1>\(htmlText(title)), week \(week) of \(year)</h1>\n"
      + "<p>\(htmlText(range)), \(htmlText(calendar.name))</p>\n"
      + (links.count > 1 ? "<p>\(links.joined(separator: " · "))</p>\n" : "") + empty
      + "</header>\n"
  }

  private var footer: String {
    "<footer><p>\(htmlText(words.making())) Rates are openings per observed hour; intervals are "
      + "exact 95 % Poisson intervals; “not separable” means that chance alone may explain a "
      + "difference (exact test, 5 %).</p></footer>\n"
  }

  private func article(_ device: DeviceWeek) -> String {
    let index = report.devices.firstIndex { $0.record.device.id == device.record.device.id } ?? 0
    let heading =
      report.devices.count > 1 ? "<h2>\(htmlText(device.series.name))</h2>\n" : ""
    let cards = WeeklyCards(report: report, device: device)
    return "<article id=\"device-\(index + 1)\">\n\(heading)\(cards.figures)<div class=\"cards\">\n"
      + cards.all.joined() + "</div>\n</article>\n"
  }
}
