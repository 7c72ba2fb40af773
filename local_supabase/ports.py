"""TCP ports on this machine."""

import errno
import fcntl
import functools
import http.client
import os
import secrets
import socket
import tempfile
from pathlib import Path

# Below the ranges from which systems take the ports of outgoing connections.
PORTS = range(10_000, 32_768)
_claimed: set[int] = set()


def is_free(port: int) -> bool:
    """Whether no process listens on `port`, at 127.0.0.1 or at ::1."""
    return all(
        _can_bind(family, host, port)
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
    )


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # Without SO_REUSEADDR a port stays unavailable for a minute after it was closed.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as exc:
        # Any other error (no IPv6, a privileged port) is left for the real server to report.
        return exc.errno != errno.EADDRINUSE
    return True


def next_free(port: int) -> int:
    """`port` if it is free, else the first one above it that is and that no process claimed."""
    if is_free(port):
        return port
    return next(candidate for candidate in range(port + 1, 65536) if _claim(candidate))


def free_port(preferred: int = 0) -> int:
    """`preferred` if it is free, otherwise any free port.

    No two processes of one user are given the same port, even before their servers listen.
    """
    if preferred and is_free(preferred):
        return preferred
    return next(port for port in secrets.SystemRandom().sample(PORTS, len(PORTS)) if _claim(port))


def _claim(port: int) -> bool:
    """Whether `port` is free, and this process's from now until it ends."""
    if port in _claimed or not is_free(port):
        return False
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    _claimed.add(port)
    return True


@functools.cache
def _claims() -> int:
    """A file whose n-th byte is locked by the process that claims port n.

    It stays open: closing it would give up the locks.
    """
    path = Path(tempfile.gettempdir(), f"interview-storage-ports-{os.geteuid()}")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def responds(port: int, path: str) -> bool:
    """Whether GET `path` on this port of 127.0.0.1 returns 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
