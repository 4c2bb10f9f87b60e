"""A plan that is not public, and one that is, with all that is said of them; each thing with a mark that stands nowhere else."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from make_statistics import Statistics, said, year
from yaomai.archive.document_projections import OFFICIAL_VISIBILITY
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.queries.documents import DocumentView
from yaomai.archive.queries.files import may_see
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.engine.values import NewCorrection, SeriesKey
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.accept_import import Marks, accept_import
from yaomai.indicators.operations.begin_import import begin_import
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.map_import import map_import
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.sight import OFFICIAL_EDITION
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.planning.engine.fields import Decided, from_form
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.operations.propose import propose
from yaomai.planning.operations.set_target import NewWording, set_target, withdraw_target
from yaomai.planning.projections import DECISION, TARGET
from yaomai.planning.queries.proposals import newest_decisions, pieces_of
from yaomai.planning.queries.targets import target

MARK = re.compile(r"哨[0-9]{5}兵|77[0-9]{5}77")
"""The values that stand nowhere else: of texts, and of numbers."""
May = Callable[[Viewer], bool]
"""Whether a viewer may see something."""


@dataclass(slots=True)
class Planted:
    """Where the marks are: what each is of, and who may see it; the numbers of what there is, by sort."""

    official: Viewer
    marks: dict[str, tuple[str, May]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(10_000))

    def mark(self, what: str, may: May) -> str:
        """A mark for a text."""
        mark = f"哨{next(self.counter):05d}兵"
        self.marks[mark] = what, may
        return mark

    def number(self, what: str, may: May) -> str:
        """A mark for a number."""
        mark = f"77{next(self.counter):05d}77"
        self.marks[mark] = what, may
        return mark

    def there(self, sort: str, number: int) -> int:
        """Note that there is such a thing."""
        self.numbers.setdefault(sort, []).append(number)
        return number


def sees(kind: str, organisation: int | None) -> May:
    """Whoever sees all of the records of this kind for which the organisation answers."""
    return lambda viewer: visible_properties(viewer, kind, organisation) is ALL


def shows(kind: str, name: str, organisation: int | None, also: May) -> May:
    """Whoever sees this property of such records, and what they hang on."""

    def may(viewer: Viewer) -> bool:
        found = visible_properties(viewer, kind, organisation)
        return also(viewer) and (found is ALL or name in found)

    return may


def anybody(_: Viewer) -> bool:
    """Of what is public."""
    return True


def decided(words: str, **form: str) -> Decided:
    """A quantity as a person enters it."""
    base = {"unit": "家", "region": "620000", "comparator": "=", "indicator_key": "enterprise.count"}
    return from_form(base | form, words, "620000")


def plant(official: Viewer, now) -> Planted:
    """Everything, by an official of the province."""
    planted = Planted(official)
    office = Statistics(now)
    office.define("enterprise.count", name="企业数", unit="", counted="家", basis="level")
    office.define("enterprise.secret", name="企业乙数", unit="", counted="家", basis="level")
    office.define(
        "enterprise.more", name="企业丙数", unit="", counted="家", basis="level", formula="enterprise.secret + 1"
    )
    for access in ("official", "public"):
        _plan(planted, access, now)
    _edition(planted, office, now)
    _import(planted, now)
    judge_all(now=now)
    return planted


def _plan(planted: Planted, access: str, now) -> None:
    own = planted.official.organisation
    may = sees(OFFICIAL_VISIBILITY, own) if access == "official" else anybody
    of = f"{access} plan"
    mark, number = planted.mark, planted.number
    words = {name: mark(f"{of}: {name}", may) for name in ("heading", "rest")}
    fact, goal, other, gone = (number(f"{of}: {name}", may) for name in ("fact", "goal", "other", "gone"))
    text = (
        f"{words['heading']}\n2015年，企业{fact}家。到2020年，企业达到{goal}家，另有{other}家，又有{gone}家。\n{words['rest']}\n"
        f"建设标准化基地（农业农村厅牵头）。到2020年，产值达到12亿元，其中甲产值9亿元，乙产值9亿元。\n"
    )
    described = Description(
        *(mark(f"{of}: {name}", may) for name in ("title", "issuer")), now.date(), "draft" if access == "official" else "approved",
        mark(f"{of}: origin", may), "620000", 2016, 2020, None, access,
    )  # fmt: skip
    name = f"{mark(f'{of}: file name', may)}.txt"
    document = keep_document(planted.official, name, text.encode(), described, now=now)
    planted.there("document", document.file)
    planted.there("record", document.record)
    propose(planted.official, document.file, now=now)
    _decisions(planted, document, text, may, now)


def _decisions(planted: Planted, document: DocumentView, text: str, may: May, now) -> None:
    of, own = f"{document.access} plan", planted.official.organisation
    decides = shows(DECISION, "reason", own, may)
    words_it = shows(TARGET, "reason", own, may)
    numbers = [one for one in MARK.findall(text) if one.startswith("77")]
    spans = [(text.index(one), text.index(one) + len(one)) for one in numbers]
    planted.spans[document.file] = spans
    kinds = ({"kind": "fact", "year": "2015"}, *({"kind": "target", "year": "2020"} for _ in range(3)))
    names = [planted.mark(f"{of}: indicator {number}", may) for number in range(4)]
    new = []
    for span, words, kind, name in zip(spans, numbers, kinds, names, strict=True):
        reason = planted.mark(f"{of}: why {name}", decides)
        segment = "" if kind["kind"] == "fact" else f"分组{words[2:7]}"
        form = {"value": words, "indicator": name, "segment": segment, **kind}
        new.append((span, decided(words, **form), reason))
    made = _decide(planted, document, new, now)
    for record in made:
        planted.there("record", record)
    found = newest_decisions(document.file)
    targets = [found[span].target for span in spans[1:]]
    planted.there("edition", found[spans[0]].edition)
    for number in targets:
        planted.there("target", number)
    _worded(planted, document, targets, may, words_it, now)
    again = planted.mark(f"{of}: why corrected", decides)
    fact = decided(numbers[0], value=numbers[0], indicator=names[0], kind="fact", year="2014")
    decide(planted.official, document.file, [NewDecision(*spans[0], "correct", made[0], fact, again)], now=now)
    planted.there("edition", newest_decisions(document.file)[spans[0]].edition)


def _decide(planted: Planted, document: DocumentView, new: list, now) -> list[int]:
    """Add the figures, or correct what the reader proposes at these characters."""
    proposed = {(one.start, one.end) for one in pieces_of(document.file)}
    said = [
        NewDecision(*span, "correct" if span in proposed else "add", None, fields, reason)
        for span, fields, reason in new
    ]
    return decide(planted.official, document.file, said, now=now)


def _worded(planted: Planted, document: DocumentView, targets: list, may: May, words_it: May, now) -> None:
    of = f"{document.access} plan"
    first, second, _ = (target(planted.official, number) for number in targets)
    anew = replace(
        first.now, name=planted.mark(f"{of}: name anew", may), low=Decimal(planted.number(f"{of}: goal anew", may))
    )
    anew = replace(anew, high=anew.low)
    why = planted.mark(f"{of}: why worded anew", words_it)
    set_target(planted.official, first.target, NewWording(anew, why, first.record), now=now)
    why = planted.mark(f"{of}: why withdrawn", words_it)
    withdraw_target(planted.official, second.target, why, expected=second.record, now=now)
    for number in targets:
        for one in target(planted.official, number).history:
            planted.there("record", one.record)


def _edition(planted: Planted, office: Statistics, now) -> None:
    """An official edition with a correction, one that was withdrawn, and what follows from it by a formula."""
    own = planted.official.organisation
    may = sees(OFFICIAL_EDITION, own)
    mark, number = planted.mark, planted.number
    segment = mark("edition: segment", may)
    value, wrong, gone = (number(f"edition: {name}", may) for name in ("value", "wrong", "gone"))
    texts = {name: mark(f"edition: {name}", may) for name in ("title", "publisher")}
    values = [
        said("enterprise.secret", year(2019), value, basis="level"),
        said("enterprise.secret", year(2020), wrong, segment=segment, basis="level", note=mark("edition: note", may)),
    ]
    made = office.publish(*values, by=planted.official, access="official", is_invented=False, **texts)
    planted.there("edition", made.record)
    start, end = year(2020)
    new = NewCorrection(
        SeriesKey("enterprise.secret", "620000", segment), "level", start, end, "override",
        Decimal(wrong), mark("correction: reason", may), Decimal(number("correction: value", may)),
        mark("correction: provider", may),
    )  # fmt: skip
    planted.there("correction", correct(planted.official, new, now=now).record)
    texts = {name: mark(f"withdrawn edition: {name}", may) for name in ("title", "publisher")}
    back = office.publish(
        said("enterprise.secret", year(2018), gone, basis="level"), by=planted.official, access="official", **texts
    )
    planted.there("edition", back.record)
    withdraw(planted.official, back.record, mark("withdrawn edition: reason", may), now=now)
    counted = office.publish(
        said("enterprise.count", year(2020), number("official figure of the target", may), basis="level"),
        by=planted.official, access="official", is_invented=False, title="甲", publisher="乙",
    )  # fmt: skip
    planted.there("edition", counted.record)


def _import(planted: Planted, now) -> None:
    """A table of which a column was left out, that became an official edition."""
    own = planted.official.organisation
    may = sees(OFFICIAL_EDITION, own)

    def of_file(viewer: Viewer) -> bool:
        is_auditor = "auditor" in viewer.roles and may(viewer)
        return may_see(viewer, own) or is_auditor

    mark, number = planted.mark, planted.number
    left_out, name = mark("table: column left out", of_file), mark("table: file name", of_file)
    value = number("table: value", may)
    segment = mark("table: segment", may)
    text = f"地区,指标,品种,时间,数值,单位,备忘\n甘肃省,企业乙数,{segment},2017年,{value},家,{left_out}\n"
    kept = keep_file(planted.official, f"{name}.csv", text.encode(), now=now)
    planted.there("file", kept.record)
    begun = begin_import(planted.official, kept.record, now=now)
    one = StatisticsImport.objects.get(id=begun)
    mapping = TableMapping.from_json(one.mapping)
    columns = tuple(replace(each, role="" if each.column == 6 else each.role) for each in mapping.columns)
    map_import(planted.official, begun, replace(mapping, columns=columns), now=now)
    one.refresh_from_db()
    assert (one.state, one.faults) == ("ready", []), (one.state, one.faults)
    titles = (mark(f"table: {name}", may) for name in ("title", "publisher"))
    accept_import(
        planted.official, begun, Marks(*titles, now.date(), "official", is_invented=False), looked=True, now=now
    )
    one.refresh_from_db()
    planted.there("import", begun)
    planted.there("edition", one.edition)
