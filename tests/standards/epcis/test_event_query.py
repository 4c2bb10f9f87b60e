"""How query parameters are read. What they find is held against a plain walk in tests/event_oracle.py."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import InvalidError
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event_query import (
    Compared,
    DeclaresError,
    EventQuery,
    Matches,
    OneOf,
    Refers,
    Within,
    parameter_shapes,
    read_event_query,
)
from yaomai.standards.epcis.event_query_names import UnansweredError
from yaomai.standards.gs1.pattern import Pattern

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)

CONDITIONS = [
    # parameter, value, condition
    ("eventType", "ObjectEvent|TransformationEvent", OneOf("type", ("ObjectEvent", "TransformationEvent"))),
    ("EQ_action", "ADD", OneOf("action", ("ADD",))),
    ("EQ_bizStep", "shipping|https://ref.gs1.org/cbv/BizStep-receiving|cbv:BizStep-packing|ex:resting", OneOf("bizStep", ("shipping", "receiving", "packing", "https://ns.example/resting"))),
    ("EQ_disposition", "urn:epcglobal:cbv:disp:recalled", OneOf("disposition", ("recalled",))),
    ("EQ_persistentDisposition_set", "recalled|recalled", OneOf("persistentDisposition.set", ("recalled",))),
    ("EQ_readPoint", "urn:epc:id:sgln:0614141.00777.0", OneOf("readPoint", ("https://id.gs1.org/414/0614141007776",))),
    ("EQ_eventID", "urn:uuid:1|urn:uuid:2", OneOf("eventID", ("urn:uuid:1", "urn:uuid:2"))),
    ("EQ_correctiveEventID", "urn:uuid:1", OneOf("errorDeclaration.correctiveEventIDs", ("urn:uuid:1",))),
    ("EQ_errorReason", "incorrect_data", OneOf("errorDeclaration.reason", ("incorrect_data", "https://ref.gs1.org/cbv/ER-incorrect_data", "urn:epcglobal:cbv:er:incorrect_data", "cbv:ER-incorrect_data"))),
    ("GE_eventTime", "2026-09-01T20:00:00+08:00", Within("eventTime", start=NOON)),
    ("LT_recordTime", "2026-09-01T12:00:00Z", Within("recordTime", end=NOON)),
    ("GE_errorDeclarationTime", "2026-09-01T20:00:00 08:00", Within("errorDeclaration.declarationTime", start=NOON)),
    ("MATCH_epc", "urn:epc:idpat:sscc:0614141.*|urn:x:1", Matches(("epcList", "childEPCs"), (*tuple(Pattern(f"https://id.gs1.org/00/{digit}0614141", ("sscc",)) for digit in range(10)), Pattern("urn:x:1")))),
    ("EQ_quantity", "120.50", Compared("=", Decimal("120.5"))),
    ("LE_quantity_KGM", "1e-3", Compared("<=", Decimal("0.001"), "KGM")),
    ("EXISTS_errorDeclaration", "true", DeclaresError()),
    ("EQ_bizTransaction_po", "urn:x:1", Refers("bizTransactionList", "po", ("urn:x:1",))),
    ("EQ_source_urn:epcglobal:cbv:sdt:owning_party", "urn:x:1", Refers("sourceList", "owning_party", ("urn:x:1",))),
    ("EQ_destination_ex:type", "urn:x:1", Refers("destinationList", "https://ns.example/type", ("urn:x:1",))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "condition"), CONDITIONS, ids=[name for name, *_ in CONDITIONS])
def test_one_parameter(name, value, condition):
    assert read_event_query({name: [value]}, Context({"ex": "https://ns.example/"})) == EventQuery((condition,))


def test_parameters_together():
    query = read_event_query(
        {
            "GE_eventTime": ["2026-09-01T12:00:00Z"],
            "LT_eventTime": ["2026-09-02T12:00:00Z"],
            "EQ_action": ["ADD", "DELETE|ADD"],
            "EXISTS_errorDeclaration": ["false"],
            "orderBy": ["recordTime"],
            "orderDirection": ["ASC"],
            "eventCountLimit": ["7"],
        }
    )
    within = Within("eventTime", NOON, NOON.replace(day=2))
    assert query == EventQuery(
        (within, OneOf("action", ("ADD", "DELETE"))), "recordTime", descending=False, count_limit=7
    )
    assert read_event_query({}) == EventQuery()
    assert read_event_query({"maxEventCount": ["5"]}) == EventQuery(count_max=5)


def test_all_faults_are_named_at_once():
    with pytest.raises(InvalidError) as refused:
        read_event_query(
            {
                "EQ_action": ["add"],
                "unknown": ["1"],
                "GE_eventTime": ["x"],
                "WD_readPoint": ["urn:x:1"],
                "orderBy": ["x"],
            }
        )
    assert [one.pointer for one in refused.value.findings] == ["/EQ_action", "/unknown", "/GE_eventTime", "/orderBy"]
    with pytest.raises(UnansweredError, match="WD_readPoint, orderBy=ex:field"):
        read_event_query({"WD_readPoint": ["urn:x:1"], "orderBy": ["ex:field"]})


@given(
    st.dictionaries(
        st.sampled_from(sorted(parameter_shapes())) | st.text(),
        st.lists(
            st.text() | st.sampled_from(["1", "true", "ADD", "2026-09-01T12:00:00Z", "|", "eventTime"]), max_size=3
        ),
        max_size=4,
    )
)
def test_whatever_is_sent_is_a_query_or_refused(parameters):
    findings, names = (), ()
    try:
        read_event_query(parameters)
    except InvalidError as error:
        findings = error.findings
    except UnansweredError as error:
        names = error.names
    assert all(one.pointer.startswith("/") and one.message and one.code for one in findings)
    assert all(name in parameters or name.startswith("orderBy=") for name in names)
