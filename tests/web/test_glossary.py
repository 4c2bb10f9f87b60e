"""One table fixes each term, and the interface takes its terms from it."""

import re
from collections import Counter
from pathlib import Path

import yaomai.web
from yaomai.web import glossary

TEMPLATES = Path(yaomai.web.__file__).parent / "templates"
TERMS = [term for chapter in glossary.CHAPTERS for term in chapter.terms]

# Other words for the same thing: the interface uses the glossary's.
NOT_OURS = {
    "批次": "批",
    "批号码": "批号",
    "区块链": "账本",
    "上链": "入账",
    "哈希根": "根哈希",
    "溯源": "追溯",
    "回执": "收据",
    "钥匙": "密钥",
    "见证人": "见证方",
    "数据点": "数据",
    "用户": "人、账户",
}


def test_each_code_and_each_word_of_a_chapter_is_there_once() -> None:
    assert [code for code, count in Counter(term.code for term in TERMS).items() if count > 1] == []
    for chapter in glossary.CHAPTERS:
        words = Counter(term.word for term in chapter.terms)
        assert [word for word, count in words.items() if count > 1] == [], chapter.title


def test_each_term_has_a_sentence_and_a_source() -> None:
    for term in TERMS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", term.code), term
        assert term.meaning.endswith("。"), term
        assert term.source, term


def test_templates_name_terms_that_the_glossary_has() -> None:
    asked = {
        (path.name, code)
        for path in TEMPLATES.rglob("*.html")
        for code in re.findall(r'"([a-z_]+)"\|(?:term|meaning)', path.read_text())
    }
    assert asked, "no template asks the glossary: has the filter another name now?"
    assert [one for one in sorted(asked) if glossary.term(one[1]) is None] == []


def test_no_page_uses_another_word_for_a_term() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {word}, in the glossary {ours}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for word, ours in NOT_OURS.items()
        if word in path.read_text()
    ]
    assert found == []


def test_no_template_has_inline_script_style_or_handler() -> None:
    faults = [
        f"{path.relative_to(TEMPLATES)}: {found.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for found in re.finditer(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|https?://(?!ref)", path.read_text()
        )
    ]
    assert faults == [], "the Content-Security-Policy forbids it, or it would be fetched from a network"
