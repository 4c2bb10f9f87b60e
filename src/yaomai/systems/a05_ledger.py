"""A05 区块链溯源试验示范: can those who do not trust each other see that nothing on record was changed?

It is made of the ledger (`yaomai.ledger`) and its witnesses, of no register.
"""

from yaomai.registers.declaration import System

SYSTEM = System(
    id="A05",
    proven_by=(
        "tests/test_byte_flips.py::test_every_column_of_a_projection_is_verified",
        "tests/ledger/queries/test_verify.py::test_a_change_behind_the_applications_back_is_named",
        "tests/ledger/engine/test_receipt.py::test_a_good_receipt_comes_back_and_proves_its_record",
        "tests/ledger/engine/test_receipt.py::test_a_changed_receipt_is_refused",
        "tests/standards/test_rfc6962.py::test_a_tree_is_consistent_with_its_beginning_and_with_no_other",
        "tests/ledger/test_forged_history.py::test_the_thorough_forger_is_refused_by_the_witness_and_by_go",
        "tests/ledger/test_forged_history.py::test_the_same_size_signed_again_is_two_histories",
        "tests/ledger/witness/test_verdict.py::test_one_wrong_signature_of_a_trusted_key_is_not_made_good_by_another",
    ),
)
