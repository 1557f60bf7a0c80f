"""Which functions a prompt calls, and with what: tables over realistic declarations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.declared import DEEPEST
from livechat.sim.mind.functions import MOST_CALLS, Functions
from livechat.sim.mind.told import DEEPEST_ARGUMENTS
from livechat.sim.protocol.toolbox import Function, Toolbox

Calls = list[tuple[str, dict[str, Any]]]


def schema(required: str = "", **properties: Any) -> dict[str, Any]:
    """An OpenAPI schema; a property is a type's name or a whole schema."""
    kinds = {
        name: {"type": kind} if isinstance(kind, str) else kind for name, kind in properties.items()
    }
    return {"type": "OBJECT", "properties": kinds, "required": required.split()}


HOUSE = Toolbox(
    (
        Function(
            "get_weather",
            "Get the current weather in a given city.",
            schema(
                "city",
                city="STRING",
                unit={"type": "STRING", "enum": ["celsius", "fahrenheit"]},
            ),
        ),
        Function("turn_on_the_lights"),
        Function("turn_off_the_lights"),
        Function(
            "set_light_values",
            "Set the brightness and color temperature of a room light.",
            schema(
                "brightness color_temp",
                brightness={
                    "type": "INTEGER",
                    "description": "Light level from 0 to 100. Zero is off and 100 is full.",
                },
                color_temp={"type": "STRING", "enum": ["daylight", "cool", "warm"]},
            ),
        ),
        Function("set_alarm", "Sets an alarm.", schema("time", time="STRING", label="STRING")),
        Function("start_timer", "Start a countdown timer", schema("seconds", seconds="INTEGER")),
        Function("play_music", "Plays music", schema("query", query="STRING")),
        Function("get_stock_price", "Get the stock price", schema("symbol", symbol="STRING")),
        Function(
            "create_calendar_event",
            "Creates an event in the user's calendar",
            schema(
                "title date time",
                title="STRING",
                date="STRING",
                time="STRING",
                attendees={"type": "ARRAY", "items": {"type": "STRING"}},
            ),
        ),
        Function(
            "send_email",
            "Sends an email",
            schema("to body", to="STRING", subject="STRING", body="STRING"),
        ),
        Function(
            "check_inventory",
            "Look up how many units of a product are in stock",
            schema(
                "product",
                product="STRING",
                size={"type": "STRING", "enum": ["small", "medium", "large"]},
            ),
        ),
        Function(
            "order_food",
            "Order food from a restaurant",
            schema("item", item="STRING", quantity="INTEGER"),
        ),
        Function("search_web", "Search the web", schema("query", query="STRING")),
        Function(
            "translate_text",
            "",
            schema("text target_language", text="STRING", target_language="STRING"),
        ),
        Function(
            "book_flight",
            "Books a flight",
            schema("origin destination date", origin="STRING", destination="STRING", date="STRING"),
        ),
    )
)

OFFICE = Toolbox(
    (
        Function(
            "get_current_weather",
            "Returns the current weather.",
            {
                "type": "object",
                "properties": {
                    "location": {
                        "type": "string",
                        "description": "The city and state, e.g. San Francisco, CA",
                    },
                    "unit": {
                        "anyOf": [
                            {"type": "null"},
                            {"type": "string", "enum": ["celsius", "fahrenheit"]},
                        ]
                    },
                },
                "required": ["location"],
            },
        ),
        Function("getTime", "Gets the current local time"),
        Function(
            "control_light",
            "Set the state of a light",
            schema(
                "room state",
                room="STRING",
                state={"type": "STRING", "enum": ["on", "off"]},
                brightness="INTEGER",
            ),
        ),
        Function("list_alarms", "Lists all alarms"),
        Function("cancel_alarm", "", schema("alarm_id", alarm_id="STRING")),
        Function(
            "set_reminder", "Create a reminder", schema("text time", text="STRING", time="STRING")
        ),
        Function("play_song", "", schema("song", song="STRING", artist="STRING")),
        Function("stop_music"),
        Function("lookup_order", "Look up an order", schema("order_id", order_id="STRING")),
        Function(
            "add_to_cart",
            "Add a product to the shopping cart",
            schema("product quantity", product="STRING", quantity="INTEGER"),
        ),
        Function(
            "reserve_table",
            "Reserves a table at a restaurant",
            schema(
                "restaurant party_size date time",
                restaurant="STRING",
                party_size="INTEGER",
                date="STRING",
                time="STRING",
            ),
        ),
        Function(
            "convert_currency",
            "",
            schema(
                "amount from_currency to_currency",
                amount="NUMBER",
                from_currency="STRING",
                to_currency="STRING",
            ),
        ),
        Function("calculate", "Evaluates", schema("expression", expression="STRING")),
        Function("set_thermostat", "", schema("temperature", temperature="NUMBER")),
        Function(
            "schedule_meeting",
            "Schedules a meeting with specified attendees at a given time and date.",
            {
                "type": "object",
                "properties": {
                    "attendees": {"type": "array", "items": {"type": "string"}},
                    "date": {"type": "string"},
                    "time": {"type": "string"},
                    "topic": {"type": "string", "description": "The subject of the meeting."},
                },
                "required": ["attendees", "date", "time", "topic"],
            },
        ),
        Function(
            "send_message",
            "",
            schema("recipient message", recipient="STRING", message="STRING", urgent="BOOLEAN"),
        ),
        Function("open_url", "", schema("url", url="STRING")),
        Function("transfer_to_agent", "Transfers to a human agent", schema(reason="STRING")),
        Function("roll_dice", "", schema("sides", sides="INTEGER", count="INTEGER")),
        Function(
            "set_volume",
            "",
            schema("level", level={"type": "INTEGER", "minimum": 0, "maximum": 10}),
        ),
        Function(
            "place_order",
            "",
            schema(
                "items",
                items={
                    "type": "ARRAY",
                    "items": schema("name quantity", name="STRING", quantity="INTEGER"),
                },
            ),
        ),
        Function("handle_7", "Tells the horoscope.", schema(sign="STRING")),
    )
)


def calls(toolbox: Toolbox, text: str) -> Calls:
    answer = Functions(toolbox).answer(text)
    return [(call.name, dict(call.args)) for call in answer.calls] if answer else []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("What is the weather in Paris?", [("get_weather", {"city": "Paris"})]),
        (
            "what's the weather like in new york today?",
            [("get_weather", {"city": "new york"})],
        ),
        (
            "Hello, could you tell me the weather in San Francisco, CA?",
            [("get_weather", {"city": "San Francisco, CA"})],
        ),
        (
            "weather in Paris and London",
            [("get_weather", {"city": "Paris"}), ("get_weather", {"city": "London"})],
        ),
        (
            "what is the weather in Paris, London and Berlin in fahrenheit?",
            [
                ("get_weather", {"city": city, "unit": "fahrenheit"})
                for city in ("Paris", "London", "Berlin")
            ],
        ),
        ("weather in Bern, Kansas", [("get_weather", {"city": "Bern, Kansas"})]),
        ("Will it rain in Rome tomorrow?", [("get_weather", {"city": "Rome"})]),
        ("what is the weather\nin Rio de Janeiro", [("get_weather", {"city": "Rio de Janeiro"})]),
        ("get_weather", [("get_weather", {"city": "here"})]),
        ("getWeather Paris", [("get_weather", {"city": "Paris"})]),
        ("get weather for Oslo", [("get_weather", {"city": "Oslo"})]),
        ("please turn on the lights", [("turn_on_the_lights", {})]),
        ("Turn the lights on.", [("turn_on_the_lights", {})]),
        ("It's dark, switch on the lights!", [("turn_on_the_lights", {})]),
        ("turn off the lights", [("turn_off_the_lights", {})]),
        ("can you turn the lights off please", [("turn_off_the_lights", {})]),
        (
            "turn on the lights and play some jazz",
            [("turn_on_the_lights", {}), ("play_music", {"query": "jazz"})],
        ),
        (
            "turn off the lights in the hall and tell me the weather in Berlin",
            [("turn_off_the_lights", {}), ("get_weather", {"city": "Berlin"})],
        ),
        (
            "Turn on the lights\nPlay some music by Queen",
            [("turn_on_the_lights", {}), ("play_music", {"query": "Queen"})],
        ),
        (
            "turn on the lights and then turn off the lights",
            [("turn_on_the_lights", {}), ("turn_off_the_lights", {})],
        ),
        (
            "dim the lights to fifty percent",
            [("set_light_values", {"brightness": 50, "color_temp": "daylight"})],
        ),
        (
            "set the lights to warm with brightness 80%",
            [("set_light_values", {"brightness": 80, "color_temp": "warm"})],
        ),
        ("Set an alarm for 7 am tomorrow", [("set_alarm", {"time": "7 am tomorrow"})]),
        ("set an alarm for eight", [("set_alarm", {"time": "eight"})]),
        ("wake me up at half past six", [("set_alarm", {"time": "half past six"})]),
        (
            "set alarms for 7 am and 8 am",
            [("set_alarm", {"time": "7 am"}), ("set_alarm", {"time": "8 am"})],
        ),
        (
            'set an alarm at 6:30 with the label "Gym"',
            [("set_alarm", {"time": "6:30", "label": "Gym"})],
        ),
        ("set a timer for 5 minutes", [("start_timer", {"seconds": 300})]),
        ("start a timer for 1 hour and 30 minutes", [("start_timer", {"seconds": 5400})]),
        ("I need a timer for half an hour", [("start_timer", {"seconds": 1800})]),
        ("play rock and roll music", [("play_music", {"query": "rock and roll"})]),
        ("What is the stock price of Apple?", [("get_stock_price", {"symbol": "Apple"})]),
        (
            "what's the stock price of Apple and Google",
            [("get_stock_price", {"symbol": "Apple"}), ("get_stock_price", {"symbol": "Google"})],
        ),
        (
            "What is the weather in Paris and what is the price of Google stock?",
            [("get_weather", {"city": "Paris"}), ("get_stock_price", {"symbol": "Google"})],
        ),
        (
            "what's the weather and the stock price of Google",
            [("get_weather", {"city": "here"}), ("get_stock_price", {"symbol": "Google"})],
        ),
        (
            "Schedule a meeting called Lunch with Bob tomorrow at 3 pm",
            [
                (
                    "create_calendar_event",
                    {"title": "Lunch", "date": "tomorrow", "time": "3 pm", "attendees": ["Bob"]},
                )
            ],
        ),
        (
            'create a calendar event "Dentist" on Friday at 10:30',
            [("create_calendar_event", {"title": "Dentist", "date": "Friday", "time": "10:30"})],
        ),
        (
            "Send an email to Bob saying I will be late",
            [("send_email", {"to": "Bob", "body": "I will be late"})],
        ),
        (
            "write an e-mail to ada@example.com about the party saying “See you there.”",
            [
                (
                    "send_email",
                    {"to": "ada@example.com", "body": "See you there.", "subject": "the party"},
                )
            ],
        ),
        ("how many red shirts are in stock?", [("check_inventory", {"product": "red shirts"})]),
        (
            "check the inventory for blue jeans in large",
            [("check_inventory", {"product": "blue jeans", "size": "large"})],
        ),
        (
            "order two pizzas with cheese",
            [("order_food", {"item": "pizzas with cheese", "quantity": 2})],
        ),
        (
            "I'd like to order a burger and fries",
            [("order_food", {"item": "burger and fries"})],
        ),
        ("search for cheap flights to Rome", [("search_web", {"query": "cheap flights to Rome"})]),
        ("look up the population of Berlin", [("search_web", {"query": "population of Berlin"})]),
        ("search the web for salt and pepper", [("search_web", {"query": "salt and pepper"})]),
        (
            "translate good morning to German",
            [("translate_text", {"text": "good morning", "target_language": "German"})],
        ),
        (
            "book a flight from Paris to New York on 3 May 2027",
            [
                (
                    "book_flight",
                    {"origin": "Paris", "destination": "New York", "date": "3 May 2027"},
                )
            ],
        ),
    ],
)
def test_a_house(said: str, expected: Calls) -> None:
    """What people say to their homes."""
    assert calls(HOUSE, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "how is the weather in Tokyo and Osaka right now, in celsius",
            [
                ("get_current_weather", {"location": city, "unit": "celsius"})
                for city in ("Tokyo", "Osaka")
            ],
        ),
        ("What time is it?", [("getTime", {})]),
        (
            "Turn off the light in the kitchen",
            [("control_light", {"room": "kitchen", "state": "off"})],
        ),
        (
            "turn on the lights in the living room and the bedroom",
            [
                ("control_light", {"room": room, "state": "on"})
                for room in ("living room", "bedroom")
            ],
        ),
        ("which alarms do I have?", [("list_alarms", {})]),
        ("cancel my 7 am alarm", [("cancel_alarm", {"alarm_id": "7"})]),
        (
            "remind me to call mum at 5 pm",
            [("set_reminder", {"text": "call mum", "time": "5 pm"})],
        ),
        (
            "Set a reminder for tomorrow at 9 to water the plants",
            [("set_reminder", {"text": "water the plants", "time": "tomorrow at 9"})],
        ),
        (
            "Play Bohemian Rhapsody by Queen",
            [("play_song", {"song": "Bohemian Rhapsody", "artist": "Queen"})],
        ),
        ("play the song Let It Be", [("play_song", {"song": "Let It Be"})]),
        ("stop the music", [("stop_music", {})]),
        ("where is my order number A-12345?", [("lookup_order", {"order_id": "A-12345"})]),
        (
            "add three apples to my cart",
            [("add_to_cart", {"product": "apples", "quantity": 3})],
        ),
        (
            "Reserve a table for four at Luigi's tomorrow at 7 pm",
            [
                (
                    "reserve_table",
                    {"restaurant": "Luigi's", "party_size": 4, "date": "tomorrow", "time": "7 pm"},
                )
            ],
        ),
        (
            "convert 99.5 USD to EUR",
            [
                (
                    "convert_currency",
                    {"amount": 99.5, "from_currency": "USD", "to_currency": "EUR"},
                )
            ],
        ),
        ("calculate 3 plus 4", [("calculate", {"expression": "3 plus 4"})]),
        ("set the temperature to -2.5 degrees", [("set_thermostat", {"temperature": -2.5})]),
        (
            "Schedule a meeting with Bob and Alice for 3/14/2025 at 10:00 AM about Q3 planning.",
            [
                (
                    "schedule_meeting",
                    {
                        "attendees": ["Bob", "Alice"],
                        "date": "3/14/2025",
                        "time": "10:00 AM",
                        "topic": "Q3 planning",
                    },
                )
            ],
        ),
        (
            "send an urgent message to Bob: the server is down",
            [
                (
                    "send_message",
                    {"recipient": "Bob", "message": "the server is down", "urgent": True},
                )
            ],
        ),
        (
            "text Anna that I'm late",
            [("send_message", {"recipient": "Anna", "message": "I'm late"})],
        ),
        ("open https://example.com/?q=1.", [("open_url", {"url": "https://example.com/?q=1"})]),
        ("I want to talk to an agent", [("transfer_to_agent", {})]),
        ("roll two dice with six sides", [("roll_dice", {"sides": 6})]),
        ("set the volume to eleven", [("set_volume", {"level": 10})]),
        (
            "order two pizzas",
            [("place_order", {"items": [{"name": "pizzas", "quantity": 2}]})],
        ),
        ("order a pizza", [("place_order", {"items": [{"name": "pizza", "quantity": 1}]})]),
        ("What is the horoscope for today?", [("handle_7", {})]),
    ],
)
def test_an_office(said: str, expected: Calls) -> None:
    """Other schemas for the like."""
    assert calls(OFFICE, said) == expected


@pytest.mark.parametrize("toolbox", [HOUSE, OFFICE], ids=["house", "office"])
@pytest.mark.parametrize(
    "said",
    [
        "",
        "Hello!",
        "How are you today?",
        "thank you, bye",
        "My name is Ada.",
        "call me Ada",
        "What can you do?",
        "which tools do you have?",
        "What is your name?",
        "tell me a story",
        "count to ten",
        "remember the number 42",
        "Remember my order and turn on the lights",
        "What number did I ask you to remember?",
        "I like the weather today.",
        "The weather in Paris was nice.",
        "What nice weather!",
        "Do you like music?",
        "He turned on the lights.",
        "I told him to go and turn off the lights",
        "The light in the kitchen is broken.",
        "don't turn on the lights",
        "Please do not play music",
        "How do I turn on the lights?",
        "turn on the television",
        "What is the speed of light?",
        "Order number three is late.",
        "Show business is fun",
        "He was not an ill-disposed young man.",
        "Had he married a more amiable woman, he might have been made still more respectable.",
        "Wie geht es dir?",
        "Привет мир",
        "what is 12 times 9",
    ],
)
def test_nothing_is_called_without_being_asked_for(toolbox: Toolbox, said: str) -> None:
    """Small talk, statements, memory, and what is not to be done."""
    assert calls(toolbox, said) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("turn_on_the_lights", "turn off the lights"),
        ("turn_off_the_lights", "switch on the lights"),
        ("play_music", "stop the music"),
        ("stop_music", "play music"),
        ("set_alarm", "cancel the alarm"),
        ("cancel_alarm", "set the alarm"),
        ("open_door", "close the door"),
        ("lock_door", "unlock the door"),
        ("volume_up", "turn the volume down"),
        ("turn_on_the_lights", "lights"),
        ("get_time", "time for bed"),
        ("get_lights", "nice lights"),
    ],
)
def test_the_contrary_is_not_called(name: str, said: str) -> None:
    """Nor what only shares a word, even if nothing else is declared."""
    assert calls(Toolbox((Function(name),)), said) == []
    assert calls(Toolbox((Function(name),)), name.replace("_", " ")) == [(name, {})]


def test_the_time_is_not_the_weather() -> None:
    """With no function for it, the partner tells it itself."""
    assert calls(HOUSE, "what time is it?") == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            'call get_weather with {"city": "Paris", "x": [1, null]}',
            [("get_weather", {"city": "Paris", "x": [1, None]})],
        ),
        ("Please call get_weather.", [("get_weather", {})]),
        ("Use the function get_weather! The city is Paris.", [("get_weather", {"city": "Paris"})]),
        ("please call get weather. I am in Paris.", [("get_weather", {"city": "Paris"})]),
        ("Call GET_WEATHER; I live in Paris", [("get_weather", {"city": "Paris"})]),
        ("Run GetWeather with no arguments", [("get_weather", {})]),
        ("The weather in Paris? Call get_weather again.", [("get_weather", {"city": "Paris"})]),
        ("run turn_on_the_lights()", [("turn_on_the_lights", {})]),
        (
            'call get_weather with arguments {} and call play_music {"query": "}"}',
            [("get_weather", {}), ("play_music", {"query": "}"})],
        ),
        ("call get_weather for Paris", [("get_weather", {"city": "Paris"})]),
    ],
)
def test_a_tester_says_exactly_what_to_call(said: str, expected: Calls) -> None:
    """Those arguments, whether they fit or not."""
    assert calls(HOUSE, said) == expected


@pytest.mark.parametrize(
    "arguments",
    ['{"city": }', '{"city": NaN}', "{", '{"a":' * (DEEPEST_ARGUMENTS + 1) + "1" + "}" * 99],
)
def test_arguments_that_cannot_be_sent_are_refused(arguments: str) -> None:
    """With words that say why."""
    answer = Functions(HOUSE).answer(f"call get_weather with {arguments}")
    assert answer is not None
    assert answer.calls == ()
    assert answer.words.startswith("I cannot read the arguments of get_weather")


def test_an_unknown_function_is_named() -> None:
    """A slip of the keyboard shows."""
    for said in ("call get_wether", "call wether with {}"):
        answer = Functions(HOUSE).answer(said)
        assert answer is not None
        assert answer.calls == ()
        assert "There is no function" in answer.words


def test_blocking_is_as_declared() -> None:
    """Words while they run, unless one of them is waited for."""
    toolbox = Toolbox(
        (
            Function("play_music", blocking=False),
            Function("get_time"),
            Function("stop_fan", "", {}, False),
        )
    )
    answer = Functions(toolbox).answer("play music and stop the fan")
    assert answer is not None
    assert answer.words == "One moment, I am asking play_music and stop_fan."
    assert [call.blocking for call in answer.calls] == [False, False]
    answer = Functions(toolbox).answer("play music and get the time")
    assert answer is not None
    assert answer.words == ""
    assert [call.blocking for call in answer.calls] == [False, True]


def test_the_thought_tells_the_choice() -> None:
    """In words that a developer can use."""
    answer = Functions(HOUSE).answer("weather in Paris and Rome")
    assert answer is not None
    assert answer.thought == (
        "The user speaks of weather, and get_weather is declared; "
        "I call it with city Paris and with city Rome."
    )


def test_required_arguments_are_always_there() -> None:
    """With a value of their type when the words give none; what may be left out is."""
    everything = schema(
        "s n i b a o e d p w",
        s="STRING",
        n="NUMBER",
        i={"type": "integer", "minimum": 3},
        b="BOOLEAN",
        a={"type": "ARRAY", "items": {"type": "STRING"}},
        o=schema("x", x="INTEGER", y="INTEGER"),
        e={"type": "STRING", "enum": ["one_way", "both"]},
        d={"type": ["string", "null"], "description": "A date"},
        p={"$ref": "#/$defs/Place"},
        w={"type": "STRING", "default": "usual"},
        left_out="STRING",
    )
    everything["$defs"] = {"Place": {"type": "string", "description": "The city"}}
    assert calls(Toolbox((Function("make_tea", "", everything),)), "make tea") == [
        (
            "make_tea",
            {
                "s": "",
                "n": 0,
                "i": 3,
                "b": False,
                "a": [],
                "o": {"x": 0},
                "e": "one_way",
                "d": "today",
                "p": "here",
                "w": "usual",
            },
        )
    ]


def test_what_json_cannot_hold_is_never_sent() -> None:
    """Some clients write NaN into their schemas."""
    odd = schema("a b", a={"type": "NUMBER", "enum": [float("nan"), 4]}, b={"type": "NUMBER"})
    odd["properties"]["b"] |= {"default": float("inf"), "minimum": float("-inf")}
    assert calls(Toolbox((Function("make_tea", "", odd),)), "make tea") == [
        ("make_tea", {"a": 4, "b": 0})
    ]


def test_a_schema_may_refer_to_itself() -> None:
    """It is read to some depth, not for ever."""
    node: dict[str, Any] = schema("left right", left={"$ref": "#"}, right={"$ref": "#"})
    [(name, args)] = calls(Toolbox((Function("grow_tree", "", node),)), "grow tree")
    assert name == "grow_tree"
    depth = 0
    while args:
        args, depth = args["left"], depth + 1
    assert depth == DEEPEST


def test_a_prompt_leads_to_a_bounded_number_of_calls() -> None:
    """However many it asks for."""
    text = " ".join(f"Turn on the lights. What is the weather in {city}?" for city in "ABCDEFGHIJ")
    assert len(calls(HOUSE, text)) == MOST_CALLS


SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["STRING", "number", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", 5]
            )
            | st.just(["string", "null"]),
            "enum": st.lists(st.text(max_size=9) | st.integers() | st.none(), max_size=3),
            "description": st.sampled_from(["a city", "in minutes", "", None]),
            "minimum": st.floats() | st.integers() | st.text(max_size=3),
            "maximum": st.floats(),
            "default": st.none() | st.text(max_size=3) | st.floats(),
            "$ref": st.sampled_from(["#", "#/properties/a", "x", ""]),
        },
    )
    | st.none()
    | st.text(max_size=3),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["ARRAY", "OBJECT", "object"]),
            "properties": st.dictionaries(
                st.sampled_from(["a", "city", "time", "to", "query", "is_on", "count", ""]), inner
            ),
            "required": st.lists(st.sampled_from(["a", "city", "to", "query", "none"])) | st.none(),
            "items": inner,
            "anyOf": st.lists(inner, max_size=2),
        },
    ),
    max_leaves=12,
)

PIECES = (
    "lights ", "weather ", "turn on the ", "what is the ", "in ", "Paris ", "and ", ", ", "7 am ",
    "tomorrow ", "play ", "get_x ", "to ", "five ", "percent ", "saying ", '"hi" ', ". ", "? ",
    "please ", "call get_x ", 'with {"a": 1} ', "a@b.c ", "https://a.b/ ", "set ", "x ", "\ud800",
    "half an hour ", "for ", "ÄÖ ", "١٢ ", "² ", "İ ", "minus ", "- ", "'", "off ",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60),
    st.lists(
        st.builds(
            Function,
            st.sampled_from(["get_x", "lights", "play_weather", "set", "__", "é", ""])
            | st.text(max_size=8),
            st.sampled_from(["", "Turns on lights.", "Weather"]),
            SCHEMAS,
            st.booleans(),
        ),
        max_size=4,
    ),
)
def test_any_prompt_over_any_declaration(text: str, functions: list[Function]) -> None:
    """Only declared functions are called, with arguments JSON can hold; the same each time."""
    toolbox = Toolbox(tuple(functions))
    answer = Functions(toolbox).answer(text)
    assert answer == Functions(toolbox).answer(text)
    if answer is None:
        return
    for call in answer.calls:
        assert call.name in {function.name for function in functions}
        json.dumps(call.args, allow_nan=False)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), SCHEMAS)
def test_required_arguments_are_there_whatever_is_said(text: str, inner: Any) -> None:
    """Beside whatever else the schema declares."""
    declared = schema("city n to", city="STRING", n="INTEGER", to=inner, query="STRING")
    answer = Functions(Toolbox((Function("get_x", "", declared),))).answer(f"get x. {text}")
    assert answer is not None
    for call in answer.calls:
        if call.args not in ({"a": 1}, {}):
            assert {"city", "n", "to"} <= call.args.keys()
            assert isinstance(call.args["city"], str)
            assert isinstance(call.args["n"], int)


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from((1, 7, 1_500))), min_size=1, max_size=4
    )
)
def test_huge_prompts_are_answered(pieces: list[tuple[str, int]]) -> None:
    """Whatever is repeated without end."""
    text = "".join(piece * times for piece, times in pieces)[:4_000]
    for toolbox in (HOUSE, OFFICE):
        answer = Functions(toolbox).answer(text)
        assert answer is None or len(answer.calls) <= MOST_CALLS
