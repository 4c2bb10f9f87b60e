"""Known words in a text."""

from hypothesis import given
from hypothesis import strategies as st

from yaomai.planning.engine.reading.word_list import WordList


def test_the_longest_word_wins_and_words_of_no_meaning_keep_shorter_ones_away():
    words = WordList({"河南": "province", "河南省": "full", "黄河": "", "一": "too short"})
    assert [(one.start, one.end, one.meaning) for one in words.found("河南省与河南，黄河南岸一带")] == [
        (0, 3, "full"),
        (4, 6, "province"),
    ]


@given(st.dictionaries(st.text("甲乙丙", min_size=2, max_size=4), st.sampled_from(["x", ""])), st.text("甲乙丙丁"))
def test_every_word_found_is_one_of_the_list_and_none_overlap(words, text):
    last = 0
    for one in WordList(words).found(text):
        assert one.start >= last
        assert words[text[one.start : one.end]] == one.meaning != ""
        last = one.end
