"""Two processes behind nginx, on loopback, with the file of `deploy/`: ``make rehearse-deploy``.

Checks that readers are spread, that each comes back to the process that has its session, websocket
included, that an origin of another name is refused, and that readers of a process that ended go on.
Without nginx it says so and tries nothing.
"""

import asyncio
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from websockets.exceptions import InvalidStatus

from benchmarks.websocket_session import Session
from tests.browser.server import Server, free_port
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[1]
HOST = "explorer.example.org"
READERS = 12
MAIN = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    log_format who "$cookie_explorer $upstream_addr $request_uri";
    access_log {folder}/access.log who;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/explorer.conf;
}}
"""


def main() -> int:
    """Run the rehearsal; 1 if something did not hold."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        print("not tried: nginx is not on this machine (on Debian: apt-get install nginx-light).")
        return 0
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        name = {"STREAMLIT_BROWSER_SERVER_ADDRESS": HOST}
        servers = [
            stack.enter_context(Server(folder / f"{number}.log", environment=name))
            for number in range(2)
        ]
        front = free_port()
        _configure(folder, front, [server.port for server in servers])
        proxy = subprocess.Popen([nginx, "-c", str(folder / "main.conf"), "-p", temporary])
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        url = f"http://127.0.0.1:{front}"
        wait_until(lambda: _cookie(url), "nginx answers")
        return asyncio.run(_rehearse(url, folder, servers))


def _configure(folder: Path, front: int, ports: list[int]) -> None:
    """Take the deployed file as it is, but for the ports."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for deployed, port in zip(("8501", "8502"), ports, strict=True):
        text = text.replace(f"127.0.0.1:{deployed} ", f"127.0.0.1:{port} ")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{front};")
    (folder / "explorer.conf").write_text(text, encoding="utf-8")
    (folder / "main.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")


def _cookie(url: str) -> str:
    """Return the cookie that a first visit is given; "" where nobody answers."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
            given = " ".join(answer.headers.get_all("Set-Cookie", []))
    except OSError:
        return ""
    found = re.search(r"explorer=(\w+)", given)
    return found[1] if found else ""


def _as(cookie: str, host: str = HOST) -> dict[str, str]:
    return {"Cookie": f"explorer={cookie}", "Origin": f"https://{host}"}


async def _rehearse(url: str, folder: Path, servers: list[Server]) -> int:
    failed = 0

    def told(what: str, good: bool) -> None:
        nonlocal failed
        failed += not good
        print(f"{'held' if good else 'FAILED'}: {what}", flush=True)

    readers = [secrets.token_hex(16) for _ in range(READERS)]
    for reader in readers * 2:  # twice: the second time they come back
        async with Session(url, "method", headers=_as(reader)) as session:
            told_wrong = session.problems
        if told_wrong:
            told(f"a reader sees no error ({told_wrong[0]})", False)
    seen = [line.split() for line in (folder / "access.log").read_text().splitlines()]
    homes = {
        reader: {where for who, where, asked in seen if who == reader and "stream" in asked}
        for reader in readers
    }
    told("every reader comes back to one process", all(len(home) == 1 for home in homes.values()))
    told("readers are spread over both", len(set.union(*homes.values())) == len(servers))
    try:
        async with Session(url, "method", headers=_as(readers[0], "elsewhere.example")):
            told("a websocket of another origin is refused", False)
    except InvalidStatus as error:
        told("a websocket of another origin is refused", error.response.status_code == 403)
    servers[0].__exit__()
    for reader in readers:
        async with Session(url, "method", headers=_as(reader)) as session:
            failed += bool(session.problems)
    told("readers of a process that ended are served by the other", not failed)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
