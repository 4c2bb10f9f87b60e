"""Which names stand in a plan: projects, organisations and departments, herbs and medicines, places and parks?"""

from bisect import bisect_left

from yaomai.planning.engine.reading.departments import departments
from yaomai.planning.engine.reading.organisations import organisations
from yaomai.planning.engine.reading.parks import parks
from yaomai.planning.engine.reading.places import places, province_of
from yaomai.planning.engine.reading.plain import Plain
from yaomai.planning.engine.reading.products import herbs, medicines
from yaomai.planning.engine.reading.projects import projects
from yaomai.planning.engine.reading.records import Because, Named

_Raw = tuple[int, int, str, str, str, str]  # start, end, genre, kind, name, rule


def named(plain: Plain) -> tuple[Named, ...]:
    """The names in `plain`, in the order of the text; offsets are those of the raw text.

    A herb or a place within the name of a medicine, an organisation or a department is not told by itself; within a
    park or a project it is (当归标准化生产基地 names a base and a herb).
    """
    text = plain.text
    at_places = {one.start: one for one in places(text, province_of(text))}
    at_herbs = list(herbs(text))
    herb_starts = {one.start for one in at_herbs}
    of_medicines = list(medicines(text))
    of_organisations = organisations(text, at_places.__contains__)
    of_departments = list(departments(text))
    headings = ((one.start, one.end) for one in plain.sentences if one.is_heading)
    of_parks = parks(text, headings, at_places.__contains__, herb_starts.__contains__)
    proper = sorted(
        {*at_places, *herb_starts, *(one.start for one in of_organisations), *(one.start for one in of_medicines)}
    )

    def is_proper(start: int, end: int) -> bool:
        at = bisect_left(proper, start)
        return at < len(proper) and proper[at] < end

    spans = [(one.start, one.end) for one in of_organisations]
    found: list[_Raw] = [
        (*one[:2], "organisation", "department", one.meaning, "department.name")
        for one in of_departments
        if not _within(one.start, one.end, spans)
    ]
    found += [(*one[:2], "organisation", one.kind, text[one.start : one.end], one.rule) for one in of_organisations]
    found += [(*one[:2], "product", one.kind, one.name, one.rule) for one in of_medicines]
    covering = sorted((one[0], one[1]) for one in found)
    found += [(*one[:2], "place", one.kind, text[one.start : one.end], one.rule) for one in of_parks]
    found += [
        (*one[:2], "project", "project", text[one.start : one.end], one.rule) for one in projects(text, is_proper)
    ]
    found += [
        (*one[:2], "product", one.kind, one.name, one.rule)
        for one in at_herbs
        if not _within(one.start, one.end, covering)
    ]
    for place in at_places.values():
        if not _within(place.start, place.end, covering):
            kind, name = place.meaning.split(":", 1)
            found.append((*place[:2], "place", kind, name, f"place.{kind}"))
    return tuple(_record(plain, one) for one in sorted(set(found), key=lambda one: (one[0], -one[1], one[2:])))


def _within(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether start..end lies in one of `spans` (sorted by their start)."""
    at = bisect_left(spans, (start + 1, 0))
    return any(begin <= start and end <= stop for begin, stop in spans[max(0, at - 6) : at])


def _record(plain: Plain, one: _Raw) -> Named:
    start, end, genre, kind, name, rule = one
    first, last = plain.raw(start, end)
    return Named(first, last, plain.text[start:end], genre, kind, name, {"name": Because(first, last, rule)})
