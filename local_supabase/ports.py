"""TCP ports on this machine."""

import errno
import http.client
import socket


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
    """The first free port from `port` upwards."""
    return next(candidate for candidate in range(port, 65536) if is_free(candidate))


def free_port(preferred: int = 0) -> int:
    """`preferred` if it is free, otherwise any free port."""
    if preferred and is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
