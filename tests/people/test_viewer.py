"""Who sees what? The declaration as tables."""

import pytest

from yaomai.people.engine.visibility import ALL, Asker, Grant, Group, Rows, Visibility, properties, row_rule
from yaomai.people.viewer import (
    ANYONE,
    INSTALLATION_VIEWER,
    VISIBILITIES,
    Viewer,
    declare,
    declared,
    is_sensitive,
    visible_properties,
    visible_rows,
)

OWN, OTHER = 7, 8


def person(*roles):
    return Viewer(account=1, organisation=OWN, roles=frozenset(roles))


def machine(*scopes):
    return Viewer(key=1, organisation=OWN, scopes=frozenset(scopes))


VIEWERS = {
    "anyone": ANYONE,
    "member": person(),
    "recorder": person("recorder"),
    "organisation_administrator": person("organisation_administrator"),
    "administrator": person("administrator"),
    "inspector": person("inspector"),
    "official": person("official"),
    "auditor": person("auditor"),
    "key: capture": machine("capture"),
    "key: query": machine("query"),
    "installation": INSTALLATION_VIEWER,
}

# What a viewer sees of rows for which its own / another organisation answers: all, some (named properties), none.
TABLE = """
viewer                      epcis.event  people.organisation  people.account  people.key  people.audit_entry     traceability.recall   traceability.recall_reach   traceability.finding   people.invitation   archive.file
anyone                      some some    some some            none none       none none   none none              some some             none none                   none none                   none none           none none
member                      all  some    some some            none none       none none   none none              all  some             all  none                   all  none                   none none           all  none
recorder                    all  some    some some            none none       none none   none none              all  some             all  none                   all  none                   none none           all  none
organisation_administrator  all  some    all  some            all  none       all  none   all  none              all  some             all  none                   all  none                   all  none           all  none
administrator               all  some    all  all             all  all        all  all    all  all               all  some             all  none                   all  none                   all  all           all  none
inspector                   all  all     some some            none none       none none   none none              all  all              all  all                    all  all                   none none           all  all
official                    all  all     some some            none none       none none   none none              all  all              all  all                    all  all                   none none           all  all
auditor                     all  some    some some            some some       none none   all  all               all  some             all  none                   all  none                   none none           all  none
key: capture                some some    some some            none none       none none   none none              some some             none none                   none none                   none none           none none
key: query                  all  some    some some            none none       none none   none none              all  some             all  none                   all  none                   none none           all  none
installation                some some    all  all             all  all        all  all    all  all               some some             none none                   none none                   all  all           none none
"""


def cells():
    head, *lines = TABLE.strip().splitlines()
    kinds = head.split()[1:]
    for line in lines:
        name = next(viewer for viewer in sorted(VIEWERS, key=len, reverse=True) if line.startswith(viewer))
        words = line[len(name) :].split()
        assert len(words) == 2 * len(kinds), line
        for number, kind in enumerate(kinds):
            yield name, kind, words[2 * number], words[2 * number + 1]


def test_the_table_names_every_kind_and_every_viewer():
    assert {kind for _, kind, _, _ in cells()} == {declared.kind for declared in VISIBILITIES}
    assert {name for name, _, _, _ in cells()} == set(VIEWERS)


@pytest.mark.parametrize(("name", "kind", "own", "other"), list(cells()))
def test_who_sees_what(name, kind, own, other):
    viewer = VIEWERS[name]
    for owner, expected in ((OWN, own), (OTHER, other)):
        seen = visible_properties(viewer, kind, owner)
        said = "all" if seen is ALL else "some" if seen else "none"
        assert said == expected, owner
        # Rows and properties are one declaration: a row is visible exactly when something of it is.
        assert visible_rows(viewer, kind).admits(owner) == (expected != "none")


def test_the_public_sees_of_an_event_what_happened_and_who_recorded_it_but_no_business_papers():
    seen = visible_properties(ANYONE, "epcis.event", OWN)
    assert {"type", "eventTime", "bizStep", "disposition", "bizLocation", "epcList", "quantityList"} <= seen
    assert "recordingOrganisation" in seen
    hidden = {"bizTransactionList", "sourceList", "destinationList", "sensorElementList", "ilmd", "certificationInfo"}
    assert not seen & hidden
    assert "ilmd.lotNumber" in seen  # printed on the pack; the chain shows it


def test_a_row_for_which_nobody_answers_is_nobodys_own():
    assert not visible_rows(person("organisation_administrator"), "people.account").admits(None)
    nobody = Viewer(account=1, roles=frozenset({"organisation_administrator"}))
    assert visible_rows(nobody, "people.account").rows is Rows.NONE


def test_nothing_is_visible_of_a_kind_that_is_not_declared():
    with pytest.raises(KeyError):
        visible_rows(person("administrator"), "people.secret")


def test_the_audit_trail_is_sensitive():
    assert is_sensitive("people.audit_entry")
    assert not is_sensitive("people.organisation")


def test_named_properties_of_several_grants_add_up_and_all_wins():
    declared = Visibility(
        "x",
        (
            Grant(Group.PUBLIC, Rows.ALL, frozenset({"a"})),
            Grant("inspector", Rows.ALL, frozenset({"b"})),
            Grant(Group.MEMBERS, Rows.OWN),
        ),
    )
    asker = Asker(organisation=OWN, roles=frozenset({"inspector"}), is_member=True)
    assert properties(declared, asker, OTHER) == {"a", "b"}
    assert properties(declared, asker, OWN) is ALL
    assert row_rule(declared, asker).rows is Rows.ALL


BELOW = frozenset({OWN, 17, 18})
REGIONAL = Visibility(
    "test.farm",
    (
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"name"})),
        Grant(Group.MEMBERS, Rows.BELOW, frozenset({"name", "area"})),
        Grant("official", Rows.REGION),
    ),
)

# The division of the asker's organisation, the division of a row, whether the row lies in it (GB/T 2260, 4).
LIES_IN = [
    ("620000", "620000", True),
    ("620000", "621126", True),
    ("620000", "630100", False),
    ("621100", "621126", True),
    ("621100", "621100", True),
    ("621100", "620000", False),
    ("621100", "621202", False),
    ("621126", "621126", True),
    ("621126", "621125", False),
    ("621126", "621100", False),
    ("", "621126", False),
    ("620000", "", True),  # what lies in no division is the affair of the province
    ("621100", "", False),
    ("", "", False),
    ("000000", "621126", False),
    ("62", "621126", False),
    ("６２００００", "621126", False),
]


@pytest.mark.parametrize(("division", "of_row", "expected"), LIES_IN)
def test_a_region_is_the_division_and_all_within_it(division, of_row, expected):
    visibility = Visibility("test.region", (Grant("official", Rows.REGION),))
    asker = Asker(organisation=OWN, roles=frozenset({"official"}), is_member=True, division=division)
    assert row_rule(visibility, asker).admits(OTHER, of_row) is expected
    assert (properties(visibility, asker, OTHER, of_row) is ALL) is expected


def test_rows_below_are_those_of_the_subtree_and_its_root():
    asker = Asker(organisation=OWN, roles=frozenset(), is_member=True, below=BELOW)
    assert [properties(REGIONAL, asker, owner) for owner in (OWN, 17, OTHER, None)] == [
        {"name", "area"},
        {"name", "area"},
        {"name"},
        {"name"},
    ]
    only_below = Visibility("test.below", (Grant(Group.MEMBERS, Rows.BELOW),))
    rule = row_rule(only_below, asker)
    assert (rule.rows, rule.organisations) == (Rows.BELOW, BELOW)
    assert [rule.admits(owner) for owner in (OWN, 17, OTHER, None)] == [True, True, False, False]
    outside = Asker(organisation=None, roles=frozenset(), is_member=True, below=BELOW)
    assert row_rule(only_below, outside).rows is Rows.NONE


def test_rows_of_several_words_are_taken_together():
    both = Visibility("test.both", (Grant(Group.MEMBERS, Rows.OWN), Grant("official", Rows.REGION)))
    asker = Asker(organisation=OWN, roles=frozenset({"official"}), is_member=True, division="621100")
    rule = row_rule(both, asker)
    assert (rule.rows, rule.organisations, rule.region) == (Rows.REGION, frozenset({OWN}), "6211")
    assert rule.admits(OWN, "110000")
    assert rule.admits(OTHER, "621126")
    assert not rule.admits(OTHER, "110000")


def test_a_viewer_brings_its_division_and_its_subtree():
    with declared(REGIONAL):
        city = Viewer(account=1, organisation=OWN, roles=frozenset({"official"}), division="621100", below=BELOW)
        assert visible_properties(city, "test.farm", OTHER, "621126") is ALL
        assert visible_properties(city, "test.farm", 18, "110000") == {"name", "area"}
        assert visible_properties(ANYONE, "test.farm", 18, "621126") == {"name"}
    with pytest.raises(KeyError):
        visible_rows(city, "test.farm")


def test_two_declarations_of_one_name_are_refused():
    with declared(REGIONAL):
        declare(REGIONAL)  # the same again is no other
        with pytest.raises(ValueError, match=r"test\.farm"):
            declare(Visibility("test.farm", ()))
        with pytest.raises(ValueError, match=r"test\.farm"), declared(REGIONAL):
            pass
    with pytest.raises(ValueError, match=r"epcis\.event"):
        declare(Visibility("epcis.event", ()))


def test_no_kind_of_goods_is_opened_by_words_that_its_queries_do_not_know():
    for declaration in VISIBILITIES:
        assert {grant.rows for grant in declaration.grants} <= {Rows.NONE, Rows.OWN, Rows.ALL}, declaration.kind
