"""The table of results, and its place in the README."""

from pathlib import Path

from models import MIB
from runs import Result, Row

BEGIN, END = "<!-- scripts/bench -->", "<!-- end of scripts/bench -->"
MEMORY_AT_MOST = 48 * MIB
HEADINGS = ["job", "program", "wall s", "CPU s", "peak MiB", "ours : it", "to reach"]


def table(results: list[Result]) -> list[list[str]]:
    rows = [cells for result in results for cells in job_rows(result)]
    ours = [row for result in results for row in result.rows if row.contender.against is None]
    highest = max(row.memory for row in ours)
    verdict = f"at most {MEMORY_AT_MOST // MIB}: {yes(highest <= MEMORY_AT_MOST)}"
    return [*rows, ["peak memory, every job above", "ours", "", "", f"{highest / MIB:.0f}", "", verdict]]


def job_rows(result: Result) -> list[list[str]]:
    titles = [result.job.title] + [""] * len(result.rows)
    return [
        [
            title,
            f"**{row.contender.name}**" if row.contender.against is None else row.contender.name,
            seconds(row.wall),
            seconds(row.cpu),
            f"{row.memory / MIB:.0f}",
            *comparison(result, row),
        ]
        for title, row in zip(titles, result.rows)
    ]


def comparison(result: Result, row: Row) -> list[str]:
    ratio = result.ratio(row)
    if ratio is None:
        return ["", ""]
    limit = row.contender.at_most
    return [share(ratio), "" if limit is None else f"at most {share(limit)}: {yes(ratio <= limit)}"]


def seconds(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}"


def share(ratio: float) -> str:
    """1.07, or 1/9.6 for what is several times less."""
    return f"{ratio:.2f}" if ratio > 0.2 else f"1/{1 / ratio:.3g}"


def yes(is_reached: bool) -> str:
    return "yes" if is_reached else "**no**"


def markdown(rows: list[list[str]]) -> str:
    lines = [HEADINGS, ["---", "---", "--:", "--:", "--:", "--:", "---"], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def aligned(rows: list[list[str]]) -> str:
    """For a terminal."""
    lines = [[cell.replace("*", "").replace("`", "") for cell in cells] for cells in [HEADINGS, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join(
        "  ".join(
            cell.rjust(width) if 2 <= number <= 5 else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(cells, widths))
        ).rstrip()
        + "\n"
        for cells in lines
    )


def update(readme: Path, text: str) -> None:
    """Puts a text between the README's two marks."""
    before, begin, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme} has no '{BEGIN}' … '{END}'")
    readme.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
