"""Characters that no screen has a shape for are shown with one, and nothing else is changed."""

import pytest
from django.utils.html import format_html

from yaomai.web.private_glyphs import shown
from yaomai.web.templatetags.yaomai import glyphs

POINT = "\U001001b0"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("三百亿元", "三百亿元"),
        ("<b>", "&lt;b&gt;"),
        (format_html("<b>{}</b>", "<"), "<b>&lt;</b>"),
    ],
)
def test_what_has_a_shape_is_shown_as_it_is(text, html):
    assert shown(text) == html


def test_between_digits_it_is_a_point_and_elsewhere_a_box():
    assert ">.</span>" in shown(f"176{POINT}23")
    assert "U+1001B0" in shown(f"176{POINT}23")
    assert ">□</span>" in shown(f"约{POINT}")


@pytest.mark.parametrize("value", [5, None, 1.5])
def test_what_is_no_text_is_left_to_the_template(value):
    assert glyphs(value) is value
