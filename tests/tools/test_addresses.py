"""Which addresses are public, and how hosts may be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.tools.addresses import canonical, is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "1.1.1.1", "2001:4860:4860::8888", "2606:2800:21f::1"]
)
def test_what_anybody_may_reach_is_public(address: str) -> None:
    """In both versions."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"),
        *("172.31.255.255", "192.168.0.1", "169.254.169.254", "169.254.0.1", "100.64.0.1"),
        *("100.100.100.200", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "224.0.0.1"),
        *("239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1", "168.63.129.16"),
        *("198.51.100.1", "203.0.113.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "100::1"),
        *("2001:0:7f00:1::", "2001:db8::1", "3fff::1", "5f00::1", "4000::1", "2606::1%lo"),
        *("", "localhost", "8.8.8", "08.8.8.8"),
    ],
)
def test_what_is_this_machine_its_network_or_special_is_not(address: str) -> None:
    """However it is wrapped."""
    assert not is_public(address)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("example.org", "example.org"),
        ("EXAMPLE.org.", "example.org."),
        ("a_b.example", "a_b.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("8.8.8.8", "8.8.8.8"),
        ("2001:4860:4860:0::8888", "2001:4860:4860::8888"),
        ("１２７.0.0.1", "127.0.0.1"),
    ],
)
def test_a_host_has_one_spelling(host: str, known: str) -> None:
    """Whatever it was typed as."""
    assert canonical(host) == known


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "127.0.0.1.", "1.2.3.4.5"),
        *("foo.0x7f", "foo.1", "256.1.1.1", "", ".", "a..b", "-a.example", "a b", "a%31", "a/b"),
        *("::g", "1::2::3", "a" * 64 + ".example", "a." * 130, "\ud800.example"),
    ],
)
def test_a_strange_spelling_is_none(host: str) -> None:
    """Numbers in other notations among them."""
    assert canonical(host) is None


@given(st.text())
def test_any_text_is_an_answer(text: str) -> None:
    """Nothing is raised."""
    canonical(text)
    is_public(text)
