"""Arrays written by hand are to PostgreSQL what the driver's own would be."""

import pytest
from django.db import connections
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yaomai.database.text_array import bytes_array, text_array

pytestmark = pytest.mark.usefixtures("database")
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["", "NULL", "null", '"', "\\", '\\"', "{", "}", ",", "a,b", " a ", "药脉"])
@example([None, '"', None, None, ""])
@given(st.lists(st.none() | TEXTS, max_size=8))
def test_texts_arrive_as_they_were(texts):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s::text[]", (text_array(texts),))
        assert cursor.fetchone()[0] == texts


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_bytes_arrive_as_they_were(values):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s::bytea[]", (bytes_array(values),))
        assert [bytes(one) for one in cursor.fetchone()[0]] == values
