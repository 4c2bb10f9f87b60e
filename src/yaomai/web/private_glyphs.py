"""How are characters of a text shown that are for private use, so that no screen has a shape for them (Unicode 16, 23.5)?

Some printers set such a character for the decimal point. Between digits it is shown as a point, elsewhere as an empty box; what
the file has is told beside it. Only what is shown changes, never the text.
"""

import re

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_DIGITS = frozenset("0123456789０１２３４５６７８９")


def shown(text: str) -> SafeString:
    """The text as HTML, with a shape for each character that has none."""
    if not _PRIVATE.search(text):
        return conditional_escape(text)
    pieces, at = [], 0
    for found in _PRIVATE.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        is_point = text[: found.start()][-1:] in _DIGITS and text[found.end() : found.end() + 1] in _DIGITS
        code = f"U+{ord(found[0]):04X}"
        words = (
            f"文件里是私用区字符 {code}，这里按小数点显示" if is_point else f"文件里是私用区字符 {code}，没有通用的字形"
        )
        pieces.append(format_html('<span class="private-glyph" title="{}">{}</span>', words, "." if is_point else "□"))
        at = found.end()
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above
