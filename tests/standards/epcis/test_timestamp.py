"""Times: RFC 3339 as GS1's schema judges it, with the differences named."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.epcis.timestamp import milliseconds_utc, read_time

TIMES = [
    "2026-01-01T00:00:00Z", "2026-01-01t00:00:00z", "2026-01-01 00:00:00Z", "2026-01-01T00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z",
    "2026-01-01T00:00:00", "2026-01-01", "2026-02-29T00:00:00Z", "2028-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00+08", "2026-01-01T00:00:00+0800",
    "2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00.1234567890123Z", "02026-01-01T00:00:00Z", "２０２６-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n", "now", "",
]  # fmt: skip

# Times that GS1's schema accepts and this project refuses, and why.
STRICTER = {
    "2016-12-31T23:59:60Z": "a leap second is no moment of PostgreSQL or Python; nobody's goods were packed in one",
    "0000-06-01T00:00:00Z": "there is no year 0 in PostgreSQL or Python",
    "0001-01-01T00:00:00+14:00": "in UTC it is before the first year",
    "9999-12-31T23:59:59-14:00": "in UTC it is after the last year",
}


@pytest.mark.parametrize("text", TIMES)
def test_the_verdict_is_that_of_gs1s_schema(text):
    schema = jsonschema_rs.Draft7Validator({"type": "string", "format": "date-time"})
    assert (read_time(text) is not None) is schema.is_valid(text)


@pytest.mark.parametrize("text", STRICTER)
def test_stricter(text):
    assert jsonschema_rs.Draft7Validator({"type": "string", "format": "date-time"}).is_valid(text)
    assert read_time(text) is None
    assert milliseconds_utc(text) is None


@given(st.datetimes(datetime(2, 1, 2), datetime(9998, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - bounds are naive
def test_a_moment_survives(moment):
    moment = moment.astimezone(UTC)
    text = moment.isoformat()
    assert read_time(text) == moment
    rounded = milliseconds_utc(text)
    assert rounded is not None
    assert abs((datetime.fromisoformat(rounded) - moment).total_seconds()) <= 0.0005


_MOMENTS = st.datetimes(datetime(2, 1, 2), datetime(9998, 12, 30))  # noqa: DTZ001 - the offset is drawn apart


@given(
    _MOMENTS.map(lambda moment: moment.replace(microsecond=0).isoformat()),
    st.text("0459", max_size=10),
    st.sampled_from(["Z", "z", "+08:00", "-05:30", "+14:00", "-00:00"]),
)
def test_milliseconds_of_any_number_of_decimals(moment, decimals, offset):
    text = moment + (f".{decimals}" if decimals else "") + offset
    exact = datetime.fromisoformat(moment + offset.upper()).astimezone(UTC)
    thousandths = int(Decimal(f"0.{decimals[:6] or 0}").quantize(Decimal("0.001"), ROUND_HALF_UP) * 1000)
    expected = exact + timedelta(milliseconds=thousandths)
    assert milliseconds_utc(text) == expected.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
