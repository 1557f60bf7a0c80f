"""The list of languages, and language codes outside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.languages import LANGUAGES, canonical, find, is_listed, suggest

TODAY = (
    "af ak sq am ar hy as az eu be bn bs bg my ca ceb zh-Hans zh-Hant hr cs da nl en et fo fil fi "
    "fr gl ka de el gu ha he hi hu is id ga it ja kn kk km rw ko ku ky lo lv lt mk ms ml mt mi mr "
    "mn ne nb or om ps fa pl pt-BR pt-PT pa qu ro rm ru sr sd si sk sl so st es sw sv tg ta te th "
    "tn tr tk uk ur uz vi cy fy wo yo zu"
)
BEFORE = (
    "ar-EG bn-BD cmn-CN zh-CN de-DE en-IN en-US es-US fr-FR hi-IN id-ID it-IT ja-JP ko-KR mr-IN "
    "nl-NL pl-PL pt-BR ro-RO ru-RU ta-IN te-IN th-TH tr-TR uk-UA vi-VN"
)


def test_the_list_has_the_codes_of_today_and_those_before() -> None:
    """99 languages, and 26 with a country; Portuguese of Brazil is both."""
    assert (len(TODAY.split()), len(BEFORE.split())) == (99, 26)
    assert {language.code for language in LANGUAGES} == {*TODAY.split(), *BEFORE.split()}


def test_a_language_stands_with_its_countries() -> None:
    """By their English names, each once."""
    names = [language.english for language in LANGUAGES]
    assert names == sorted(set(names))
    at = names.index("English")
    assert names[at : at + 3] == ["English", "English (India)", "English (United States)"]


@pytest.mark.parametrize("code", ["de", "DE-at", "sv-SE", "zh-TW", "cmn-TW", "fil-PH", "pt"])
def test_a_language_is_listed_for_every_country(code: str) -> None:
    """The service lists languages; where they are spoken is no matter."""
    assert is_listed(code)


@pytest.mark.parametrize("code", ["eo", "la", "ro-RO-x", "nn-NO", ""])
def test_a_language_that_is_not_listed_is_not_listed(code: str) -> None:
    """Though it may be one, and though one whose code looks like it may be."""
    assert is_listed(code) == code.startswith("ro")


def test_every_listed_code_is_well_formed_and_spelled_properly() -> None:
    """The list agrees with the rules for codes."""
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES) == 124
    for language in LANGUAGES:
        assert canonical(language.code) == language.code
        assert language.english
        assert language.own


def test_a_language_is_found_whatever_its_capitals() -> None:
    """The service's own spelling comes back."""
    german = find("DE-de")
    assert german is not None
    assert (german.code, german.own) == ("de-DE", "Deutsch (Deutschland)")
    assert find("de") is not find("de-DE")
    assert find("DE") is find("de")
    assert find("eo") is None


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
        ("portuguese", "pt-BR"),
        ("swedish", "sv"),
        ("Yoruba", "yo"),
        ("isizulu", "zu"),
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
