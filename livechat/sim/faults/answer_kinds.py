"""Ways in which an answer goes wrong: its parts, its words, its function calls, its counts."""

from __future__ import annotations

from typing import Final

from livechat.sim.faults.kind import AFTER, DURING, Kind

ANSWER_KINDS: Final = (
    # Answers that are not right
    Kind(
        "late-audio",
        "Sends more sound of an interrupted answer after interrupted, and after its turnComplete.",
        "Drops sound of an answer that was interrupted, until the next one begins.",
        AFTER,
    ),
    Kind(
        "audio-after-complete",
        "Sends the last sound of an answer again, after its turnComplete.",
        "Does not wait for it as a new answer.",
        AFTER,
    ),
    Kind(
        "empty-turn",
        "Completes an answer that has no content.",
        "Says that nothing was answered, and is ready for the next question.",
        DURING,
    ),
    Kind(
        "short-turn",
        "Completes an answer after its first words.",
        "Shows what there is, and is ready for the next question.",
        DURING,
    ),
    Kind(
        "deaf",
        "Ignores what was said or typed: nothing comes, not even a transcript.",
        "Notices that nothing comes, says so, and lets the user ask again.",
        DURING,
    ),
    Kind(
        "repeated-turn-complete",
        "Sends turnComplete twice.",
        "Does not count the second one as the end of the next answer.",
        AFTER,
    ),
    Kind(
        "false-interruption",
        "Interrupts an answer though nobody spoke, unless the client does not let it be "
        "interrupted.",
        "Stops the sound, and is ready for the next question.",
        DURING,
    ),
    # Words that are not right
    Kind(
        "transcripts-shuffled",
        "Sends pieces of transcripts out of order, and late against the sound.",
        "Shows them as they come, and never cuts or drops sound by them.",
        DURING,
    ),
    Kind(
        "transcripts-repeated",
        "Sends every piece of a transcript twice.",
        "Shows what it gets, and still ends the answer at turnComplete.",
        DURING,
    ),
    Kind(
        "late-transcript",
        "Sends the transcript of the user `seconds` late; 2 to 55 have been seen.",
        "Shows it where it belongs, and does not count it as new speech.",
        DURING,
        options={"seconds": 2.0},
    ),
    Kind(
        "trailing-words",
        "Sends the end of an answer's transcript `seconds` after turnComplete, cut in a word.",
        "Adds it to the answer that has ended, and waits for nothing.",
        AFTER,
        options={"seconds": 0.2},
    ),
    Kind(
        "finished-pieces",
        "Sends the transcript of the user in pieces, 100 ms apart, each marked as finished.",
        "Shows one line.",
        DURING,
    ),
    Kind(
        "finished-early",
        "Marks the first piece of the user's transcript as finished, and sends more, 100 ms apart.",
        "Shows one line.",
        DURING,
    ),
    Kind(
        "noise-label",
        "Sends `label` as a transcript of the user, three times, a second apart.",
        "Does not show a label as words.",
        ("after", "setup", "before"),
        options={"label": "<noise>"},
    ),
    Kind(
        "repeated-sentence",
        "Says an answer three times in one turn, `seconds` apart.",
        "Says once that the model repeats itself, and lets the user stop it.",
        DURING,
        options={"seconds": 7.0},
    ),
    Kind(
        "text-aside",
        "Sends a text part of other words before the sound of an answer.",
        "Shows what was spoken as the answer.",
        DURING,
    ),
    Kind(
        "text-doubled",
        "Sends the words of an answer as text parts too, beside their transcript.",
        "Shows them once.",
        DURING,
    ),
    # Sources that are not right
    Kind(
        "sources-growing",
        "Sends the sources of an answer again and again, each time with one more.",
        "Lists each source once, under the same number.",
        DURING,
    ),
    Kind(
        "sources-missing",
        "Sends what was searched for without any source.",
        "Says that the model searched, and that no sources were named.",
        DURING,
    ),
    Kind(
        "late-sources",
        "Sends the sources of an answer `seconds` after its turnComplete.",
        "Lists them for the answer that has ended, and waits for nothing.",
        AFTER,
        options={"seconds": 0.2},
    ),
    Kind(
        "sources-misplaced",
        "Counts the places of sources in characters of another text than the transcript.",
        "Finds the words that sources stand behind, and marks no others.",
        DURING,
    ),
    # Function calls that are not right
    Kind(
        "call-in-parts",
        "Puts a function call into the parts of modelTurn instead of into a toolCall.",
        "Answers it all the same.",
        DURING,
    ),
    Kind(
        "call-doubled",
        "Sends a function call as a part of modelTurn and as a toolCall, with the same id.",
        "Runs the function once, and answers once.",
        DURING,
    ),
    Kind(
        "call-again",
        "Sends a function call again `seconds` later, with a new id and other spelling.",
        "Changes nothing twice, and says what became of the first call.",
        DURING,
        options={"seconds": 1.0},
    ),
    # Counts that are not right
    Kind(
        "usage-cumulative",
        "Adds up the counts of all answers, and sends every count twice.",
        "Does not bill twice what is repeated, and says what its sum is made of.",
        AFTER,
        turns=False,
    ),
    Kind(
        "usage-missing",
        "Leaves usageMetadata out.",
        "Says that the usage is unknown, never 0.",
        AFTER,
    ),
    Kind(
        "usage-mismatched",
        "Sends details that do not add up to their totals.",
        "Trusts the totals, and does not fail.",
        AFTER,
    ),
    Kind(
        "late-usage",
        "Sends the counts of an answer `seconds` after its turnComplete.",
        "Counts them for the answer that has ended.",
        AFTER,
        options={"seconds": 1.0},
    ),
)
