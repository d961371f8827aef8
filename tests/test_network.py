"""No test reaches the network; only those with a server of ours reach this machine."""

import socket

import curl_cffi
import pytest


def test_a_socket_is_refused_here():
    with pytest.raises(UserWarning, match="tried to use socket"):
        socket.create_connection(("127.0.0.1", 9))


@pytest.mark.parametrize("host", ["query2.finance.yahoo.com", "192.0.2.1"])
def test_curl_is_refused_beyond_this_machine(host):
    with pytest.raises(pytest.fail.Exception, match=host):
        curl_cffi.Session().get(f"http://{host}/")
