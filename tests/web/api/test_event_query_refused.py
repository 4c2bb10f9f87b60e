"""What GET /events does not understand is named and never ignored; what the standard has and we do not answer is said."""

from urllib.parse import urlencode

import pytest

REFUSED = [
    # query, what is named
    ("EQ_bizstep=shipping", ["/EQ_bizstep"]),
    ("nonsense=1&more=2", ["/nonsense", "/more"]),
    ("MATCH_everything=urn:x:1&EQ_=1&=1&EQ_source=x", ["/MATCH_everything", "/EQ_", "/", "/EQ_source"]),
    ("eventType=ThingEvent|ObjectEvent", ["/eventType"]),
    ("EQ_action=add", ["/EQ_action"]),
    ("GE_eventTime=yesterday&LT_eventTime=2026-02-30T00:00:00Z", ["/GE_eventTime", "/LT_eventTime"]),
    ("GE_eventTime=2026-09-01T00:00:00Z&GE_eventTime=2026-09-02T00:00:00Z", ["/GE_eventTime"]),
    ("EQ_quantity=NaN&GT_quantity=1e999&LT_quantity=0x1&GE_quantity_k=1", ["/EQ_quantity", "/GT_quantity", "/LT_quantity", "/GE_quantity_k"]),
    ("EXISTS_errorDeclaration=yes", ["/EXISTS_errorDeclaration"]),
    ("EQ_bizStep=&MATCH_epc=|", ["/EQ_bizStep", "/MATCH_epc"]),
    ("MATCH_epc=urn:epc:idpat:sgtin:*.1.*&MATCH_epcClass=urn:epc:idpat:none:1.*", ["/MATCH_epc", "/MATCH_epcClass"]),
    ("EQ_eventID=%00&EQ_readPoint=a%00b&orderBy=%00", ["/EQ_eventID", "/EQ_readPoint", "/orderBy"]),
    ("orderBy=eventID&orderDirection=UP", ["/orderBy", "/orderDirection"]),
    ("orderBy=eventTime&eventCountLimit=1&maxEventCount=1", ["/maxEventCount"]),
    ("eventCountLimit=5", ["/eventCountLimit"]),
    ("maxEventCount=0", ["/maxEventCount"]),
    ("orderBy=eventTime&eventCountLimit=-1", ["/eventCountLimit"]),
    ("maxEventCount=99999999999999999999999", ["/maxEventCount"]),
    ("perPage=0", ["/perPage"]),
    ("perPage=many", ["/perPage"]),
    ("EQ_eventID=" + "|".join(map(str, range(1001))), ["/EQ_eventID"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "named"), REFUSED, ids=[query[:40] for query, _ in REFUSED])
def test_a_parameter_that_is_not_understood_is_named_and_never_ignored(anyone, database, query, named):
    response = anyone.get(f"/events?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    said = response.json()
    assert said["type"] == "epcisException:QueryParameterException"
    assert {one["pointer"] for one in said["findings"]} == set(named)
    assert all(one["message"] for one in said["findings"])


LATER = [
    "WD_readPoint",
    "WD_bizLocation",
    "EQ_type",
    "EQ_deviceID",
    "EQ_booleanValue",
    "GE_startTime",
    "LT_time",
    "GT_value_CEL",
    "EQ_percRank",
    "HASATTR_readPoint",
    "EQATTR_bizLocation_urn:x:a",
    "EQ_ILMD_example:a",
    "EXISTS_example:field",
    "EQ_INNER_example:a",
    "EQ_readPoint_example:a",
    "GT_SENSORREPORT_example:a",
    "EQ_https://ns.example.com/epcis/field",
    "EQ_ERROR_DECLARATION_example:a",
]


def test_what_the_standard_has_and_we_do_not_answer_is_said(anyone, database):
    for name in LATER:
        response = anyone.get(f"/events?{urlencode({name: 'x'})}")
        said = response.json()
        assert (response.status_code, said["type"], said["parameters"]) == (
            501,
            "epcisException:ImplementationException",
            [name],
        )
    assert anyone.get("/events?orderBy=example:field").status_code == 501
    both = anyone.get("/events?WD_readPoint=urn:x:1&nonsense=1")
    assert (both.status_code, [one["pointer"] for one in both.json()["findings"]]) == (400, ["/nonsense"])
