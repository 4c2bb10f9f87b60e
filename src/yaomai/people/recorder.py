"""As whom is something recorded that a viewer does?"""

from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import Viewer


def recorder_of(viewer: Viewer) -> Recorder:
    """The recorder that a deed of this viewer names."""
    return Recorder(organisation=viewer.organisation, account=viewer.account, key=viewer.key)
