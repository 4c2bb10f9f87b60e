"""The tree of organisations on record: founding under another, renaming, moving, dissolving, and who sees below."""

import pytest

from cast import PASSWORD
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed
from yaomai.people.models import KeyEnd
from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.queries import accounts
from yaomai.people.queries.identity import by_account
from yaomai.people.queries.organisation_tree import organisation_tree
from yaomai.people.queries.recorders import organisation_names, organisations_called
from yaomai.people.viewer import INSTALLATION_VIEWER


def found(name, now, kind="authority", parent=None, division=""):
    return found_organisation(INSTALLATION_VIEWER, name, kind, now=now, parent=parent, division=division)


@pytest.fixture
def offices(database, now):
    """Province, city, county and a cooperative under it; a laboratory under nobody."""
    province = found("省局", now, division="620000")
    city = found("市局", now, parent=province, division="621100")
    county = found("县局", now, parent=city, division="621126")
    cooperative = found("合作社", now, "cooperative", county, "621126")
    return {
        "province": province,
        "city": city,
        "county": county,
        "cooperative": cooperative,
        "lab": found("检验室", now, "laboratory"),
    }


def as_it_is(number, now, **changes):
    known = accounts.organisation(INSTALLATION_VIEWER, number, now=now)
    told = {"name": known.name, "kind": known.kind, "parent": known.parent, "division": known.division}
    return OrganisationFacts(**(told | changes))


def change(number, now, **changes):
    change_organisation(INSTALLATION_VIEWER, number, as_it_is(number, now, **changes), now=now)


def codes(refused):
    return [(finding.code, finding.pointer, finding.value) for finding in refused.value.findings]


def drawn(branches):
    return {branch.name: drawn(branch.below) for branch in branches}


def test_the_tree_as_it_was_founded_and_as_it_is(offices, now):
    assert drawn(organisation_tree()) == {"省局": {"市局": {"县局": {"合作社": {}}}}, "检验室": {}}
    change(offices["county"], now, parent=offices["province"])
    change(offices["lab"], now, parent=offices["city"])
    assert drawn(organisation_tree()) == {"省局": {"市局": {"检验室": {}}, "县局": {"合作社": {}}}}
    change(offices["lab"], now, parent=None)
    assert "检验室" in drawn(organisation_tree())


def test_a_change_is_a_deed_and_what_was_stays(offices, now):
    change(offices["city"], now, name="定西市局", division="621100")
    assert Deed.objects.order_by("-id").first().kind == "people.organisation_state"
    deeds = Deed.objects.count()
    change(offices["city"], now)  # the same again
    assert Deed.objects.count() == deeds
    history = accounts.organisation_history(INSTALLATION_VIEWER, offices["city"])
    assert [(one.name, one.parent) for one in history] == [
        ("市局", offices["province"]),
        ("定西市局", offices["province"]),
    ]
    assert organisation_names([offices["city"]])[offices["city"]].name == "定西市局"
    # Under the former name it is found, too; nobody else gets it, and the organisation may take it again.
    assert [one.organisation for one in organisations_called("市局")] == [offices["city"]]
    with pytest.raises(InvalidError) as refused:
        found("市局", now)
    assert codes(refused)[0][:2] == ("people.organisation_exists", "/name")
    change(offices["city"], now, name="市局")


# what is put under what, and the way in words that would lead back
CYCLES = [
    ("province", "province", "省局 → 省局"),
    ("province", "cooperative", "省局 → 合作社 → 县局 → 市局 → 省局"),
    ("city", "county", "市局 → 县局 → 市局"),
]


@pytest.mark.parametrize(("organisation", "parent", "way"), CYCLES)
def test_a_cycle_is_refused_with_the_whole_way(offices, now, organisation, parent, way):
    deeds = Deed.objects.count()
    with pytest.raises(InvalidError) as refused:
        change(offices[organisation], now, parent=offices[parent], division="")
    assert codes(refused) == [("people.organisation_cycle", "/parent", way)]
    assert Deed.objects.count() == deeds


# kind, division, parent, codes
UNFIT = [
    ("authority", "62110", None, ["people.division_form"]),
    ("authority", "000000", None, ["people.division_form"]),
    ("authority", "629999", None, ["people.division_unknown"]),
    ("authority", "630100", "province", ["people.division_outside"]),
    ("authority", "621100", "county", ["people.division_outside"]),
    ("cooperative", "630100", "county", []),  # a firm may sit elsewhere than the office that it is under
    ("authority", "", "county", []),
    ("authority", "62x", "nobody", ["people.division_form", "people.organisation_unknown"]),
]


@pytest.mark.parametrize(("kind", "division", "parent", "expected"), UNFIT)
def test_what_is_wrong_with_a_place_in_the_tree(offices, now, kind, division, parent, expected):
    above = None if parent is None else offices.get(parent, 999_999)
    if expected:
        with pytest.raises(InvalidError) as refused:
            found("新的", now, kind, above, division)
        assert [code for code, _, _ in codes(refused)] == expected
    else:
        found("新的", now, kind, above, division)


def test_a_viewer_brings_the_division_and_the_subtree_of_the_organisation_as_they_are_now(offices, now):
    account = open_account(
        INSTALLATION_VIEWER, NewAccount("chen", "陈", offices["city"], ["official"], PASSWORD), now=now
    )
    viewer = by_account(account, now=now).viewer
    assert (viewer.division, viewer.below) == ("621100", {offices[one] for one in ("city", "county", "cooperative")})
    change(offices["county"], now, parent=offices["province"])
    change(offices["city"], now, division="621200")
    viewer = by_account(account, now=now).viewer
    assert (viewer.division, viewer.below) == ("621200", {offices["city"]})


def test_dissolving_ends_accounts_and_keys_and_names_the_heir(cast, now):
    one, two = cast.organisation("一厂"), cast.organisation("二厂")
    lina = cast.person("lina", "recorder", of="一厂")
    cast.key("capture", of="一厂")
    end_organisation(INSTALLATION_VIEWER, one, reason=" 并入  二厂 ", successor=two, now=now)
    known = accounts.organisation(INSTALLATION_VIEWER, one, now=now)
    assert (known.end_reason, known.successor, known.accounts, known.keys) == ("并入 二厂", two, 0, 0)
    assert by_account(lina.account, now=now) is None
    [row] = accounts.accounts_of(INSTALLATION_VIEWER, one)
    assert row.end_reason == "dissolved"
    assert KeyEnd.objects.count() == 1
    deeds = Deed.objects.count()
    end_organisation(INSTALLATION_VIEWER, one, reason="again", now=now)
    assert Deed.objects.count() == deeds
    # Nothing more is done with it.
    for attempt in (
        lambda: cast.account("mei", of="一厂"),
        lambda: change(two, now, parent=one),
        lambda: end_organisation(INSTALLATION_VIEWER, two, reason="x", successor=one, now=now),
    ):
        with pytest.raises(InvalidError) as refused:
            attempt()
        assert "people.organisation_ended" in {code for code, _, _ in codes(refused)}
    with pytest.raises(NotAllowedError, match="dissolved"):
        change(one, now, name="又一厂")


def test_what_is_wrong_with_dissolving_is_all_said(offices, now):
    with pytest.raises(InvalidError) as refused:
        end_organisation(INSTALLATION_VIEWER, offices["city"], reason=" ", successor=offices["city"], now=now)
    assert [(code, value) for code, _, value in codes(refused)] == [
        ("people.organisation_has_parts", "县局"),
        ("people.reason_length", "0 characters"),
        ("people.successor_itself", ""),
    ]
    end_organisation(INSTALLATION_VIEWER, offices["cooperative"], reason="注销", now=now)
    assert drawn(organisation_tree()) == {"省局": {"市局": {"县局": {}}}, "检验室": {}}
    assert drawn(organisation_tree(with_ended=True))["省局"] == {"市局": {"县局": {"合作社": {}}}}


def test_the_tree_is_changed_by_administrators_of_the_installation(cast, now):
    number = cast.organisation("一厂")
    for role in ("organisation_administrator", "recorder", "official", "auditor", "inspector"):
        viewer = cast.person(f"some-{role.replace('_', '-')}", role, of="一厂")
        for deed in (
            lambda viewer=viewer: change_organisation(
                viewer, number, OrganisationFacts("x", "grower", None, ""), now=now
            ),
            lambda viewer=viewer: end_organisation(viewer, number, reason="x", now=now),
        ):
            with pytest.raises(NotAllowedError):
                deed()
    boss = cast.person("boss", "administrator", of="一厂")
    with pytest.raises(NotAllowedError, match="own organisation"):
        end_organisation(boss, number, reason="x", now=now)
    with pytest.raises(NotFoundError):
        end_organisation(INSTALLATION_VIEWER, 999_999, reason="x", now=now)
