"""A02 药品全生命周期监控与追溯: who has what of a recalled batch, and does it add up?

It is made of the chain (`yaomai.traceability`), of no register.
"""

from yaomai.registers.declaration import System

PROOF = "tests/traceability"
SYSTEM = System(
    id="A02",
    gap="研发与临床阶段的资料、贮运温度的超限判断，以及与国家药品追溯协同平台的对接还没有。",
    proven_by=(
        f"{PROOF}/queries/test_recall_reach.py::test_reach_lists_who_holds_what_and_the_sums_agree",
        f"{PROOF}/operations/test_recall.py::test_what_comes_later_is_in_it_and_what_was_wrong_is_not",
        f"{PROOF}/engine/test_kept_document.py::test_whichever_events_are_new_the_document_comes_back_and_its_repeats_are_marked",
        "tests/standards/epcis/test_document.py::test_splice_gives_the_document_back",
    ),
)
