"""Milestones: by the parts as known, only what was accepted with a document, and never by what who asks may not see."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from yaomai.planning.engine.evidence_deed import Evidence, EvidenceView, Known, body, read
from yaomai.planning.engine.figures import Figures
from yaomai.planning.engine.target_view import TargetView, Wording
from yaomai.planning.engine.verdict import verdict
from yaomai.planning.engine.verdict_json import from_json, to_json

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 1, tzinfo=UTC)


def part(name, progress, day="2020-06-30", document="report", weight=1, due=None):
    said = Evidence(
        1, name, progress, Decimal(weight), date.fromisoformat(day), due and date.fromisoformat(due), 7 if document else None
    )  # fmt: skip
    return EvidenceView(100 + len(name), said, document, None, None, AT)


def judged(*parts, year=2020, closed=0, **more):
    wording = Wording("检测中心", "", "620000", "milestone", "", comparator="vague", year=year, **more)
    return verdict(TargetView(1, 2, 3, 4, wording), Figures(evidence=Known(tuple(parts), (), closed)), TODAY)


def codes(found):
    return [one.code for one in found.reasons]


OVER = {
    "nothing was said": ((), 0, "cannot_judge", "grey", None, "milestone_no_evidence"),
    "all accepted with documents": (
        [part("楼", "accepted"), part("设备", "accepted")], 0, "met", "green", 1, "milestone_all_accepted",
    ),
    "accepted, but after the year": (
        [part("楼", "accepted", "2021-03-01")], 0, "met", "green", 1, "milestone_accepted_late",
    ),
    "delivered is not accepted": (
        [part("楼", "accepted"), part("设备", "delivered", "2020-12-31")], 0, "missed", "red", "0.5", "milestone_some_accepted",
    ),
    "by weight it was nearly there": (
        [part("楼", "accepted", weight=9), part("设备", "begun", "2021-01-05")], 0, "missed", "yellow", "0.9",
        "milestone_some_accepted",
    ),
    "what was said before the end does not say what became of it": (
        [part("楼", "accepted"), part("设备", "begun", "2019-05-01")], 0, "cannot_judge", "grey", None, "milestone_said_before",
    ),
    "accepted without a document is no evidence": (
        [part("楼", "accepted", document="")], 0, "cannot_judge", "grey", None, "milestone_no_evidence",
    ),
    "one accepted without a document": (
        [part("楼", "accepted"), part("设备", "accepted", "2021-01-01", "")], 0, "missed", "red", "0.5", "milestone_unproven",
    ),
    "all that is open is accepted, another part is closed": (
        [part("楼", "accepted")], 1, "cannot_judge", "grey", None, "milestone_closed",
    ),
    "a part that is open was not accepted, whatever is closed": (
        [part("楼", "accepted"), part("设备", "none", "2021-01-01")], 1, "missed", "red", None, "milestone_closed",
    ),
    "everything is closed": ((), 2, "cannot_judge", "grey", None, "milestone_closed"),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "closed", "state", "light", "completion", "code"), OVER.values(), ids=OVER.keys())
def test_when_its_time_is_over(parts, closed, state, light, completion, code):
    found = judged(*parts, closed=closed)
    assert (found.state, found.light) == (state, light)
    assert found.completion == (None if completion is None else Decimal(completion))
    assert code in codes(found)
    assert bool(found.missing) == (state == "cannot_judge")


RUNNING = {
    "all accepted": ([part("楼", "accepted")], "on_track", "green"),
    "nothing says when a part is due": ([part("楼", "accepted"), part("设备", "begun")], "cannot_judge", "grey"),
    "nothing is due yet": (
        [part("楼", "accepted"), part("设备", "begun", due="2029-12-31")], "on_track", "green",
    ),
    "half of what is due": (
        [part("楼", "accepted", due="2025-12-31"), part("设备", "begun", due="2026-06-30")], "off_track", "red",
    ),
    "two thirds of what is due": (
        [part("楼", "accepted", due="2025-12-31", weight=2), part("设备", "begun", due="2026-06-30")], "at_risk", "orange",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "state", "light"), RUNNING.values(), ids=RUNNING.keys())
def test_while_it_runs(parts, state, light):
    found = judged(*parts, year=2030)
    assert (found.state, found.light) == (state, light)


def test_while_it_runs_what_is_closed_decides_nothing():
    assert judged(part("楼", "accepted", due="2025-12-31"), year=2030, closed=1).state == "cannot_judge"


def test_a_milestone_without_a_year_is_there_or_is_not_known():
    assert judged(part("楼", "accepted"), year=None).state == "on_track"
    assert judged(part("楼", "begun"), year=None).state == "cannot_judge"


def test_a_binding_one_that_was_missed_says_so():
    assert "binding_not_met" in codes(judged(part("楼", "accepted"), part("设备", "none", "2021-01-01"), binding=True))


def test_what_was_accepted_is_named_with_its_document():
    found = judged(
        part("楼", "accepted"), part("设备", "delivered", "2020-12-31"), part("路线", "begun", "2020-12-31", "")
    )
    assert [(one.role, one.name, one.edition) for one in found.used] == [
        ("part", "楼", "report"),
        ("beside", "设备", "report"),
    ]
    assert from_json(to_json(found)) == found


def test_what_is_written_is_read_again():
    for one in (part("楼", "accepted", weight="0.5", due="2021-01-01").said, part("楼", "none", document="").said):
        assert read(body(one)) == one
