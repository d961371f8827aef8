"""Even beside the stub server nothing beyond this machine is reached."""

import socket

import pytest


def test_beyond_loopback_is_refused():
    with pytest.raises(UserWarning, match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
