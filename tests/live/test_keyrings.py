"""The system's keyring, through a package that may be missing."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Callable

import pytest

from livechat import installing
from livechat.errors import CredentialError, NotInstalledError
from livechat.live import keyrings
from tests.support.keyring import FakeKeyring, missing


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """An empty one."""
    return FakeKeyring(monkeypatch)


def test_a_key_is_kept_found_and_forgotten(keyring: FakeKeyring) -> None:
    """Under one name, which others do not use."""
    assert keyrings.installed()
    assert keyrings.read() == ""
    keyrings.write("a-key")
    assert keyring.kept == {("livechat", "api-key"): "a-key"}
    assert keyrings.read() == "a-key"
    assert keyrings.remove()
    assert keyring.kept == {}
    assert not keyrings.remove()


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2; a session does not look there."""
    missing(monkeypatch)
    assert not keyrings.installed()
    for deed in (keyrings.check_installed, keyrings.remove, lambda: keyrings.write("k")):
        with pytest.raises(NotInstalledError, match=re.escape(installing.extra("keyring"))):
            deed()


def test_a_system_without_a_keyring_has_no_key_and_says_so_when_asked_to_keep_one(
    keyring: FakeKeyring,
) -> None:
    """A server without a desktop."""
    keyring.fails = keyring.errors.NoKeyringError("s3cret")
    assert keyrings.read() == ""
    with pytest.raises(CredentialError, match="no keyring that can store a key"):
        keyrings.write("a-key")


@pytest.mark.parametrize(
    ("deed", "words"),
    [(keyrings.read, "cannot be read"), (lambda: keyrings.write("s3cret"), "cannot be written")],
)
def test_a_locked_keyring_is_said(
    keyring: FakeKeyring, deed: Callable[[], object], words: str
) -> None:
    """With its own reason, and what to do."""
    keyring.fails = keyring.errors.KeyringLocked("Failed to unlock\x1b[31m the collection!")
    with pytest.raises(CredentialError, match=words) as caught:
        deed()
    assert "Failed to unlock" in caught.value.what
    assert "\x1b" not in caught.value.what
    assert "s3cret" not in str(caught.value)


def test_a_half_imported_package_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python has it: a module without a specification."""
    module = types.ModuleType("keyring")
    module.__spec__ = None
    monkeypatch.setitem(sys.modules, "keyring", module)
    assert not keyrings.installed()
