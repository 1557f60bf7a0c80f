"""The list of languages, and language codes outside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.languages import LANGUAGES, canonical, find, suggest


def test_every_listed_code_is_well_formed_and_spelled_properly() -> None:
    """The list agrees with the rules for codes."""
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES) == 26
    for language in LANGUAGES:
        assert canonical(language.code) == language.code
        assert language.english
        assert language.own


def test_a_language_is_found_whatever_its_capitals() -> None:
    """The service's own spelling comes back."""
    german = find("DE-de")
    assert german is not None
    assert (german.code, german.own) == ("de-DE", "Deutsch (Deutschland)")
    assert find("de") is None


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        ("sv-se", "sv-SE"),
        ("en-gb", "en-GB"),
        ("EN", "en"),
        ("fil-PH", "fil-PH"),
        ("es-419", "es-419"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("ca-ES-valencia", "ca-ES-valencia"),
        ("en-UX", None),  # no such country
        ("gr-GR", None),  # Greek is el
        ("german", None),
        ("en_US", None),
        ("", None),
        ("en-", None),
        ("en-US\n", None),
        ("ＤＥ-DE", None),  # wide letters
    ],
)
def test_a_code_outside_the_list_is_spelled_properly_or_refused(
    code: str, spelled: str | None
) -> None:
    """A code is refused only when it names what does not exist, or nothing at all."""
    assert canonical(code) == spelled


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("german", "de-DE"),
        ("Deutsch", "de-DE"),
        ("englisch", "en-US"),
        ("chinese", "zh-CN"),
        ("日本語", "ja-JP"),
        ("en-UX", "en-US"),
        ("en_US", "en-US"),
        ("xx", None),
    ],
)
def test_a_wrong_code_or_a_name_finds_the_listed_code(wrong: str, meant: str | None) -> None:
    """People write a language's name, or a code with a slip in it."""
    assert suggest(wrong) == meant


@given(st.text(max_size=20))
def test_a_proper_spelling_stays_as_it_is(text: str) -> None:
    """Spelling properly twice is spelling properly once."""
    spelled = canonical(text)
    assert spelled is None or canonical(spelled) == spelled
