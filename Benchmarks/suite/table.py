"""The results as Markdown, and where they are kept."""
import json, re

from .machine import ROOT

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def record(result):
    """Keeps a run: as JSON by version, and its tables in BENCHMARKS.md in place of the last ones."""
    version = result["version"]["doorstats"].split()[-1]
    folder = ROOT / "Benchmarks/results"
    folder.mkdir(exist_ok=True)
    (folder / f"{version}.json").write_text(json.dumps(result, indent=1) + "\n")
    page = ROOT / "BENCHMARKS.md"
    text = page.read_text()
    tables = f"{BEGIN}\n\n{markdown(result)}\n{END}"
    pattern = re.escape(BEGIN) + ".*" + re.escape(END)
    page.write_text(re.sub(pattern, lambda _: tables, text, flags=re.DOTALL))


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 0.2 else f"{value:.2f} s"


def markdown(result):
    machine, version = result["machine"], result["version"]
    lines = [
        f"### {version['doorstats']} ({version['commit']}), {result['date']}", "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, kernel {machine['kernel']}; load before {machine['load_before']}. "
        f"Peers: {', '.join(f'{n} {v}' for n, v in result['peers'].items()) or 'none'}. "
        f"Wall is the median of n rounds; CPU the median; memory the largest peak.", ""]
    for section in result["sections"]:
        lines += [f"#### {section['title']}", ""]
        if section["note"]:
            lines += [section["note"], ""]
        lines += ["| row | n | wall | min–max | CPU | peak memory |", "|---|---|---|---|---|---|"]
        for row in section["rows"]:
            aim = f" (aim {row['aim_ms']} ms)" if row.get("aim_ms") else ""
            lines.append(
                f"| {row['name']}{aim} | {row['n']} | {seconds(row['wall_s'])} | "
                f"{seconds(row['wall_min_s'])}–{seconds(row['wall_max_s'])} | "
                f"{seconds(row['cpu_s'])} | {row['peak_mib']:.0f} MiB |")
        lines.append("")
        facts = section.get("facts", {})
        if facts:
            lines += [f"- {name}: {value}" for name, value in facts.items()] + [""]
    if result["skipped"]:
        lines += ["Skipped:", ""]
        lines += [f"- {item['name']}: {item['reason']}" for item in result["skipped"]] + [""]
    return "\n".join(lines)
