"""A01 中药材全过程质量追溯: where did a pack come from, and where did a plot's harvest go?

It is made of the chain (`yaomai.traceability`), of no register.
"""

from yaomai.registers.declaration import System

PROOF = "tests/traceability"
SYSTEM = System(
    id="A01",
    proven_by=(
        f"{PROOF}/queries/test_genealogy.py::test_reach_is_what_a_plain_walk_over_the_events_finds",
        f"{PROOF}/queries/test_answers.py::test_a_whole_chain_has_four_complete_answers_with_their_records",
        f"{PROOF}/queries/test_answers.py::test_what_is_missing_of_the_origin_is_named",
        f"{PROOF}/queries/test_genealogy_balance.py::test_from_fresh_roots_to_packs",
        f"{PROOF}/engine/test_mass_balance.py::test_what_is_divided_never_comes_out_of_nothing",
        f"{PROOF}/engine/test_mass_balance.py::test_a_loss_is_found_when_it_is_greater_than_allowed",
    ),
)
