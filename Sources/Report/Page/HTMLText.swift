/// Text as HTML and SVG show it literally, between tags and in quoted attributes.
func htmlText(_ text: String) -> String {
  guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22, 0x27].contains($0) }) else {
    return visible(text)
  }
  return visible(text).unicodeScalars.reduce(into: "") { escaped, scalar in
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
}

/// A table of a page: the first column heads the rows.
struct HTMLTable {
  var caption: String
  var headers: [String]
  var rows: [[String]]

  var text: String {
    let head = headers.map { "<th scope=\"col\">\(htmlText($0))</th>" }.joined()
    let body = rows.map { row in
      let cells = row.dropFirst().map { "<td>\(htmlText($0))</td>" }.joined()
      return "<tr><th scope=\"row\">\(htmlText(row.first ?? ""))</th>\(cells)</tr>\n"
    }.joined()
    return "<div class=\"scroll\"><table><caption>\(htmlText(caption))</caption>"
      + "<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
  }
}
