"""On which port can the web server listen, and who has the one that was wished for?"""

import errno
import socket
from pathlib import Path

from yaomai.errors import InstallationError, SettingError

ATTEMPTS = 20
_LISTENING = "0A"  # TCP_LISTEN in the fourth column of /proc/net/tcp


def parse_address(address: str) -> tuple[str, int]:
    """host and port of `host:port` or `[IPv6]:port`. Raises SettingError."""
    host, separator, port = address.rpartition(":")
    host = host.strip("[]")
    if not separator or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingError(f"YAOMAI_ADDRESS is {address!r}; write host:port, such as 127.0.0.1:8000")
    return host, int(port)


def free_port(host: str, wished: int, *, attempts: int = ATTEMPTS) -> int:
    """`wished` or the next port after it on which this machine lets us listen. Raises InstallationError."""
    for port in range(wished, min(wished + attempts, 65536)):
        if can_listen(host, port):
            return port
    raise InstallationError(
        f"the ports {wished} to {wished + attempts - 1} of {host} are all taken; set YAOMAI_ADDRESS to another"
    )


def can_listen(host: str, port: int) -> bool:
    """Whether nobody listens on `port` yet. Raises InstallationError when `host` is no address of this machine."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            # A port whose last connection has just ended is free; only a listener is in the way.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(where)
            attempt.listen(1)
    except socket.gaierror as error:
        raise InstallationError(
            f"YAOMAI_ADDRESS names the host {host!r}, which is unknown: {error.strerror}"
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise InstallationError(
            f"nothing can listen on {host} port {port}: {error.strerror}"
            f"{'; ports below 1024 need root' if error.errno == errno.EACCES else ''}; set YAOMAI_ADDRESS to another"
        ) from error
    return True


def holder(port: int) -> str:
    """Which process listens on `port`, as far as this user may see it (Linux): `process 12 (nginx)`; else an empty text."""
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table).is_file():
            continue
        for line in Path(table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == _LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                sockets.add(f"socket:[{columns[9]}]")
    if not sockets:
        return ""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                return f"process {process.name} ({(process / 'comm').read_text().strip()})"
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
    return ""
