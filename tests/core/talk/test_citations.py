"""The sources of an answer, and where in its words their numbers stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livechat.core.talk.citations import (
    MAX_SOURCES,
    MAX_SUPPORTS,
    REMEMBERED,
    Citations,
    Cited,
    Mark,
    behind_word,
)
from livechat.core.talk.events import (
    Ended,
    Event,
    GenerationComplete,
    OutputTranscribed,
    Source,
    SourcesCited,
    Support,
    TextReceived,
    TurnComplete,
    TurnSettled,
)
from livechat.core.talk.utterance import Kind, Utterance
from livechat.core.text import WORD

A, B, C = (Source(name, f"https://{name}.example/") for name in "abc")

SCRIPTS = st.sampled_from(
    [
        "abc DEF, ghi.",
        "naïve Café Übergröße ",
        "e\u0301le\u0301ve a\u0308 ",
        "東京は晴れ。山は青い、",
        "か\u3099葛\U000e0100城 ",
        "한국어 문장 ",
        "שלום עולם ",
        "مَرْحَبًا بِالعَالَم، ",
        "ภาษาไทย น้ำ ",
        "हिन्दी में क्षि ",
        "👩‍👩‍👧‍👦 👍🏽 🇫🇷 ❤️ ",
        "𝒳𐍈 ",
    ]
)
TEXTS = st.lists(SCRIPTS, min_size=1, max_size=6).map("".join)


def fold(*events: Event) -> Citations:
    citations = Citations()
    for event in events:
        citations.fold(event)
    return citations


def words(text: str, at: float = 1, turn: int = 1) -> OutputTranscribed:
    return OutputTranscribed(at=at, turn=turn, text=text)


def cite(
    *supports: Support, sources: Sequence[Source] = (A, B, C), turn: int = 1, **more: object
) -> SourcesCited:
    return SourcesCited(
        at=2,
        turn=turn,
        sources=tuple(sources),
        supports=supports,
        **more,  # type: ignore[arg-type]
    )


def behind(text: str, part: str, *numbers: int, says: str | None = None) -> Support:
    """The support that a service sends for a part of a text."""
    end = len(text[: text.index(part) + len(part)].encode())
    said = part if says is None else says
    return Support(end - len(part.encode()), end, said, numbers or (0,))


def said(text: str, at: float = 1, turn: int = 1, kind: Kind = "speech") -> Utterance:
    return Utterance("model", text, at, turn, kind)


def shown(citations: Citations, utterance: Utterance) -> str:
    """The words with their marks."""
    text = utterance.text
    for mark in reversed(citations.marks(utterance)):
        numbers = "".join(f"[{number}]" for number in mark.numbers)
        text = text[: mark.place] + numbers + text[mark.place :]
    return text


# --- the list ---


def test_each_source_has_one_number_that_it_keeps_as_the_list_grows() -> None:
    """Sources told again, in another order, with more beside them."""
    citations = fold(
        cite(sources=[A], queries=("q",)),
        cite(sources=[B, A], queries=("q", "r")),
        cite(sources=[C, B, A, A]),
    )
    assert citations.of(1) == Cited(("q", "r"), (A, B, C))
    assert citations.searches == 2
    assert citations.turns == [1]


def test_numbers_count_anew_in_each_turn() -> None:
    """And a query of another turn is another search."""
    citations = fold(cite(sources=[A], queries=("q",)), cite(sources=[B], turn=2, queries=("q",)))
    assert (citations.of(1).sources, citations.of(2).sources) == ((A,), (B,))
    assert citations.searches == 2


def test_a_source_without_an_address_is_known_by_its_title_and_one_without_both_is_none() -> None:
    """A title that comes later is taken."""
    nameless, title = Source("", "https://a.example/"), Source("Only a title", "")
    citations = fold(cite(sources=[nameless, title, Source("", ""), title]), cite(sources=[A]))
    assert citations.of(1).sources == (A, title)


def test_a_turn_that_has_searched_and_is_whole_may_name_no_source() -> None:
    """Until then they may come; and one that has not searched has nothing to name."""
    searched = SourcesCited(at=1, turn=1, queries=("q",))
    assert not fold(searched, words("Yes."), TurnComplete(at=2, turn=1)).of(1).nameless
    assert fold(searched, TurnSettled(at=2, turn=1)).of(1).nameless
    assert fold(searched, Ended(at=2)).of(1).nameless
    assert not fold(searched, cite(), TurnSettled(at=2, turn=1)).of(1).nameless
    assert not fold(words("Yes."), TurnSettled(at=2, turn=1)).of(1).nameless
    assert fold(words("Yes."), TurnSettled(at=2, turn=1)).turns == []


def test_a_list_has_an_end() -> None:
    """Whatever the service sends."""
    many = [Source("", f"https://a.example/{n}") for n in range(MAX_SOURCES + 5)]
    queries = tuple(map(str, range(MAX_SOURCES + 5)))
    parts = [Support(n, n + 1, "", (n % 120,)) for n in range(MAX_SUPPORTS + 5)]
    citations = fold(words("x" * 600), cite(*parts, sources=many, queries=queries))
    assert len(citations.of(1).sources) == len(citations.of(1).queries) == MAX_SOURCES
    assert citations.searches == MAX_SOURCES


def test_of_old_turns_the_lists_are_kept_alone() -> None:
    """What comes of them so late changes nothing."""
    citations = fold(words("One."), cite(behind("One.", "One."), sources=[A]), words("x", turn=2))
    assert shown(citations, said("One.")) == "One.[1]"
    for turn in range(3, REMEMBERED + 3):
        citations.fold(words("x", turn=turn))
    citations.fold(cite(sources=[B]))
    citations.fold(cite(sources=[B], turn=2))
    assert citations.of(1) == Cited((), (A,), settled=True)
    assert citations.of(2) == Cited()
    assert citations.marks(said("One.")) == ()
    assert citations.turns == []


# --- where the numbers stand ---


def test_a_number_stands_behind_the_words_that_its_source_stands_behind() -> None:
    """Several at one place together, each once, in ascending order."""
    text = "It is 18 degrees. Wind comes from the west. "
    citations = fold(
        words(text),
        cite(
            behind(text, "It is 18 degrees.", 1, 0),
            behind(text, "18 degrees.", 1),
            behind(text, "the west.", 2),
        ),
    )
    assert citations.marks(said(text)) == (Mark(17, (1, 2)), Mark(43, (3,)))
    assert shown(citations, said(text)) == "It is 18 degrees.[1][2] Wind comes from the west.[3] "


def test_a_message_without_sources_counts_on_those_before() -> None:
    """Indices into what the turn has named so far; others are of nothing."""
    text = "One. Two."
    citations = fold(
        words(text), cite(sources=[A, B]), cite(behind(text, "One.", 1, 9), sources=[])
    )
    assert shown(citations, said(text)) == "One.[2] Two."
    alone = fold(words(text), cite(behind(text, "One.", 4), sources=[A]))
    assert alone.marks(said(text)) == ()


@pytest.mark.parametrize("early", [True, False])
def test_sources_may_come_before_the_words_or_after_the_turn(early: bool) -> None:
    """A number appears as soon as its words are there."""
    text = "Olá, São Paulo é grande. É sim."
    cited = cite(behind(text, "São Paulo é grande."), behind(text, "É sim.", 1))
    if early:
        citations = fold(cited, words(text[:10]))
        assert citations.marks(said(text[:10])) == ()
        citations.fold(words(text[10:26], at=2))
        assert shown(citations, said(text[:26])) == "Olá, São Paulo é grande.[1] É"
        citations.fold(words(text[26:], at=3))
    else:
        citations = fold(words(text), TurnComplete(at=2, turn=1), TurnSettled(at=3, turn=1), cited)
    assert shown(citations, said(text)) == "Olá, São Paulo é grande.[1] É sim.[2]"


@pytest.mark.parametrize(
    ("heard", "part", "says", "right"),
    [
        # other spaces, punctuation, case, markup, accents, forms of letters
        (
            "It is  18 degrees, clear",
            "degrees,",
            "It is 18 **Degrees**",
            "It is  18 degrees,[1] clear",
        ),
        ("un e\u0301le\u0301ve parle", "e\u0301ve", "un élève", "un e\u0301le\u0301ve[1] parle"),
        ("Straße und mehr", "Straße", "STRASSE", "Straße[1] und mehr"),
        ("ﬁne words", "ﬁne", "fine", "ﬁne[1] words"),
        # nothing but signs: the place alone counts
        ("Yes… no", "Yes…", "…", "Yes…[1] no"),
        ("Yes no", "Yes", "", "Yes[1] no"),
    ],
)
def test_a_transcription_may_be_written_otherwise(
    heard: str, part: str, says: str, right: str
) -> None:
    """Letters and digits alone are compared."""
    citations = fold(words(heard), cite(behind(heard, part, says=says)), TurnSettled(at=3, turn=1))
    assert shown(citations, said(heard)) == right


@pytest.mark.parametrize("off", [-9_000, -40, -10, 12, 40, 9_000])
def test_places_that_do_not_fit_are_found_by_their_words(off: int) -> None:
    """Once all words are there: before, the right ones may still come."""
    text = "Ça va. Der Käse ist alt. 東京は晴れです。 And the cheese is old."
    right = behind(text, "Der Käse ist alt.")
    wrong = Support(max(0, right.begin + off), max(0, right.end + off), right.text, (0,))
    citations = fold(words(text), cite(wrong))
    assert citations.marks(said(text)) == ()
    for event in (
        GenerationComplete(at=3, turn=1),
        TurnComplete(at=3, turn=1),
        TurnSettled(at=3, turn=1),
    ):
        whole = fold(words(text), cite(wrong), event)
        assert shown(whole, said(text)) == text.replace("alt.", "alt.[1]")


def test_of_the_same_words_those_nearest_to_the_place_count() -> None:
    """The service's place is nearly right more often than not."""
    text = "Yes. No. Yes. No. Yes."
    for begin, right in ((0, 4), (8, 13), (11, 13), (30, 22)):
        citations = fold(words(text), cite(Support(begin, begin + 4, "Yes.", (0,))), Ended(at=3))
        assert [mark.place for mark in citations.marks(said(text))] == [right]


@pytest.mark.parametrize(
    ("heard", "says", "right"),
    [
        (
            "The tower is three hundred and thirty metres tall. More.",
            "The tower is three hundred and thirty metres high.",
            "The tower is three hundred and thirty metres tall.[1] More.",
        ),
        (
            "東京タワーの高さは三百三十三メートルです。",
            "東京タワーの高さは三百三十三メートルだ。",
            None,
        ),
        ("Nothing of it was said in this way at all.", "Other words, altogether different", ""),
        ("Nothing of it was said in this way at all.", "quite other words " * 20, ""),
        ("Short.", "Long.", ""),
    ],
)
def test_words_that_differ_are_placed_by_what_they_share(
    heard: str, says: str, right: str | None
) -> None:
    """And where they share nothing, the source is in the list only."""
    part = Support(0, len(says.encode()), says, (0,))
    citations = fold(words(heard), cite(part), TurnSettled(at=3, turn=1))
    if right is None:
        assert "[1]" in shown(citations, said(heard))[len(heard) // 2 :]
    else:
        assert shown(citations, said(heard)) == (right or heard)


def test_the_end_of_a_long_part_may_be_beyond_the_end_of_the_words() -> None:
    """The number stands at their end: they were cut short."""
    heard = "The tower is three hundred and thirty metr"
    says = "The tower is three hundred and thirty metres high."
    citations = fold(
        words(heard), cite(Support(0, 50, says, (0,)), Support(0, 50, "", (1,))), Ended(at=3)
    )
    assert shown(citations, said(heard)) == heard + "[1][2]"


def test_only_what_was_heard_has_marks() -> None:
    """What was never played is no place for them."""
    text = "One. Two."
    citations = fold(words(text), cite(behind(text, "One."), behind(text, "Two.", 1)))
    cut = Utterance("model", "One.", 1, 1, unheard=" Two.", interrupted=True)
    assert citations.marks(cut) == (Mark(4, (1,)),)


def test_each_utterance_of_a_turn_has_its_own_marks() -> None:
    """Places count through all of its words, and stand where the words do."""
    first, second = "Let me see. ", "It is old."
    text = first + second
    citations = fold(
        words(first, at=1),
        words(second, at=5),
        cite(behind(text, "Let me see."), behind(text, "It is old.", 1)),
    )
    assert shown(citations, said(first, at=1)) == "Let me see.[1] "
    assert shown(citations, said(second, at=5)) == "It is old.[2]"


def test_written_answers_have_marks_and_spoken_ones_come_first() -> None:
    """A thought has none, and neither has what the user said."""
    text = "One. Two."
    wrote = TextReceived(at=1, turn=1, text=text)
    part = cite(behind(text, "One."))
    citations = fold(wrote, TextReceived(at=1, turn=1, text="hm", thought=True), part)
    assert shown(citations, said(text, kind="text")) == "One.[1] Two."
    assert citations.marks(said(text, kind="thought")) == ()
    citations.fold(words(text))
    assert citations.marks(said(text, kind="text")) == ()
    assert shown(citations, said(text)) == "One.[1] Two."
    assert citations.marks(Utterance("user", text, 1, 1)) == ()
    assert citations.marks(said(text, turn=7)) == ()


def test_words_that_are_not_known_have_no_marks() -> None:
    """A sentence that is not in the turn, or did not begin when it says."""
    text = "One. Two."
    citations = fold(words(text), cite(behind(text, "One.")))
    assert citations.marks(said("Something else.")) == ()
    assert citations.marks(said(text, at=7)) == ()
    assert fold(cite(behind(text, "One."))).marks(said(text, kind="text")) == ()


@pytest.mark.parametrize(
    ("text", "place", "end"),
    [
        ("one two", 1, 3),
        ("one two", 3, 3),
        ("one two", 4, 3),
        ("one two", 5, 7),
        ("  one", 2, 0),
        ("one. two", 3, 4),
        ("山は青い。空", 4, 5),
        ("東京.) x", 2, 4),
        ("東京.x", 2, 2),
        ("東京 .", 2, 2),
        ("か\u3099く", 1, 2),
        ("葛\ufe00城", 1, 2),
        ("👩‍👩 x", 2, 3),
        ("", 0, 0),
    ],
)
def test_a_number_is_never_within_a_word(text: str, place: int, end: int) -> None:
    """Nor between a letter and its accent, nor within a picture of several."""
    assert behind_word(text, place) == end


@given(TEXTS, st.data())
def test_offsets_count_bytes_whatever_the_script(text: str, data: st.DataObject) -> None:
    """The service counts bytes of UTF-8; the number stands behind the word that ends there."""
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    part = text[begin:end]
    head, tail = (len(text[:place].encode()) for place in (begin, end))
    exact = fold(words(text), cite(Support(head, tail, part, (0,))))
    bare = fold(words(text), cite(Support(head, tail, "", (0,))))
    right = behind_word(text, end)
    assert [mark.place for mark in bare.marks(said(text))] == [right] * (right > 0)
    if part[-1].isalnum():
        assert exact.marks(said(text)) == bare.marks(said(text))


@given(TEXTS, st.integers(0, 400), st.integers(0, 400), st.lists(st.integers(1, 30), max_size=8))
@example("東京", 0, 4, [1])
def test_any_offset_is_mended_to_a_place_behind_a_word(
    text: str, begin: int, end: int, cuts: list[int]
) -> None:
    """Within a character, beyond the end, before its beginning; however the words come."""
    citations = fold(cite(Support(begin, end, "", (0,)), Support(begin, end, text[3:9], (1,))))
    left, at = text, 1.0
    for cut in [*cuts, len(text)]:
        piece, left = left[:cut], left[cut:]
        if piece:
            citations.fold(words(piece, at=at))
            at += 1
    for event in (None, TurnSettled(at=99, turn=1)):
        if event:
            citations.fold(event)
        for mark in citations.marks(said(text)):
            assert 0 < mark.place <= len(text)
            assert not text[mark.place - 1].isspace()
            assert mark.place == behind_word(text, mark.place)
            if mark.place < len(text):
                assert unicodedata.category(text[mark.place])[0] != "M"
            assert not any(
                one.start() < mark.place < one.end()
                for one in WORD.finditer(text)
                if unicodedata.category(text[one.start()])[0] != "M" and "\u200d" not in one[0]
            )
    if 0 < end <= len(text.encode()):
        place = max(n for n in range(len(text) + 1) if len(text[:n].encode()) < end) + 1
        bare = fold(words(text), cite(Support(begin, end, "", (0,)))).marks(said(text))
        assert [mark.place for mark in bare] == [behind_word(text, place)] * bool(bare)
