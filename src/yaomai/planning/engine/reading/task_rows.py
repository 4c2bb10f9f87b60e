"""Which tasks stand in the rows of a table whose head has a column for who is responsible?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.records import Because, Task
from yaomai.planning.engine.reading.responsibility import label_of, names_in


class _Cell(NamedTuple):
    start: int
    end: int
    words: str


def rows(plain: Plain) -> Iterator[Task]:
    """A task for each row under a head with a column 牵头单位, 责任单位 or 配合单位: the words of the longest other cell."""
    columns: dict[int, str] = {}
    for sentence in plain.sentences:
        if not sentence.is_row:
            columns = {}
            continue
        cells = list(_cells(sentence))
        named = {number: role for number, cell in enumerate(cells) if (role := label_of(cell.words))}
        if named:
            columns = named
        elif columns and len(cells) > max(columns):
            task = _row(plain, sentence, cells, columns)
            if task is not None:
                yield task


def _cells(sentence: Sentence) -> Iterator[_Cell]:
    at = sentence.start
    for words in sentence.text.rstrip("\n").split("\t"):
        yield _Cell(at, at + len(words), words)
        at += len(words) + 1


def _row(plain: Plain, sentence: Sentence, cells: Sequence[_Cell], columns: dict[int, str]) -> Task | None:
    others = [cell for number, cell in enumerate(cells) if number not in columns]
    if not others:
        return None
    said = max(others, key=lambda one: len(one.words))
    names: dict[str, tuple[str, ...]] = {}
    because: dict[str, Because] = {}
    for number, role in columns.items():
        found = names_in(cells[number].words)
        if not found:
            continue
        place = "support" if role == "support" else "lead"
        names[place] = names.get(place, ()) + found
        because[place] = Because(*plain.raw(cells[number].start, cells[number].end), "responsible.column")
    if not names or not said.words:
        return None
    start, end = plain.raw(said.start, said.end)
    heading = sentence.headings[-1] if sentence.headings else ""
    because["words"] = Because(start, end, "task.row")
    return Task(start, end, said.words, heading, names.get("lead", ()), names.get("support", ()), because)
