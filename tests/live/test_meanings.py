"""The tables of what goes wrong."""

from __future__ import annotations

import string

import pytest

from livechat.errors import CredentialError, NetworkError, RefusedError
from livechat.live.meanings import TABLE, Row

SOME_CODE = 1011
"""Where any will do."""

CLOSE = {"who", "source", "said", "model", "version", "instead", "suspects", "wait"}
HTTP = {"who", "source", "said", "wait"}
"""What `explain_close` and `explain_connect` know."""


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
def test_no_row_is_hidden_by_another(row: Row) -> None:
    """For each there is a number and a word that mean it and nothing before it."""
    codes = [*row.codes] or [SOME_CODE, 1002]
    words = [*row.words] or [""]
    meant = {
        next(one for one in TABLE if one.fits(code, word, resuming=row.resuming)) is row
        for code in codes
        for word in words
    }
    assert True in meant


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
def test_a_row_asks_for_nothing_that_is_not_known(row: Row) -> None:
    """A status tells less than a close does."""
    fields = {name for _, name, _, _ in string.Formatter().parse(row.what + row.remedy) if name}
    http = not row.codes or min(row.codes) < 600
    assert fields <= (HTTP if http else CLOSE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
def test_a_row_is_an_error_of_the_service_or_the_way_to_it(row: Row) -> None:
    """Exit codes 3, 5 and 6: nothing from outside is the command line's or unexpected."""
    assert issubclass(row.kind, CredentialError | NetworkError | RefusedError)


def test_the_last_row_takes_what_no_other_does() -> None:
    """Numbers and words that nobody has thought of."""
    for code in (-1, 0, 600, 999, 1003, 5000, 65_536):
        assert TABLE[-1].fits(code, "whatever", resuming=False)


def test_a_word_counts_from_its_beginning() -> None:
    """An OAuth token is no auth token."""
    row = Row((), ("auth token",), CredentialError, "", "")
    assert row.fits(1008, "the auth tokens", resuming=False)
    assert not row.fits(1008, "the oauth token", resuming=False)
