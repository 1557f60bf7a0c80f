"""A stand-in for the `keyring` package."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest


class FakeKeyring:
    """A keyring in memory, in the place of the package.

    Args:
        monkeypatch: Puts it there for the time of a test.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fails: Exception | None = None
        """Raised by everything."""
        self.errors: Any = ModuleType("keyring.errors")
        for name, base in (
            ("KeyringError", Exception),
            ("NoKeyringError", "KeyringError"),
            ("KeyringLocked", "KeyringError"),
        ):
            above = getattr(self.errors, base) if isinstance(base, str) else base
            setattr(self.errors, name, type(name, (above,), {}))
        module: Any = ModuleType("keyring")
        module.__spec__ = ModuleSpec("keyring", None)
        module.errors = self.errors
        module.get_password = self._get
        module.set_password = self._set
        module.delete_password = self._delete
        monkeypatch.setitem(sys.modules, "keyring", module)
        monkeypatch.setitem(sys.modules, "keyring.errors", self.errors)

    def _get(self, service: str, user: str) -> str | None:
        self._fail()
        return self.kept.get((service, user))

    def _set(self, service: str, user: str, key: str) -> None:
        self._fail()
        self.kept[service, user] = key

    def _delete(self, service: str, user: str) -> None:
        self._fail()
        del self.kept[service, user]

    def _fail(self) -> None:
        if self.fails:
            raise self.fails


def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not installed, whether it is or not."""
    monkeypatch.setitem(sys.modules, "keyring", None)
