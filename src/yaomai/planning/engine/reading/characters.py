"""Which characters of a printed text mean the same to a reader: full-width digits, lookalike dashes, points of private fonts?"""

import re
from collections.abc import Mapping

# Private-use characters stand for a decimal point or a middle dot: what they are is known from their neighbours only (`settle`).
UNKNOWN = "\ufffc"
_DASHES = "－–−‐‑‒―─﹣ー"
_TILDES = "～〜∼˜∽"
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"


class _Table(dict[int, str]):
    """A table for str.translate that knows the private-use areas without listing them."""

    def __missing__(self, code: int) -> str:
        if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
            self[code] = UNKNOWN
            return UNKNOWN
        raise LookupError(code)  # str.translate keeps the character


def _table() -> Mapping[int, str]:
    pairs: dict[str, str] = {}
    for code in range(0xFF10, 0xFF1A):
        pairs[chr(code)] = chr(code - 0xFEE0)
    for first, last in ((0xFF21, 0xFF3A), (0xFF41, 0xFF5A)):
        for code in range(first, last + 1):
            pairs[chr(code)] = chr(code - 0xFEE0)
    pairs |= (
        dict.fromkeys(_DASHES, "-")
        | dict.fromkeys(_TILDES, "~")
        | dict.fromkeys(_SPACES, " ")
        | dict.fromkeys(_NOTHING, "\x00")
    )
    pairs |= {
        "％": "%",
        "﹪": "%",
        "．": ".",
        "﹒": ".",
        "＋": "+",
        "＝": "=",
        "／": "/",
        "∕": "/",
        "⁄": "/",
        "＜": "<",
        "＞": ">",
        "﹤": "<",
        "﹥": ">",
    }
    pairs |= {
        ",": "，",
        ";": "；",
        ":": "：",
        "(": "（",
        ")": "）",
        "!": "！",
        "?": "？",
        "﹐": "，",
        "﹔": "；",
        "﹕": "：",
        "﹙": "（",
        "﹚": "）",
        "｡": "。",
    }
    pairs |= {
        "«": "《",
        "»": "》",
        "﹝": "〔",
        "﹞": "〕",
        "［": "[",
        "］": "]",
        "＂": '"',
        "｜": "|",
        "│": "|",
        "┃": "|",
        "║": "|",
        "＆": "&",
        "×": "×",
        "＞": ">",
    }
    pairs |= {"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\r": "\n"}
    return _Table({ord(key): value for key, value in pairs.items()})


_TO_PLAIN = _table()

# After the spaces are out. Each pattern replaces one character by one, so that offsets stay.
_COMMA_OF_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?:\D|$))")
_POINT = re.compile(r"(?<=\d)[\ufffc·•∙⋅](?=\d)|(?<=\d)[\ufffc](?=[^\d])")
# 1O个, 2O0亩: the letter, printed for the digit
_LETTER_FOR_ZERO = re.compile(r"(?<=\d)[OＯ](?=[\dO]{0,12}[\u3400-\u9fff%.])")
_FULL_STOP = re.compile(r"(?<=[\u3400-\u9fff）)”’》%％\]〕])\.(?![A-Za-z.])")
_STOP_AFTER_NUMBER = re.compile(
    r"(?<=[^\n\d.][\d])\.(?=[\u3400-\u9fff“《\n]|$)|(?<=[^\n\d.][\d][\d])\.(?=[\u3400-\u9fff“《\n]|$)|(?<=\d{3})\.(?=[\u3400-\u9fff“《\n]|$)"
)


def alike(text: str) -> str:
    """`text` with every character in its plainest form, one for one (length unchanged): １→1, ％→%, ，for a comma, 《 for «."""
    return text.translate(_TO_PLAIN)


def settled(text: str) -> str:
    """`text` (spaces and line breaks settled) with points told from full stops and middle dots, commas from thousands' marks."""
    text = _COMMA_OF_THOUSANDS.sub(",", text)
    text = _LETTER_FOR_ZERO.sub("0", text)
    text = _POINT.sub(".", text).replace(UNKNOWN, "·")
    text = _FULL_STOP.sub("。", text)
    return _STOP_AFTER_NUMBER.sub("。", text)
