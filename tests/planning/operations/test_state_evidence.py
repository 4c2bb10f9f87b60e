"""What officials say of the parts of milestones: who may, what is refused, what stays, and what the public is told."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cast import Cast, cheapen_passwords
from plan_reading import TEXT, at, proposed
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import describe_document, keep_document
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.planning import models
from yaomai.planning.engine.evidence_deed import WITHDRAWN, Evidence
from yaomai.planning.engine.fields import from_form
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all, judge_changed
from yaomai.planning.operations.state_evidence import state_evidence
from yaomai.planning.queries.evidence import evidence, statement
from yaomai.planning.queries.targets import targets
from yaomai.planning.queries.verdicts import verdict_of

ACCEPTED = date(2020, 11, 5)


@pytest.fixture
def cast(database, now, monkeypatch):
    cheapen_passwords(monkeypatch)
    return Cast(now)


@pytest.fixture
def official(cast):
    cast.organisation("省局", "authority")
    return cast.person("official", "official", of="省局")


@pytest.fixture
def milestone(official, now):
    """A plan promises standardised bases by 2020, in no number."""
    plan = proposed(now)
    form = {"indicator": "标准化基地建设", "kind": "target", "comparator": "vague", "value": "", "year": "2020"}
    span = at("建设标准化基地", text=TEXT)
    new = NewDecision(
        *span, "add", decided=from_form(form | {"region": "620000"}, "建设标准化基地", "620000"), reason=""
    )
    decide(official, plan.file, [new], now=now)
    (one,) = targets(ANYONE)
    assert one.now.kind == "milestone"
    return one


@pytest.fixture
def report(official, now):
    return kept(official, "public", now)


def kept(official, access, now, name="report"):
    about = Description(
        title=f"{name} (invented)", issuer="省局", status="draft" if access == "official" else "approved"
    )
    document = keep_document(official, f"{name}.txt", name.encode(), replace(about, access=access), now=now)
    return document.file


def said(milestone, part="一号基地", progress="accepted", document=None, **more):
    more = {"weight": Decimal(1), "day": ACCEPTED} | more
    return Evidence(milestone.target, part, progress, document=document, **more)


def state_of(milestone, viewer=ANYONE):
    return verdict_of(viewer, milestone.target).verdict.state


def last():
    return models.Evidence.objects.order_by("-record").values_list("record", flat=True).first()


def test_evidence_of_every_part_makes_it_met(official, milestone, report, now):
    judge_all(now=now)
    assert state_of(milestone) == "cannot_judge"
    first = state_evidence(official, said(milestone, document=report), expected=None, now=now)
    assert judge_changed(now=now) == 2
    assert state_of(milestone) == "met"
    begun = said(milestone, "二号基地", "begun", day=date(2021, 1, 8), document=report)
    state_evidence(official, begun, expected=first, now=now)
    judge_changed(now=now)
    found = verdict_of(ANYONE, milestone.target).verdict
    assert (found.state, found.completion) == ("missed", Decimal("0.5"))
    assert [one.ref for one in found.used] == [f"evidence/{first}", f"evidence/{last()}"]


def test_a_later_statement_holds_and_the_earlier_stays(official, milestone, report, now):
    begun = said(milestone, progress="begun", day=date(2019, 4, 1))
    first = state_evidence(official, begun, expected=None, now=now)
    done = said(milestone, document=report, reason="accepted now")
    second = state_evidence(official, done, expected=first, now=now + timedelta(days=1))
    known = evidence(official, [milestone.target])[milestone.target]
    assert [one.said.progress for one in known.parts] == ["accepted"]
    assert [one.record for one in known.history] == [second, first]
    state_evidence(official, replace(done, state=WITHDRAWN, reason="another base"), expected=second, now=now)
    known = evidence(official, [milestone.target])[milestone.target]
    assert known.parts == ()
    assert [one.said.reason for one in known.history] == ["another base", "accepted now", ""]


REFUSED = {
    "accepted without a document": ({}, "planning.evidence_missing"),
    "a document that is not there": ({"document": 999 << 20}, "planning.evidence_unknown"),
    "no part": ({"part": "  "}, "planning.part"),
    "a part of too many words": ({"part": "基" * 201}, "planning.part"),
    "a step that is none": ({"progress": "nearly"}, "planning.progress"),
    "no weight": ({"weight": Decimal(0)}, "planning.weight"),
    "a weight that no table keeps": ({"weight": Decimal("1E-13")}, "planning.number_long"),
    "a weight that is no number": ({"weight": Decimal("NaN")}, "planning.number_long"),
    "a day that has not come": ({"day": date(2027, 1, 1)}, "planning.day_to_come"),
    "a day of another time": ({"day": date(1800, 1, 1)}, "planning.day"),
    "a character that cannot be kept": ({"note": "a\0b"}, "planning.character"),
    "a note that is too long": ({"note": "长" * 501}, "planning.too_long_text"),
    "taking back what was never said": ({"state": WITHDRAWN, "reason": "no"}, "planning.part_unknown"),
}


@pytest.mark.parametrize(("changed", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_refused(official, milestone, now, changed, code):
    with pytest.raises(InvalidError) as error:
        state_evidence(official, replace(said(milestone), **changed), expected=None, now=now)
    assert code in [one.code for one in error.value.findings]
    assert not models.Evidence.objects.exists()


def test_saying_anew_asks_for_a_reason_and_for_something_new(official, milestone, report, now):
    one = said(milestone, document=report)
    first = state_evidence(official, one, expected=None, now=now)
    with pytest.raises(InvalidError) as error:
        state_evidence(official, one, expected=first, now=now)
    assert {each.code for each in error.value.findings} == {"planning.reason_missing", "planning.evidence_unchanged"}


def test_who_is_late_is_told(official, milestone, report, now):
    state_evidence(official, said(milestone, document=report), expected=None, now=now)
    with pytest.raises(ConflictError):
        state_evidence(official, said(milestone, "二号基地", document=report), expected=None, now=now)


def test_only_milestones_have_evidence(official, milestone, report, now):
    decide(official, milestone.document, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    other = next(one for one in targets(ANYONE) if one.now.kind == "level")
    with pytest.raises(InvalidError) as error:
        state_evidence(official, said(other, document=report), expected=None, now=now)
    assert [one.code for one in error.value.findings] == ["planning.no_milestone"]


def test_only_officials_of_the_plan_say_so(cast, milestone, report, now):
    city = cast.organisation("市局", "authority")
    other = Viewer(account=1, organisation=city, roles=frozenset({"official"}), division="620100")
    for viewer in (other, ANYONE, Viewer(account=1, organisation=city, roles=frozenset({"recorder"}))):
        with pytest.raises(NotAllowedError):
            state_evidence(viewer, said(milestone, document=report), expected=None, now=now)


def test_the_public_sees_only_evidence_whose_document_is_public(official, milestone, report, now):
    closed = kept(official, "official", now, "closed")
    first = state_evidence(official, said(milestone, document=report), expected=None, now=now)
    second = state_evidence(official, said(milestone, "二号基地", document=closed), expected=first, now=now)
    state_evidence(official, said(milestone, "三号基地", "begun"), expected=second, now=now)
    known = evidence("public", [milestone.target])[milestone.target]
    assert ([one.said.part for one in known.parts], known.closed, len(known.history)) == (["一号基地"], 2, 1)
    assert known.parts[0].account is None
    assert len(evidence(official, [milestone.target])[milestone.target].parts) == 3
    with pytest.raises(NotFoundError):
        statement(ANYONE, second)
    assert statement(official, second).title


def test_the_verdict_follows_the_access_of_the_document(official, milestone, now):
    closed = kept(official, "official", now, "closed")
    state_evidence(official, said(milestone, document=closed), expected=None, now=now)
    judge_all(now=now)
    assert (state_of(milestone), state_of(milestone, official)) == ("cannot_judge", "met")
    opened = Description(title="closed (invented)", issuer="省局", status="approved", access="public")
    describe_document(INSTALLATION_VIEWER, closed, opened, now=now)
    assert judge_changed(now=now) == 2
    assert state_of(milestone) == "met"
    describe_document(INSTALLATION_VIEWER, closed, replace(opened, status="draft", access="official"), now=now)
    assert judge_changed(now=now) == 2
    assert state_of(milestone) == "cannot_judge"
