"""Where is the real material that tests use when it is there?

`SHARED` is the folder `shared` beside the checkout (or YAOMAI_SHARED), or None. The project itself runs without it.
"""

import os
from pathlib import Path

import pytest

_beside = Path(os.environ.get("YAOMAI_SHARED") or Path(__file__).resolve().parents[2] / "shared")
SHARED: Path | None = _beside if (_beside / "tlog").is_dir() and (_beside / "epcis").is_dir() else None

needs_shared = pytest.mark.skipif(SHARED is None, reason="no ../shared beside this checkout: official vectors not run")
