"""Serve the app: ``python tools/serve.py PORT HOST``.

A port that cannot be had is said in one sentence. A home of somebody else, as of a service that was not
given one, is not looked into: Streamlit would end over the settings it may not read there.
"""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOWEST, HIGHEST = 1024, 65535


def main() -> None:
    """Check the port, then become the server."""
    port, host = sys.argv[1:3]
    if not port.isdecimal() or not LOWEST <= int(port) <= HIGHEST:
        sys.exit(
            f"PORT is {port[:40]!r}; give a whole number from {LOWEST} to {HIGHEST}: make run PORT=8502"
        )
    try:
        with socket.create_server((host, int(port))):
            pass
    except OSError as error:
        sys.exit(
            f"Port {port} of {host} cannot be used ({os.strerror(error.errno or 0)}). Choose another: "
            f"make run PORT={int(port) + 1 if int(port) < HIGHEST else LOWEST}"
        )
    if not os.access(Path.home(), os.R_OK | os.X_OK):
        os.environ["HOME"] = str(ROOT)
    os.chdir(ROOT)
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    os.execv(sys.executable, [*command, f"--server.port={port}", f"--server.address={host}"])


if __name__ == "__main__":
    main()
