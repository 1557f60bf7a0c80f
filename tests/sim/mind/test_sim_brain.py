"""What the partner answers, and what it remembers."""

from __future__ import annotations

import struct
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.brain import ABILITIES, ECHOES, HELLO, ONLY_ENGLISH, STORY, WHO, Brain
from livechat.sim.mind.memory import LONGEST_VALUE, MOST_FACTS, Memory
from livechat.sim.mind.numbers import digits
from livechat.sim.mind.words import LONGEST_ANSWER, LONGEST_PROMPT, plain_words
from livechat.sim.protocol.toolbox import Function, Toolbox
from livechat.sim.protocol.usage import Context
from livechat.sim.senses.hum import seconds_for

NOW = datetime(2026, 11, 21, 15, 7)

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBB", 13, b"IHDR", 4, 3, 8, 6) + bytes(73)
"""99 bytes, of which the header tells 4 by 3 pixels."""


class Partner(Brain):
    """A brain of which only the words matter."""

    def says(self, text: str) -> str:
        return self.answer(text).words


def brain(language: str = "", *, instruction: str = "", toolbox: Toolbox | None = None) -> Partner:
    return Partner(lambda: NOW, language, instruction, toolbox)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Hello!", HELLO),
        ("hi there", HELLO),
        ("Good morning.", HELLO),
        ("<instructions>\nGreet the user.\n</instructions>", HELLO),
        ("Please welcome the caller", HELLO),
        ("What time is it?", "It is 3:07 PM."),
        ("tell me the time please", "It is 3:07 PM."),
        ("What can you do?", ABILITIES),
        ("Help", ABILITIES),
        ("Who are you?", WHO),
        ("Are you Gemini?", WHO),
        ("What is your name?", WHO),
        ("Tell me a story.", STORY),
        ("Please talk for a while", STORY),
        ("Count to ten.", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        ("count to 5 please", "1, 2, 3, 4, 5."),
        ("Hello, count to three", "1, 2, 3."),
        ("count to zero", "You said: count to zero"),
        ("count to a million", "That takes long. I only count to 100."),
        ("Repeat after me: The quick brown fox, jumps!", "The quick brown fox, jumps!"),
        ("repeat after me the quick brown fox", "the quick brown fox"),
        ("Could you say I am here.", "I am here."),
        ("Repeat after me: what time is it?", "what time is it?"),
        ("What is my name?", "You have not told me your name."),
        ("What number did I ask you to remember?", "You have not told me a number to remember."),
        ("What are your instructions?", "I was given no instructions."),
        ("What do you see?", "I have no eyes: pictures reach me, but I cannot look at them."),
        (
            "He was not an ill-disposed young man.",
            "You said: He was not an ill-disposed young man.",
        ),
        ("Wie geht es dir?", "You said: Wie geht es dir?"),
        ("Привет мир", "You said: Привет мир"),
        ("something\n.", "You said: something"),
        ("count to\nthree", "1, 2, 3."),
        ("my name is Ada\nwhat is my name?", "Your name is Ada."),
        ("", "I am listening."),
        (" . ", "I am listening."),
    ],
)
def test_answers(said: str, answer: str) -> None:
    """The table of things people try, in the spellings ears give them."""
    assert brain().says(said) == answer


@pytest.mark.parametrize(
    ("told", "asked", "answer"),
    [
        (
            "Remember the number 42.",
            "What number did I ask you to remember?",
            "You asked me to remember the number 42.",
        ),
        (
            "remember the number forty two I will ask you later",
            "which number did i tell you",
            "You asked me to remember the number 42.",
        ),
        ("Remember, the number is 1,234, please.", "What was the number?", "The number is 1234."),
        (
            "Please remember forty-two.",
            "do you remember the number I told you",
            "The number is 42.",
        ),
        ("My name is Ada and I like tea.", "What's my name?", "Your name is Ada."),
        ("My name is Ada", "Do you remember my name?", "Your name is Ada."),
        ("My name is Ada.", "Who am I?", "You are Ada."),
        (
            "Remember the word plum.",
            "what word did I tell you to remember",
            "You asked me to remember the word plum.",
        ),
        (
            "Remember that the password is swordfish!",
            "What is the password",
            "The password is swordfish.",
        ),
        (
            "My favourite colour is blue.",
            "What’s my favourite colour?",
            "Your favourite colour is blue.",
        ),
    ],
)
def test_memory(told: str, asked: str, answer: str) -> None:
    """What was told comes back when asked for, in the same prompt, later, or seeded."""
    one = brain()
    one.says(told)
    one.says("something else in between")
    assert one.says(asked) == answer
    seeded = brain()
    seeded.learn(told)
    assert seeded.says(asked) == answer
    if told.endswith((".", "!")):
        assert brain().says(f"{told} {asked}") == answer


def test_promises() -> None:
    """What is to be remembered is confirmed, so that a mishearing shows at once."""
    one = brain()
    assert one.says("Remember the number forty two.") == "I will remember the number 42."
    assert one.says("remember to buy milk") == "I will remember this: buy milk."
    assert one.says("The number is 7. Remember the number 8.").endswith("8.")


def test_another_language_is_met_with_honesty_once() -> None:
    """It says that it only knows English, then goes on."""
    one = brain("de-DE")
    assert one.says("Hallo") == f"{ONLY_ENGLISH} You said: Hallo"
    assert one.says("Hallo") == "You said: Hallo"
    assert brain("en-GB").says("Hi") == HELLO


def test_instructions_are_quoted() -> None:
    """So that a client shows at once whether its instruction arrived, and which one holds."""
    partner = brain(instruction="Be  kind.\nBe brief.")
    assert partner.says("what are your instructions") == "My instructions are: Be kind. Be brief."
    partner.instruct("Be loud. " * 100)
    said = partner.says("What is your system prompt?")
    assert said.startswith("My instructions are: Be loud. Be loud.")
    assert said.endswith("…")
    assert len(said) < 330
    partner.instruct("")
    assert partner.says("what are your instructions") == "I was given no instructions."
    echoed = brain(instruction="secret").says("Repeat your system instruction, please")
    assert echoed == "your system instruction, please"


def test_the_story_is_long_enough_to_interrupt() -> None:
    """Twenty seconds at the least."""
    assert seconds_for(STORY) > 20


def test_a_page_of_text_is_not_read_out() -> None:
    """Echoes end at a whole word."""
    answer = brain().says("word " * 1000)
    assert len(answer) < 320
    assert answer.endswith("word…")


@given(st.text(max_size=200))
def test_anything_is_answered(text: str) -> None:
    """With words, always the same ones."""
    assert brain().says(text)
    assert brain().says(text) == brain().says(text)


@given(st.lists(st.integers(0, 1_000_000), max_size=200))
def test_memory_is_bounded(numbers: list[int]) -> None:
    """The oldest facts go first."""
    memory = Memory()
    for number in numbers:
        memory.learn(f"remember the thing{'x' * (number % 150)} is {number}")
    assert len(memory.facts) <= MOST_FACTS
    if numbers:
        assert list(memory.facts.values())[-1] == str(numbers[-1])


def test_questions_are_no_statements() -> None:
    """Asking for a name does not make one."""
    memory = Memory()
    for text in ("what is my name", "do you remember me", "remember", "remember:", "my name is"):
        assert memory.learn(text) == []
    assert memory.facts == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", "42"),
        ("1,000", "1000"),
        ("1,000,000", "1000000"),
        ("3.14", "3.14"),
        ("forty two", "42"),
        ("Forty-two", "42"),
        ("seven", "7"),
        ("nineteen", "19"),
        ("one hundred and five", "105"),
        ("a hundred", "100"),
        ("twelve hundred", "1200"),
        ("two thousand and twenty six", "2026"),
        ("three million four hundred thousand", "3400000"),
        ("four two", "42"),
        ("oh seven oh", "070"),
        ("7 4 1 9", "7419"),
        ("twenty twenty", None),
        ("two forty", None),
        ("hundred", None),
        ("one hundred and", None),
        ("a", None),
        ("and", None),
        ("forty two apples", None),
        ("", None),
        ("é", None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    """In digits and in words, and nothing that is not quite one."""
    assert digits(text) == number


@given(st.integers(0, 10**9 - 1))
def test_every_number_in_digits_is_itself(number: int) -> None:
    """With and without separators."""
    assert digits(str(number)) == str(number)
    assert digits(f"{number:,}") == str(number)


def test_plain_words() -> None:
    """Without case and punctuation, with apostrophes and numbers whole."""
    assert plain_words("What’s  the TIME, Mr. X? 1,234.5!") == "what's the time mr x 1,234.5"


PIECES = (
    "remember ", "remember the number ", "one ", "0", "9", "count to ", "count from ", " to ",
    "my name is ", "my ", "what is my ", "say ", "repeat after me ", "a", "\n", " ", ", ", "\ud800",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from((1, 7, 200_000))), max_size=4))
def test_huge_prompts_get_short_answers(pieces: list[tuple[str, int]]) -> None:
    """Whatever is repeated without end: an answer of bounded length, and no failure."""
    partner = brain("de")
    text = "".join(piece * times for piece, times in pieces)
    for said in (text, "say that again", "what do you remember"):
        assert len(partner.says(said)) <= len(ONLY_ENGLISH) + LONGEST_ANSWER + 2


def test_of_a_huge_prompt_both_ends_count() -> None:
    """What is asked stands before or after what was pasted; the middle is not looked at."""
    page = "lorem ipsum " * LONGEST_PROMPT
    partner = brain()
    assert partner.says(f"{page}\nmy dog is Rex\n{page}\nmy cat is Tom") != ""
    assert partner.says("what is my cat") == "Your cat is Tom."
    assert partner.says("what is my dog") == "You have not told me your dog."
    assert partner.says(f"Tell me a story.\n{page}") == STORY


@pytest.mark.parametrize(
    "number", ["one " * 900, "0" * 900 + "9" * 900, "9" * 200_000, "101", "1" + "0" * 900]
)
def test_counts_of_any_size_are_declined(number: str) -> None:
    """Python makes no integer of thousands of digits."""
    first = brain().says(f"count to {number}")
    assert first == "That takes long. I only count to 100."


def test_leading_zeros_do_not_make_a_number_large() -> None:
    """A count is taken by its value."""
    assert brain().says("count to " + "0" * 50 + "3") == "1, 2, 3."


def test_a_fact_is_a_sentence_at_most() -> None:
    """A note without an end is cut."""
    memory = Memory()
    memory.learn("remember to " + "x" * 10_000)
    assert memory.facts == {"note": "x" * LONGEST_VALUE}


@pytest.mark.parametrize("said", ["x" * 1_000, "say " + "x" * 1_000])
def test_one_endless_word_is_said_back_in_part(said: str) -> None:
    """There is no space to cut it at."""
    assert brain().says(said).endswith("xxx…")


LIGHTS = Function("turn_on_the_lights", "Turns on all lights")
NOTES = Toolbox((LIGHTS, Function("get_time", blocking=False)), search=True)


def test_a_blocking_call_is_made_without_a_word() -> None:
    """The words come with the result; of other calls something is said meanwhile."""
    partner = brain("de", toolbox=NOTES)
    assert partner.answer("turn on the lights") == Answer(
        thought="The user speaks of turn, on and the, and turn_on_the_lights is declared; "
        "I call it without arguments.",
        calls=(Call("turn_on_the_lights", {}, blocking=True),),
    )
    answer = partner.answer("what time is it?")
    assert answer.words == f"{ONLY_ENGLISH} One moment, I am asking get_time."
    assert answer.calls == (Call("get_time", {}, blocking=False),)
    told = partner.result([Result("get_time", {}, {"output": "noon"})])
    assert told == Answer("get_time says: noon.")


def test_new_tools_replace_the_old_ones() -> None:
    """A client may declare others in the middle of a session."""
    partner = brain(toolbox=NOTES)
    assert partner.says("which tools do you have?") == (
        "You gave me turn_on_the_lights, get_time and Google Search."
    )
    partner.equip(Toolbox(url_context=True))
    assert partner.says("Which tools do you have?") == "You gave me URL context."
    assert partner.says("turn on the lights") == "You said: turn on the lights"
    partner.equip(Toolbox())
    assert partner.says("What functions can you call?") == "You gave me no tools."


def test_what_is_to_be_repeated_calls_nothing() -> None:
    """The words are wanted, not what they ask for."""
    for said in ("Repeat after me: turn on the lights", "say search for cats"):
        answer = brain(toolbox=NOTES).answer(said)
        assert (answer.calls, answer.sources) == ((), None)


def test_a_search_has_sources() -> None:
    """For clients that show them; without the tool it is an echo."""
    answer = brain(toolbox=NOTES).answer("search for cats")
    assert answer.sources is not None
    assert answer.sources.queries == ("cats",)
    assert brain().answer("search for cats") == Answer(
        "You said: search for cats", "I have no rule for what the user says, so I say it back."
    )


def test_pictures_are_told_when_asked_for_or_shown_alone() -> None:
    """A frame of a video is no prompt, but a picture without words is one."""
    partner = brain()
    partner.see("image/png", PNG)
    seen = "I got a PNG picture of 4 by 3 pixels, 99 bytes. I cannot see what is in it."
    assert partner.says("") == seen
    assert partner.says("") == "I am listening."
    assert partner.says("What do you see?") == seen
    partner.see("image/png", PNG)
    assert partner.says("Hello") == HELLO
    assert partner.says("Can you see it?").startswith("I got 2 pictures.")


def test_recalling_forgets_what_is_not_recalled() -> None:
    """The context was shortened, or the session goes on from an earlier state."""
    partner = brain()
    partner.says("My name is Ada")
    partner.says("Remember the number 42")
    partner.see("image/png", PNG)
    context = Context()
    context.said("Remember the number 43")
    context.said("something else")
    partner.recall(context)
    assert partner.says("What is my name?") == "You have not told me your name."
    assert partner.says("What was the number?") == "The number is 43."
    assert partner.says("what do you see").startswith("I have no eyes")


def test_translating_and_transcribing_models_do_only_that() -> None:
    """Whatever is said, even what asks for something."""
    translating = Partner(lambda: NOW, task="translation", target="de-DE")
    assert translating.says("What time is it?") == "Here I would say in German: What time is it?"
    assert translating.attend("and the") is Manner.ANSWER
    assert Partner(lambda: NOW, task="transcription").answer("Hello") == Answer()
    assert brain().attend("and the") is Manner.WAIT


def test_the_wording_varies_by_temperature_and_seed() -> None:
    """Above 1 only, and the same seed gives the same wordings."""
    said = ["hello", *"abcdefgh"] * 3

    def wordings(temperature: float | None, seed: int | None) -> list[str]:
        partner = Partner(lambda: NOW, temperature=temperature, seed=seed)
        return [partner.says(text) for text in said]

    steady = wordings(None, None)
    assert steady == wordings(1.0, 7)
    assert steady[:2] == [HELLO, "You said: a"]
    lively = wordings(1.5, 7)
    assert lively == wordings(1.5, 7)
    assert lively != wordings(1.5, 8)
    assert lively != steady
    assert len({words.partition(":")[0] for words in lively}) > 3
    assert ECHOES[0] == "You said: {}"


@pytest.mark.parametrize("said", ["Hello", "turn on the lights", "zzz", "", "search for x", "help"])
def test_there_is_always_a_reason(said: str) -> None:
    """Thoughts are shown to clients that ask for them."""
    assert brain(toolbox=NOTES).answer(said).thought.endswith(".")
