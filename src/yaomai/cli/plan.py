"""The commands that read the text of a plan, and say how well a reading agrees with a hand-made one."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yaomai.planning.engine.reading.score import Ratio, Score

_LARGEST = 64 * 2**20
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def plan() -> None:
    """Plans: what a text promises and reports, read by rules; no database, no network."""


@plan.command()
@click.argument("file", type=_FILE, metavar="FILE")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the lines go; otherwise the output."
)
@click.option("--title", default="", help="The plan's title, where the text does not say it.")
@click.option(
    "--tasks-and-names",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where tasks, projects, organisations, products, herbs and places go, one JSON record a line.",
)
@click.option(
    "--dated",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="When it was published: tells which year its “this year” is, and what it tells without a year is of.",
)
def read(*, file: Path, out: Path | None, title: str, tasks_and_names: Path | None, dated: datetime | None) -> None:
    """The quantity statements of FILE (TXT, HTML, DOCX, or PDF with a text layer), one JSON record a line.

    \b
    Example:
      yaomai plan read plan.txt --out plan.jsonl --tasks-and-names names.jsonl --dated 2022-07-15
    """
    from yaomai.planning.engine.reading import jsonl
    from yaomai.planning.engine.reading.read import read as read_text

    known = None if dated is None else dated.date()
    text = _text_of(file)
    reading = read_text(text, title=title or _title_of(file), dated=known)
    if tasks_and_names is not None:
        others = jsonl.tasks_and_names(reading, file.stem, text)
        tasks_and_names.write_text(jsonl.lines(others), encoding="utf-8")
    written = jsonl.lines(jsonl.records(reading, file.stem))
    if out is None:
        click.echo(written, nl=False)
        return
    out.write_text(written, encoding="utf-8")
    stated = sum(one.salience in ("core", "secondary") for one in reading.quantities)
    click.echo(f"{out}: {len(reading.quantities)} figures, {stated} of them quantity statements ({reading.reader})")
    where = "--tasks-and-names FILE writes them" if tasks_and_names is None else tasks_and_names
    click.echo(f"{len(reading.tasks)} tasks, {len(reading.named)} names: {where}")


@plan.command()
@click.argument("read_file", type=_FILE, metavar="X.jsonl")
@click.argument("gold_file", type=_FILE, metavar="GOLD")
@click.option("--details", is_flag=True, help="Each miss, false alarm and difference, with its line and words.")
def score(*, read_file: Path, gold_file: Path, details: bool) -> None:
    """How well X.jsonl (of `yaomai plan read`) agrees with GOLD, a hand-made reading of the same text.

    \b
    Example:
      yaomai plan score plan.jsonl gold/plan.jsonl --details
    """
    from yaomai.planning.engine.reading.jsonl import read_records
    from yaomai.planning.engine.reading.score import score as compare

    found = compare(*(read_records(_lines_of(file), file.name) for file in (read_file, gold_file)))
    click.echo(_table(found))
    if details:
        click.echo(_details(found))


def _lines_of(file: Path) -> bytes:
    size = file.stat().st_size
    if size > _LARGEST:
        raise click.ClickException(
            f"{file} has {size >> 20} MiB; a reading of at most {_LARGEST >> 20} MiB is compared"
        )
    return file.read_bytes()


def _text_of(file: Path) -> str:
    """The characters of `file`; what cannot be read of it is said on the error stream, InvalidError when nothing can."""
    from yaomai.archive.engine.document_text import read_document, size_faults
    from yaomai.errors import InvalidError

    if faults := size_faults(file.stat().st_size):
        raise InvalidError(faults)
    found = read_document(file.read_bytes(), "", file.name)
    if not found.text.strip():
        if found.faults:
            raise InvalidError(found.faults)
        raise click.ClickException(f"{file} has no text: it is empty; send the file that holds the plan's text")
    for fault in found.faults:
        click.echo(f"{file.name} {fault.pointer}: {fault.message}", err=True)
    return found.text


def _title_of(file: Path) -> str:
    """The file's name where it is a Chinese title; numbers in other names say nothing of the plan's years."""
    return "" if file.stem.isascii() else file.stem


def _table(found: "Score") -> str:
    from yaomai.planning.engine.reading.score import PROMISED

    rows = [
        ("recall of core statements", found.recall, 0.92),
        ("precision", found.precision, 0.92),
        ("recall, all predictions", found.strict_recall, None),
        ("precision, all predictions", found.strict_precision, None),
        *((name, ratio, PROMISED.get(name)) for name, ratio in found.fields.items()),
    ]
    return "\n".join(
        [
            "| measure | right | n | share | at least |",
            "|---|---:|---:|---:|---:|",
            *(_row(name, ratio, bound) for name, ratio, bound in rows),
        ]
    )


def _row(name: str, ratio: "Ratio", bound: float | None) -> str:
    share = "–" if ratio.share is None else f"{ratio.share:.3f}"
    promised = "" if bound is None else f"{bound:.2f}"
    short = " (short)" if bound is not None and ratio.share is not None and ratio.share < bound else ""
    return f"| {name} | {ratio.right} | {ratio.of} | {share} | {promised}{short} |"


def _details(found: "Score") -> str:
    return "\n".join(
        [
            *(f"missed: {_where(one)}: {one.get('indicator', '')}" for one in found.missed),
            *(f"false alarm: {_where(one)}: {one.get('indicator', '')}" for one in found.false_alarms),
            *(
                f"{one.field}: {_where(one.gold)}: gold {_value(one.gold, one.field)},"
                f" read {_value(one.predicted, one.field)}"
                for one in found.differences
            ),
        ]
    )


def _where(record: Mapping[str, object]) -> str:
    return f"line {record.get('line_start', '?')} “{record.get('value_raw', '')}”"


def _value(record: Mapping[str, object], field: str) -> str:
    if field in ("value", "normalized_value"):
        word = "value" if field == "value" else "normalized"
        low, high = record.get(f"{word}_low"), record.get(f"{word}_high")
        return f"{record.get(field)}" if low is None and high is None else f"{low}–{high}"
    threshold = record.get(field)
    if field == "threshold" and isinstance(threshold, Mapping):
        low, high = threshold.get("normalized_low"), threshold.get("normalized_high")
        exact = threshold.get("normalized_value")
        return f"{threshold.get('comparator')} {exact if low is None and high is None else f'{low}–{high}'}"
    return str(threshold)
