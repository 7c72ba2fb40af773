"""
The program behind `make example`: the Next.js app of examples/nextjs, beside `make run`.

The service allows one origin by default, http://localhost:3000, so that the app runs there.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from dotenv import dotenv_values

from .api_server import node_program
from .environment import CREDENTIALS, ROOT, preferred_port, read_environment
from .ports import responds
from .processes import ProcessError

APP = ROOT / "examples" / "nextjs"
NEXT = str(APP / "node_modules" / "next" / "dist" / "bin" / "next")
OPTIONS = ("--hostname", "localhost", "--port", "3000")


def main() -> None:
    """Become `next dev`, or exit with a message if the service does not respond."""
    try:
        variables = app_variables()
        node = node_program()
    except ProcessError as error:
        sys.exit(str(error))
    subprocess.run([node, "copy-client.mjs"], cwd=APP, check=True)
    os.chdir(APP)
    os.execve(node, [node, NEXT, "dev", *OPTIONS], {**os.environ, **variables})  # noqa: S606


def app_variables() -> dict[str, str]:
    """The app's environment. Raises ProcessError if the service does not respond."""
    addresses = service_addresses()
    port = urlsplit(addresses.get("API_URL") or "").port
    if port is None or not responds(port, "/api/health"):
        raise ProcessError("The service does not respond. Start it with `make run` first.")
    return {
        "NEXT_PUBLIC_API_URL": addresses["API_URL"],
        "NEXT_PUBLIC_SUPABASE_URL": addresses["SUPABASE_URL"],
        "NEXT_PUBLIC_SUPABASE_ANON_KEY": addresses["SUPABASE_ANON_KEY"],
        "NEXT_TELEMETRY_DISABLED": "1",
    }


def service_addresses() -> dict[str, str]:
    """API_URL, SUPABASE_URL and SUPABASE_ANON_KEY of `make run`."""
    environment = read_environment()
    if environment.get("SUPABASE_URL"):
        return {"API_URL": f"http://localhost:{preferred_port(environment)}", **environment}
    return {name: value or "" for name, value in dotenv_values(CREDENTIALS).items()}


if __name__ == "__main__":
    main()
