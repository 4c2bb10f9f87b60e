"""URIs: RFC 3986 as GS1's schema judges it."""

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.epcis.uri import is_uri

URIS = [
    "a:b", "a:", "a:/", "a://", "http:///x", "http://[::1]/", "http://[v1.a]/", "http://[::ffff:1.2.3.4]/", "http://u:p@h:1/p?q#f", "http://h:/", "http://%41/",
    "urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()", "example:lot", "https://id.gs1.org/01/09506000134352?a=b&c#d", "a:b//c", "a:?q", "a:#f", "a+b.c-d:e",
    "foo", "//x", "", ":", "1a:b", "example:my field", "http://a b", "http://例.cn/", "urn:x:%zz", "urn:x:%2", "urn:x:[", "http://a/#f#g", "a:<x>", "a:b|c", "a:b\n",
    "http://a@b@c/", "http://h:x/", "a:b^", "http://[zz]/", "http://[1::2::3]/", "http://[::1", "http://::1]/", 'a:"', "a:b\\c", "a:{b}", "药:a",
]  # fmt: skip


@pytest.mark.parametrize("text", URIS)
def test_the_verdict_is_that_of_gs1s_schema(text):
    assert is_uri(text) is jsonschema_rs.Draft7Validator({"type": "string", "format": "uri"}).is_valid(text)


_SCHEMA = jsonschema_rs.Draft7Validator({"type": "string", "format": "uri"})


@given(st.sampled_from(["a:", "http://", "urn:x:", "https://[", ""]), st.text('ab1:/?#[]@%41!$ "<>|.-~é', max_size=12))
def test_and_so_over_any_text(beginning, rest):
    assert is_uri(beginning + rest) is _SCHEMA.is_valid(beginning + rest)
