/// The style sheet of a page: light and dark after the reader's setting, one column on a phone, two
/// on a screen, and paper. It asks for nothing from outside; the fonts are the system's.
enum PageStyle {
  static let text = """
    :root {
      color-scheme: light dark;
      --page: #f4f3ef; --paper: #ffffff; --ink: #1d2226; --muted: #5f6a73; --line: #e2e0da;
      --bar: #3d84b8; --soft: #b9d3e6; --accent: #c8591b; --whisker: #33424d;
      --h0: #eef1f3; --h1: #c6dcec; --h2: #8bbadb; --h3: #4a8fc2; --h4: #1b5b90; --hatch: #c9c6bf;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #121518; --paper: #1b2025; --ink: #e8e7e3; --muted: #9ca7b0; --line: #323a42;
        --bar: #5fa6d8; --soft: #35536a; --accent: #f08a4b; --whisker: #d5dde3;
        --h0: #262d33; --h1: #24455d; --h2: #2f6b95; --h3: #549fd2; --h4: #b3dcf7; --hatch: #4a545d;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
    }
    main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 40px; }
    header p, footer, .note, figcaption { color: var(--muted); }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; text-wrap: balance; }
    h2 { font-size: 1.4rem; margin: 40px 0 4px; }
    h3 { font-size: 1.05rem; margin: 0 0 2px; }
    p { margin: 0 0 10px; }
    a { color: inherit; }
    .figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 14px; margin: 16px 0; }
    .figures div, section.card {
      background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
    }
    .figures div { padding: 12px 16px; }
    .figures dt { color: var(--muted); font-size: .875rem; }
    .figures dd { margin: 0; }
    .figures b { display: block; font-size: 1.5rem; line-height: 1.25; font-weight: 650; }
    .figures small { color: var(--muted); font-size: .875rem; line-height: 1.35; display: block; }
    .cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
    section.card { padding: 16px 18px; min-width: 0; }
    section.wide { grid-column: 1 / -1; }
    figure { margin: 8px 0 0; }
    figcaption { font-size: .875rem; margin-top: 6px; }
    svg { display: block; width: 100%; height: auto; overflow: visible; }
    svg text { font-size: 12px; fill: var(--ink); font-variant-numeric: tabular-nums; }
    svg .muted { fill: var(--muted); } svg .small { font-size: 10.5px; }
    svg .strong { font-weight: 650; }
    .bar { fill: var(--bar); } .soft { fill: var(--soft); } .busiest { fill: var(--accent); }
    .none { fill: url(#hatch); stroke: var(--hatch); stroke-width: .5; }
    .h0 { fill: var(--h0); } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); }
    .h3 { fill: var(--h3); } .h4 { fill: var(--h4); }
    .grid { stroke: var(--line); } .axis { stroke: var(--muted); }
    .whisker { stroke: var(--whisker); stroke-width: 1.1; fill: none; }
    .mark { stroke: var(--accent); stroke-width: 2.5; stroke-linecap: round; }
    .hatch-line { stroke: var(--hatch); stroke-width: 1.5; }
    .key { display: inline-block; margin-right: 14px; }
    .key i {
      display: inline-block; width: 13px; height: 13px; border-radius: 2px; margin-right: 5px;
      vertical-align: -1px; border: 1px solid var(--line);
    }
    .key .k-bar { background: var(--bar); } .key .k-soft { background: var(--soft); }
    .key .k-busiest { background: var(--accent); }
    .key .k-mark { background: var(--accent); height: 3px; vertical-align: 4px; border: 0; }
    .key .k-none {
      background: repeating-linear-gradient(45deg, var(--hatch) 0 1.5px, transparent 1.5px 5px);
    }
    .key .k-h0 { background: var(--h0); } .key .k-h1 { background: var(--h1); }
    .key .k-h2 { background: var(--h2); } .key .k-h3 { background: var(--h3); }
    .key .k-h4 { background: var(--h4); }
    details { margin-top: 10px; font-size: .875rem; }
    summary { cursor: pointer; color: var(--muted); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; margin-top: 6px;
      font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--muted); font-size: .875rem; padding-bottom: 4px; }
    th, td { text-align: right; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid var(--line);
      white-space: nowrap; font-weight: 400; }
    th:first-child { text-align: left; padding-left: 0; }
    thead th { color: var(--muted); font-size: .82rem; }
    footer { margin-top: 28px; font-size: .875rem; }
    @media (max-width: 760px) {
      main { padding: 18px 12px 28px; }
      .cards { grid-template-columns: minmax(0, 1fr); }
      .figures { grid-template-columns: 1fr 1fr; gap: 10px; }
      .figures div { padding: 10px 12px; }
      .figures b { font-size: 1.25rem; }
      section.card { padding: 14px 12px; }
      h1 { font-size: 1.4rem; }
      .card > .scroll th { white-space: normal; } .card > .scroll :is(th, td) { padding: 4px 5px; }
    }
    @media print {
      @page { margin: 10mm; }
      :root {
        color-scheme: light;
        --page: #fff; --paper: #fff; --ink: #000; --muted: #444; --line: #ccc; --bar: #3d84b8;
        --soft: #b9d3e6; --accent: #c8591b; --whisker: #222; --h0: #f0f0f0; --h1: #c6dcec;
        --h2: #8bbadb; --h3: #4a8fc2; --h4: #1b5b90; --hatch: #bbb;
      }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      html { font-size: 9.5px; }
      body { font-size: 9.5px; }
      main { max-width: none; padding: 0; }
      .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 9px; }
      .figures { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 9px; margin: 9px 0; }
      .figures b { font-size: 1.3rem; }
      section.card, .figures div { break-inside: avoid; padding: 8px 12px; }
      article + article { break-before: page; }
      details { display: none; }
      h2 { margin-top: 0; }
      th, td { padding: 1px 6px; }
      svg { max-height: 40mm; }
      p { margin-bottom: 4px; }
      footer { margin-top: 10px; }
    }
    """
}
