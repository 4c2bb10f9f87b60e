"""What does an .xls file (MS-XLS in an MS-CFB container) say of its cells besides their values?"""

from yaomai.registers.engine.sheet_facts import SheetFacts, file_fault

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def facts(data: bytes) -> dict[str, SheetFacts]:
    """The facts of each sheet, by its name. Raises InvalidError."""
    if _ENCRYPTED in data:
        raise file_fault("protected", "the file is protected by a password; save it without one")
    return {}
