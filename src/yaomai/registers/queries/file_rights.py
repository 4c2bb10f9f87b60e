"""Who may read all that is in an archived file?

What is in a file was sorted out by nobody: who is kept from one property of the kinds that it was read for is kept from the file,
wherever it or what stands around one of its cells would be shown.
"""

from yaomai.archive.queries.files import KeptFile, may_see
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.import_models import Import
from yaomai.registers.sight import ever_keeps, seen_by, sights


def read_for(file: int) -> tuple[Kind, ...]:
    """The kinds that the file of this record was read for, or is being read for."""
    names = set(Import.objects.filter(file=file).values_list("kind", flat=True))
    if not names:  # what was stated from its cells, but by no import
        with seen_by(INSTALLATION_VIEWER) as cursor:
            cursor.execute(
                "SELECT DISTINCT kind FROM registers_statement WHERE origin_record = %s AND origin = 'cell'", (file,)
            )
            names = {name for (name,) in cursor.fetchall()}
    return tuple(kinds.kind(name) for name in sorted(names))


def reads_whole(viewer: Viewer, file: KeptFile) -> bool:
    """Whether the viewer may read all that is in a file: who sees, of each kind that it was read for, all properties of the rows of
    whoever sent it; and the person who sent it, while keeping these kinds. A file that was read for nothing yet is its sender's.
    """
    if viewer == INSTALLATION_VIEWER:
        return True
    if not may_see(viewer, file.organisation):
        return False
    is_own = file.organisation is not None and file.organisation == viewer.organisation
    is_sender = is_own and file.account is not None and file.account == viewer.account
    found = read_for(file.record)
    if not found:
        return is_sender
    return all(
        _sees_all(viewer, kind, file.organisation, is_own=is_own) or (is_sender and ever_keeps(viewer, kind))
        for kind in found
    )


def _sees_all(viewer: Viewer, kind: Kind, organisation: int | None, *, is_own: bool) -> bool:
    """Whether all properties of its rows are seen. The rows of the own organisation lie where that is."""
    return sights(viewer, kind).of(organisation, viewer.division if is_own else "") >= kind.by_name.keys()
