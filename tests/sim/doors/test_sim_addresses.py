"""Where a server listens, and what clients call it."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from livechat.errors import SettingsError
from livechat.sim.doors import addresses
from livechat.sim.doors.addresses import found, in_url, loopbacks, names, open_to_others


class Machine:
    """A machine with addresses and names of its own; numbers are looked up as ever."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *ours: str, **known: list[str]) -> None:
        self.known = known
        self.really = socket.getaddrinfo
        monkeypatch.setattr(addresses, "_has", lambda address: address in ours)
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)
        monkeypatch.setattr(socket, "gethostname", lambda: "studio")

    def look_up(self, host: str, port: int, **kind: Any) -> list[Any]:
        if ":" in host or host.replace(".", "").isdecimal():
            return self.really(host, port, **kind, flags=socket.AI_NUMERICHOST)
        if host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [one for number in self.known[host] for one in self.look_up(number, 0, **kind)]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """With both loopbacks, one address in a network of each kind, and a few names."""
    return Machine(
        monkeypatch,
        *("127.0.0.1", "::1", "0.0.0.0", "::", "198.51.100.7", "2001:db8::7", "fe80::7%3"),
        studio=["127.0.1.1", "198.51.100.7", "2001:db8::7", "198.51.100.7"],
        elsewhere=["203.0.113.9"],
    )


@pytest.mark.parametrize(
    ("host", "numbers"),
    [
        (None, ("127.0.0.1", "::1")),
        ("localhost", ("127.0.0.1", "::1")),
        ("LocalHost", ("127.0.0.1", "::1")),
        ("127.0.0.1", ("127.0.0.1",)),
        ("::1", ("::1",)),
        ("[::1]", ("::1",)),
        (" 198.51.100.7 ", ("198.51.100.7",)),
        ("[2001:db8:0::7]", ("2001:db8::7",)),
        ("fe80::7%3", ("fe80::7%3",)),
        ("0.0.0.0", ("0.0.0.0",)),
        ("::", ("::",)),
        ("studio", ("198.51.100.7", "2001:db8::7")),
    ],
)
def test_a_host_stands_for_addresses_of_this_machine(
    machine: Machine, host: str | None, numbers: tuple[str, ...]
) -> None:
    """Each once; of a name those that are here."""
    assert found(host) == numbers


def test_a_machine_may_have_one_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers often have no IPv6."""
    Machine(monkeypatch, "127.0.0.1")
    assert found(None) == found("localhost") == loopbacks() == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("203.0.113.9", "on 203.0.113.9: this machine has no such address"),
        ("elsewhere", "on elsewhere: it stands for 203.0.113.9, and this machine has no such"),
        ("2001:db8::9", "on 2001:db8::9: this machine has no such address"),
        ("nobody", "on nobody: it is not an address, and as a name"),
        ("127.0.0.1:8765", "it is not an address"),
        ("http://127.0.0.1", "it is not an address"),
        ("a..b", "it is not an address"),
        ("", "on an empty address"),
        ("[]", "it is not an address"),
    ],
)
def test_what_is_not_here_is_refused(machine: Machine, host: str, why: str) -> None:
    """With what to give instead."""
    with pytest.raises(SettingsError, match=why.replace("[", r"\[")) as refused:
        found(host)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("host", "numbers", "called"),
    [
        (None, ("127.0.0.1", "::1"), "127.0.0.1"),
        ("localhost", ("127.0.0.1", "::1"), "localhost"),
        ("[::1]", ("::1",), "[::1]"),
        ("0.0.0.0", ("0.0.0.0",), "127.0.0.1"),
        ("::", ("::",), "[::1]"),
        ("fe80::7%3", ("fe80::7%3",), "[fe80::7%253]"),
        ("studio", ("198.51.100.7",), "studio"),
        ("2001:db8:0::7", ("2001:db8::7",), "[2001:db8::7]"),
    ],
)
def test_a_url_holds_what_clients_can_use(
    host: str | None, numbers: tuple[str, ...], called: str
) -> None:
    """IPv6 in brackets, the name that was given, and never "every address"."""
    assert in_url(host, numbers) == called


@pytest.mark.network
def test_loopback_is_not_open_to_others(machine: Machine) -> None:
    """Other addresses are; "every address" is told by those that lead outward."""
    assert open_to_others(("127.0.0.1", "127.0.1.1", "::1", "::ffff:127.0.0.1")) == ()
    assert open_to_others(("::1", "198.51.100.7", "fe80::7%3")) == ("198.51.100.7", "fe80::7%3")
    for every in ("0.0.0.0", "::"):
        reached = open_to_others((every,))
        assert reached
        assert not {"127.0.0.1", "::1"} & set(reached)


def test_a_machine_without_a_network_says_that_every_address_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may get one later."""
    monkeypatch.setattr(addresses, "_outward", lambda *, both: [])
    assert open_to_others(("::",)) == ("::",)
    assert names("::", ("::",)) == (socket.gethostname(),)


def test_a_certificate_names_the_host(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its addresses too; where all are served, the machine and the addresses that lead outward."""
    assert names("studio", ("198.51.100.7",)) == ("studio", "198.51.100.7")
    assert names("[fe80::7%3]", ("fe80::7%3",)) == ("fe80::7",)
    monkeypatch.setattr(addresses, "_outward", lambda *, both: ["198.51.100.7"])
    assert names("0.0.0.0", ("0.0.0.0",)) == ("studio", "198.51.100.7")
