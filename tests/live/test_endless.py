"""Servers that drip, never end or point elsewhere: cut off in time, bounded in memory, one sentence."""

import datetime as dt
import gzip
import socket
import threading

import pytest

from models.live.breaker import Breakers
from models.live.deadline import Deadline
from models.live.desks import Asking, Refresh
from models.live.failure import FetchError
from models.live.http import MAX_BYTES, Http
from models.live.mirror import MIRROR
from models.live.providers.yahoo import Yahoo
from tests.live.conftest import SECONDS

ANSWER = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 1000000\r\n\r\n"
MOST_SENT = 40  # times the most that is read


@pytest.fixture
def serve(monkeypatch, clock):
    """Answer every connection on loopback with what a function sends; count its bytes."""
    listening = socket.create_server(("127.0.0.1", 0))
    over, sent = threading.Event(), []

    def begin(*pieces, pause=0.0, then=lambda: None):
        def one(connection):
            with connection:
                connection.recv(65536)
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                    while pieces[-1] and not over.wait(pause) and sum(sent) < MOST_SENT * MAX_BYTES:
                        connection.sendall(pieces[-1])
                        sent.append(len(pieces[-1]))
                        then()
                except OSError:
                    return

        def accept():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{listening.getsockname()[1]}")
        return sent

    yield begin
    over.set()
    listening.close()


def ask():
    return Http(Deadline.after(SECONDS), Breakers()).get("https://cdn.cboe.com/x.csv")


@pytest.mark.parametrize(
    "head",
    [
        ANSWER + LENGTH,
        ANSWER + b"\r\n",
        ANSWER + b"X-Slow: ",
        b"HTTP/1.1 503 Busy\r\n" + LENGTH,
    ],
    ids=["body", "body without length", "headers", "body of a refusal"],
)
def test_a_server_that_drips_is_cut_off_at_the_deadline(serve, clock, head):
    """Each byte comes long before a read timeout."""
    sent = serve(head, b"x", pause=0.01, then=lambda: clock.advance(SECONDS / 100))
    with pytest.raises(FetchError, match="in time") as raised:
        ask()
    assert raised.value.kind == "transient"
    assert sum(sent) >= 100
    assert sum(clock.pauses) == 0  # there is no time to wait and ask again


BODY = b"".join(b"%d,%d.%02d\n" % (n, n * n % 977, n % 100) for n in range(20_000))
PACKED = gzip.compress(BODY)


def serve_packed(serve, content):
    head = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(content)
    serve(ANSWER + head + content, b"")


@pytest.mark.parametrize(
    "content", [PACKED, PACKED + bytes(9), gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])]
)
def test_a_packed_answer_is_unpacked(serve, content):
    serve_packed(serve, content)
    assert ask() == (200, BODY)


@pytest.mark.parametrize("content", [PACKED[:-1], PACKED[:-9], PACKED[:-3000], b"", BODY])
def test_a_packed_answer_that_ends_too_early_or_is_none_is_refused(serve, content):
    """Its length is as announced, so that nothing else tells."""
    serve_packed(serve, content)
    with pytest.raises(FetchError, match=r"broke off its answer\.$") as raised:
        ask()
    assert raised.value.kind == "transient"


def test_what_unpacks_to_more_than_anyone_sends_is_not_held(serve):
    serve_packed(serve, gzip.compress(b"0" * (2 * MAX_BYTES)))
    with pytest.raises(FetchError, match=r"sent more than 8 MB\.$"):
        ask()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
            "from one address",
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n\r\n",
            "another address, which is not",
        ),
        (ANSWER + b"Content-Length: 100\r\n\r\nhalf", "broke off its answer"),
        (b"", "broke off its answer"),
    ],
)
def test_a_browser_s_question_has_the_same_limits(serve, head, words):
    serve(head, b"")
    with pytest.raises(FetchError, match=words):
        Http(Deadline.after(SECONDS), Breakers()).get_as_browser("https://www.stlouisfed.org/x.csv")


def test_a_browser_s_answer_has_the_same_bound(serve):
    sent = serve(ANSWER + b"\r\n", b"x" * 65536)
    with pytest.raises(FetchError, match=r"sent more than 8 MB\.$") as raised:
        Http(Deadline.after(SECONDS), Breakers()).get_as_browser("https://www.stlouisfed.org/x.csv")
    assert raised.value.kind == "schema"
    assert sum(sent) < 3 * MAX_BYTES


def test_lines_that_are_kept_are_bounded_too(serve):
    sent = serve(ANSWER + b"\r\n", b"kept\n" * 13_000)
    with pytest.raises(FetchError, match=r"more than 8 MB to keep\.$"):
        Http(Deadline.after(SECONDS), Breakers()).get(
            "https://apps.bea.gov/x.txt", keep=lambda line: line == b"kept"
        )
    assert sum(sent) < 3 * MAX_BYTES


@pytest.mark.parametrize("secret", ["", "a" * 32])
def test_the_endless_body_of_a_redirect_is_not_read(serve, secret):
    head = b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"
    sent = serve(head, b"x" * 65536)
    with pytest.raises(FetchError, match=r"points from one|more than 8 MB"):
        Http(Deadline.after(SECONDS), Breakers()).get("https://cdn.cboe.com/x.csv", secret=secret)
    assert sum(sent) < 3 * MAX_BYTES


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/", "http://192.0.2.1/", "file:///etc/passwd", "//192.0.2.1/"]
)
def test_a_redirect_to_another_host_is_not_followed(serve, target):
    location = f"Location: {target}\r\nContent-Length: 0\r\n\r\n".encode()
    serve(b"HTTP/1.1 302 Found\r\n" + location, b"")
    with pytest.raises(FetchError, match="points to another address, which is not asked"):
        ask()


def test_yahoo_sends_no_more_than_anyone(serve):
    sent = serve(ANSWER + b"\r\n", b"x" * 65536)
    with pytest.raises(FetchError, match=r"^Yahoo .*\.$"):
        Yahoo(Http(Deadline.after(SECONDS), Breakers()), Refresh(Asking())).fetch(
            "^RUT", dt.date(2020, 1, 1), None
        )
    assert sum(sent) < 10 * MAX_BYTES  # of some requests
