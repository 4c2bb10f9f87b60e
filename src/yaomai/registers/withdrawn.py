"""How is it asked in SQL whether a record of the registers, or one statement of it, was withdrawn?"""


def not_withdrawn(record: str, ordinal: str = "", *, known: str = "") -> str:
    """The condition that a record, or with `ordinal` a statement of it, is not withdrawn; with `known` (an expression) as known
    then. A record's deed is its id >> 20 (ledger/engine/deed.py). Each part can be looked up.
    """
    parts = [
        f"w.target_deed = {record} >> 20",
        f"w.target_record = {record} AND w.target_ordinal IS NULL",
    ]
    if ordinal:
        parts.append(f"w.target_record = {record} AND w.target_ordinal = {ordinal}")
    then = f" AND w.record_time <= {known}" if known else ""
    return " AND ".join(f"NOT EXISTS (SELECT FROM registers_withdrawal w WHERE {part}{then})" for part in parts)


def withdrawn_at(record: str) -> str:
    """When a record was withdrawn, as an expression; NULL: it was not."""
    return (
        f"(SELECT min(w.record_time) FROM registers_withdrawal w WHERE w.target_record = {record}"
        f" OR w.target_deed = {record} >> 20)"
    )
