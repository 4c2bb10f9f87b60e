"""A made-up installation in which everything has been done at least once: each projection table has a row.

A projection that is added later asks for its row here (tests/test_byte_flips.py).
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from make import faults, sequenced
from make_events import HERB_LOT, PACK, document, object_event, transformation_event
from make_statistics import Statistics, said
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import describe_document, keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.indicators.engine.values import NewBreak, NewCorrection
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.indicators.operations.withdraw import withdraw as withdraw_edition
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.erase import erase
from yaomai.people.engine.held_roles import Term
from yaomai.people.engine.totp import code_at
from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
from yaomai.people.operations.end_account import Leaving, end_account
from yaomai.people.operations.end_key import end_key
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.invite import InvitedPerson, NewInvitation, accept, invite
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.operations.totp import begin_totp, remove_totp, turn_on_totp
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.planning.engine.evidence_deed import Evidence
from yaomai.planning.engine.fields import from_form
from yaomai.planning.models import Target
from yaomai.planning.operations.decide import NewDecision
from yaomai.planning.operations.decide import decide as decide_reading
from yaomai.planning.operations.state_evidence import state_evidence
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.draw_panel import NewDraw, call_draw, draw_panel
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw
from yaomai.traceability.engine.mass_balance import EXTENSION_NAMESPACE
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.models import Event
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import end_recall, start_recall

_GLN = "6901234000016"


def full_world(log_setup, now):
    """At least one row in each projection table; sequenced and signed; gives the log's setup."""
    number = _organisations(now)
    people = [
        NewAccount(login, f"Person {login}", number, ("recorder",), "a long enough password 1")
        for login in ("one", "two")
    ]
    heir, account = (open_account(INSTALLATION_VIEWER, new, now=now) for new in people)
    end_account(INSTALLATION_VIEWER, account, Leaving("moved", now.date(), heir), now=now)
    _invited_with_second_factor(number, now)
    person = Viewer(account=account, organisation=number, roles=frozenset({"administrator"}))
    keys = [issue_key(person, NewKey(number, f"key {n}", ("capture",), 5), now=now) for n in range(2)]
    end_key(INSTALLATION_VIEWER, keys[0].number, now=now)
    keep_file(person, "a.csv", b"name,area", now=now)
    _documents(person, now)
    named = object_event(
        ilmd={"cbvmda:descriptionShort": "a name"}, readPoint={"id": "urn:epc:id:sgln:6901234.00001.0"}
    )
    told = object_event(
        eventID="urn:uuid:1",
        persistentDisposition={"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:6901234000010:1"}],
    )
    declared = told | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    sold = object_event(action="OBSERVE", bizStep="retail_selling", quantityList=None, epcList=[PACK])
    other = object_event(eventTime="2026-09-02T08:00:00Z", disposition=None)
    told_of_step = {f"{EXTENSION_NAMESPACE}process": "slicing", f"{EXTENSION_NAMESPACE}maxLoss": 0.3}
    recorder = Recorder(organisation=number)
    for events in (
        [named],
        [named, transformation_event(transformationID="urn:example:1"), transformation_event(**told_of_step)],
        [told, declared, sold],
        [told | {"eventID": "urn:uuid:alias"}],
        [other],
    ):
        captured = capture(json.dumps(document(events)).encode(), recorder=recorder, now=now)
    step = Event.objects.get(event_type="TransformationEvent", transformation_id=None).record
    inspector = Viewer(account=account, organisation=number, roles=frozenset({"inspector"}))
    for scope in (Scope("lot", HERB_LOT), Scope("step", step=step), Scope("party", supplier=number)):
        recall = start_recall(inspector, scope, recall_class=1, reason="contaminated", now=now)
        end_recall(inspector, recall, "all came back", now=now)
    official = Viewer(account=account, organisation=number, roles=frozenset({"official"}), division="620000")
    expert = {"name": "Somebody (invented)", "number": "1", "fields": ["law"]}
    told = Told("expert", None, tuple(Saying(name, value) for name, value in expert.items()))
    state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=now)
    new = NewDraw("K09/panel", "a matter", {"law": 1}, (), "the lottery of tomorrow")
    draw_panel(official, call_draw(official, new, now=now), "01 02 03", now=now)
    _registers(number, now)
    _statistics(number, account, now)
    _promises(number, account, now)
    erase([captured.events[0].record], reason="asked for", recorder=recorder, now=now)
    sequenced(log_setup, now)
    assert faults(log_setup) == []
    return log_setup


def _documents(person, now):
    """Two versions of a plan."""
    official = replace(person, roles=frozenset({"official"}), division="620000")
    plan = Description("A plan (invented)", "An office", now.date(), "approved", "by post", "620000", 2021, 2025)
    first = keep_document(official, "plan-1.txt", b"area 100 mu", plan, now=now)
    keep_document(official, "plan-2.txt", b"area 200 mu", replace(plan, follows=first.file), now=now)
    describe_document(official, first.file, replace(plan, status="draft", follows=None), now=now)


def _registers(number, now):
    """Enterprises of which sources disagree, one merged into another; a choice, an order of sources, names decided on."""
    recorder = Viewer(account=number, organisation=number, roles=frozenset({"recorder"}))
    today = now.date()

    def say(by, entity, *says):
        told = Told("enterprise", entity, says, number if entity is None else None)
        return state(by, [told], origin=Origin("cell", 1), now=now).entities[0]

    name = Saying("name", "Firm (invented)", place="A1")
    one = say(recorder, None, name, Saying("employees", "3", valid_from=today, valid_to=today + timedelta(days=9)))
    say(INSTALLATION_VIEWER, one, Saying("employees", "4", valid_to=today + timedelta(days=5)), Saying("gln", _GLN))
    other = say(recorder, None, name._replace(value="Other firm (invented)"))
    merge(INSTALLATION_VIEWER, other, one, reason="the same", now=now)
    choose(INSTALLATION_VIEWER, one, "employees", (one, 2), reason="counted", now=now)
    prefer(INSTALLATION_VIEWER, "enterprise", "name", ["self"], reason="they know", now=now)
    for what in ({"deed": say(recorder, None, name) >> 20}, {"record": say(recorder, None, name), "ordinal": 1}):
        withdraw(recorder, reason="wrong", now=now, **what)
    decide(INSTALLATION_VIEWER, "enterprise", "the firm", one, expected=None, now=now)
    official = Viewer(account=number, organisation=number, roles=frozenset({"official"}), division="620000")
    decide(official, "enterprise", "another firm", None, not_entity=one, expected=None, now=now)


def _statistics(number, account, now):
    """An indicator, an edition of two values read from a file, a correction, and what takes the edition back."""
    official = Viewer(account=account, organisation=number, roles=frozenset({"official"}), division="620000")
    office = Statistics(now)
    office.define(by=official, formula="1 + 1", comparable=(("industry.output", "not", "words"),))
    span = (date(2015, 1, 1), date(2015, 12, 31))
    values = [
        said("industry.revenue", span, value, segment=value, place="A1", note="as printed") for value in ("1.50", "2")
    ]
    file = keep_file(official, "b.csv", b"name,value", now=now).record
    edition = office.publish(*values, by=official, file=file)
    new = NewCorrection(
        values[0].series, "flow", *span, "override", Decimal("1.50"), "typed wrongly", Decimal(15), "us"
    )
    correct(official, new, now=now)
    plan = keep_document(official, "plan-0.txt", b"other firms", Description("A note (invented)"), now=now).file
    broken = NewBreak("industry.revenue", span[0], "other firms", "620000", "2", plan)
    declare_break(official, broken, now=now)
    withdraw_edition(official, edition.record, "the wrong file", now=now)


def _promises(number, account, now):
    """A fact and a target that an official added from a plan's text: both about products of an inner threshold."""
    official = Viewer(account=account, organisation=number, roles=frozenset({"official"}), division="620000")
    plan = Description("Another plan (invented)", "An office", now.date(), "approved", "by post", "620000", 2016, 2020)
    file = keep_document(official, "plan-3.txt", b"sales 10, then at least 30", plan, now=now).file
    form = {"indicator": "sales", "indicator_key": "industry.revenue", "unit": "\u5143", "region": "620000"}
    inner = {
        f"threshold_{name}": value for name, value in {"indicator": "firm", "value": "5", "unit": "\u5143"}.items()
    }
    fact = form | inner | {"kind": "fact", "comparator": "=", "value": "10", "year": "2015"}
    promise = form | inner | {"kind": "target", "comparator": "≥", "value": "30", "year": "2020", "binding": "yes"}
    new = [
        NewDecision(*span, "add", decided=from_form(fields, words, "620000"), reason="read")
        for span, words, fields in (((6, 8), "10", fact), ((24, 26), "30", promise | {"hedges": "about"}))
    ]
    vague = promise | {"comparator": "vague", "value": "", "indicator": "centre", "indicator_key": "", "unit": ""}
    new.append(NewDecision(10, 14, "add", decided=from_form(vague, "then", "620000"), reason="read"))
    decide_reading(official, file, new, now=now)
    (milestone,) = Target.objects.filter(kind="milestone")
    part = Evidence(milestone.target, "the building", "accepted", Decimal("1.5"), now.date(), now.date(), file, "seen")
    record = state_evidence(official, part, expected=None, now=now)
    state_evidence(official, replace(part, progress="begun", reason="not yet"), expected=record, now=now)


def _organisations(now):
    """Of three organisations the one that is left: under another, moved, and heir of a dissolved one."""
    office = found_organisation(INSTALLATION_VIEWER, "Office (invented)", "authority", now=now, division="621100")
    told = {"invented": True, "parent": office, "division": "621126"}
    number = found_organisation(INSTALLATION_VIEWER, "Growers (invented)", "grower", now=now, **told)
    gone = found_organisation(INSTALLATION_VIEWER, "Old growers (invented)", "grower", now=now, **told)
    end_organisation(INSTALLATION_VIEWER, gone, reason="merged", successor=number, now=now)
    moved = OrganisationFacts("Growers of the valley (invented)", "cooperative", office, "621122")
    change_organisation(INSTALLATION_VIEWER, number, moved, now=now)
    return number


def _invited_with_second_factor(number, now):
    """A person who was invited to a role for a time, and whose second factor was taken away again."""
    boss = Viewer(account=number, organisation=number, roles=frozenset({"administrator"}))
    grant = Term(now, now + timedelta(days=1))
    new = NewInvitation(number, "Person three", ("recorder",), 7, {"recorder": grant})
    invite(boss, new, now=now)
    code = invite(INSTALLATION_VIEWER, new, now=now).code
    account = accept(code, InvitedPerson("three", "Person three", "a long enough password 1"), now=now)
    person = by_account(account, now=now).viewer
    secret, _ = begin_totp(person, issuer="test", now=now)
    turn_on_totp(person, code_at(secret, now), password="a long enough password 1", address="x", now=now)
    remove_totp(INSTALLATION_VIEWER, account, reason="lost", now=now)
