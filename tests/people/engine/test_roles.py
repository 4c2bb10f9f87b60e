"""Which roles are there, and what may each hand on?"""

from yaomai.people.engine.roles import BY_NAME, ROLES, SCOPES, Reach, key_scopes, may_grant

TABLE = {
    # role                        reach  may grant                                     scopes of keys
    "administrator": ("all", {role.name for role in ROLES}, {"capture", "query"}),
    "organisation_administrator": ("own", {"organisation_administrator", "recorder"}, {"capture", "query"}),
    "recorder": ("own", set(), {"capture", "query"}),
    "inspector": ("all", set(), set()),
    "official": ("all", set(), set()),
    "auditor": ("all", set(), set()),
}


def test_the_roles_are_those_of_the_table():
    declared = {role.name: (role.reach.value, set(role.may_grant), set(role.key_scopes)) for role in ROLES}
    assert declared == TABLE


def test_nobody_grants_what_is_not_a_role_or_gives_what_is_not_a_scope():
    for role in ROLES:
        assert role.may_grant <= set(BY_NAME)
        assert role.key_scopes <= set(SCOPES)


def test_a_role_of_one_organisation_hands_on_no_role_that_reaches_all():
    for role in ROLES:
        if role.reach is Reach.OWN:
            assert all(BY_NAME[name].reach is Reach.OWN for name in role.may_grant)


def test_several_roles_are_the_union_and_unknown_ones_are_nothing():
    assert may_grant({"recorder", "organisation_administrator"}) == {"organisation_administrator", "recorder"}
    assert key_scopes({"auditor", "recorder"}) == {"capture", "query"}
    assert may_grant({"emperor"}) == key_scopes({"emperor"}) == frozenset()
