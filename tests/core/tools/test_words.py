"""What withdraws a call, what is leave for one, and what is neither."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.catalog.languages import LANGUAGES
from livechat.core.tools import words
from livechat.core.tools.stop_words import TABLE
from livechat.core.tools.words import languages_covered, only_stops, says_stop, says_yes


def examples_of(text: str) -> list[str]:
    return text.split("|")


STOPS = examples_of(
    "stop|don't|Don’t|wait|no|cancel|hold on|never mind|nevermind|forget it|not that|hang on|"
    "oh no stop stop|no, wait|please don't|stop the order|STOP!|Stop.|stop stop stop|s-stop|"
    "st-stop|no-no-no|<noise> stop|stop [music]|(coughs) no|'stop'|“Stop”|…wait|Wait, wait, wait!|"
    "Order twelve gloves. No, wait, stop.|Actually no, cancel that|Cancel my order|"
    "Stop! Cancel my order|No, order gloves instead|No, wait, please stop|"
    "order twelve gloves no wait stop|order twelve gloves stop|order it, no, wait|Yes. No.|"
    "yeah no|no yeah|ok stop|Yes, stop.|order gloves, never mind|order gloves never mind please|"
    "Um, actually, could you stop|I want to cancel|I changed my mind|no?|stop?|Wait, what?|"
    "Please, stop the order.|I don't want that|That's not what I said|wait a|hold on a|no I|"
    "Order gloves — no, stop|Order gloves...wait|do it no do not do it|no 🙏|¡No!|"
    "Don't order the gloves|let me see, hang on|scrap that, please"
)

NOT_STOPS = examples_of(
    "Tell the bus to stop at the corner|I can't wait|no problem|don't worry, go ahead|"
    "stop by the shop later|yes, no need to wait|non-stop|the stop button|yes|ok|"
    "Order twelve gloves|What is the next stop|notebook|stopwatch|cancellation policy|"
    "How long is the wait|Noon|Don't forget the gloves|The number is 12, no rush|"
    "I'll wait|No worries, do it|There is no milk|Set a timer for one minute|One minute|"
    "Why don't you order gloves|Is that a bus stop?|You ordered it, no?|- - -|'|?|"
    "He said he could hold it|the weather at the moment|I don't know|full stop"
)

YESES = examples_of(
    "yes|yes please|yeah do it|ok|OK.|Okay!|go ahead|sure|yes go ahead please|Yes, go ahead.|"
    "Yes! Yes!|Um, yes|yes <noise>|YES|of course|please do|that's right|Yes — do it"
)

NOT_YESES = examples_of(
    "yes?|Yes? No.|yes...|yes,|yes and|yeah no|yes no|no yes|<noise>|[music]|(yes)|...|please|"
    "thank you|yes but not now|yes, wait|order it|yes order gloves|¿sí|tak|ya|no problem|"
    "don't worry, go ahead|don't do it|yes what is it|ok ok wait|maybe|hmm|yes…|go ahead?|"
    "yesterday|okra|sure thing is expensive"
)

# code: stops | yeses | neither
LANGUAGE_EXAMPLES = {
    "af": ("Nee!|Wag|Moenie|Bestel dit. Nee, wag|Los dit", "Ja|Doen dit", "Geen probleem"),
    "am": ("አይ|ቆይ|አቁም|ሰርዝ", "አዎ|አዎ እባክህ", "ችግር የለም"),
    "ar": (
        "لا|توقف!|انتظر لحظة|لا، انتظر|ألغِ|إلغاء|لا تفعل ذلك",
        "نعم|نعم من فضلك|أيوه",
        "لا مشكلة",
    ),
    "az": ("Xeyr|Yox|Dayan|Gözlə|Ləğv et", "Bəli|Bəli, zəhmət olmasa", "Problem yoxdur"),
    "be": ("Не|Стой|Пачакай|Не трэба", "Вядома|Так, калі ласка", "Няма праблем"),
    "bg": ("Не|Спри!|Чакай|Не, чакай|Отмени", "Да|Да, моля|Разбира се", "Няма проблем"),
    "bn": ("না|থামো|দাঁড়াও|বাতিল করুন|করবেন না", "হ্যাঁ|হ্যাঁ করুন|ঠিক আছে", "কোনো সমস্যা নেই"),
    "bs": ("Ne|Stani|Čekaj|Cekaj|Nemoj", "Da|Naravno", "Nema problema"),
    "ca": ("No|Atura't|Espera|Cancel·la|Deixa-ho", "Sí|D'acord|Endavant", "Cap problema"),
    "cs": (
        "Ne|Počkej|pockej|Zruš to|Stůj|Objednej to. Ne, počkej",
        "Jasně|V pořádku",
        "Není problém",
    ),
    "cy": ("Nage|Aros funud|Peidiwch|Canslo", "Ie, plîs|Wrth gwrs", "Dim problem"),
    "da": (
        "Nej|Vent lidt|Stop!|Glem det|Lad være|Gør det ikke",
        "Ja|Ja tak|Gør det",
        "Intet problem",
    ),
    "de": (
        "Nein|Halt!|Stopp|Warte|Nein, warte|Bitte nicht|Abbrechen|Vergiss es|nicht bestellen|"
        "Bestell zwölf Handschuhe. Nein, doch nicht.|Nein, lieber Socken|Moment mal|Doch nicht",
        "Ja|Ja, bitte|Mach das|Einverstanden|Na klar",
        "Das ist halt so|Kein Problem|Bestell Handschuhe, nicht wahr?|Die Stopp-Taste|Im Moment",
    ),
    "el": (
        "Όχι|ΟΧΙ|οχι|Σταμάτα|Περίμενε|Μην το κάνεις|Άκυρο|Άσ' το",
        "Ναι|ΝΑΙ|Εντάξει",
        "Κανένα πρόβλημα",
    ),
    "en": ("No|Hold on", "Yes", "No problem"),
    "es": (
        "No|¡No!|¡Para!|Espera|No, espera|Cancela|Olvídalo|Detente|No lo hagas|Déjalo",
        "Sí|Sí, por favor|Claro|Adelante|Vale",
        "No hay problema|Para mañana, por favor|Está bien, ¿no?|Sin parar|Tiempo de espera",
    ),
    "et": ("Ei, oota|Oota|Stopp|Ära tee|Tühista", "Jah, palun|Muidugi", "Pole probleemi"),
    "eu": ("Ez|Gelditu|Itxaron|Utzi", "Bai, mesedez|Ados", "Ez dago arazorik"),
    "fa": ("نه|صبر کن|وایسا|لغو کن|بی‌خیال|نکن", "بله|آره|بله لطفا", "مشکلی نیست"),
    "fi": ("Ei|Odota|Lopeta|Älä tee sitä|Peruuta|Unohda se", "Kyllä|Joo|Tee se", "Ei hätää"),
    "fil": ("Huwag|Teka lang|Sandali|Tigil|Hindi po", "Oo|Opo|Sige", "Walang problema"),
    "fr": (
        "Non|Arrête|Arrêtez|Attends|Non, attendez|Annule|Laisse tomber|Oublie ça|Pas ça|Arrete",
        "Oui|Oui, s'il vous plaît|D'accord|Vas-y|Allez-y|Bien sûr",
        "Pas de problème, vas-y|Ne t'inquiète pas|Pour le moment|On y va, non ?",
    ),
    "ga": ("Ná déan é|Fan nóiméad|Stop|Cealaigh é", "Cinnte|Déan é", "Níl fadhb ar bith"),
    "gl": ("Non|Agarda|Espera|Cancela", "De acordo|Adiante", "Non hai problema"),
    "gu": ("ના|રોકો|ઊભા રહો|રદ કરો", "હા|હા કરો|ઠીક છે", "કોઈ સમસ્યા નથી"),
    "he": ("לא|עצור|חכה|רגע|תבטל|לא, חכה", "כן|כן בבקשה|בטח", "אין בעיה"),
    "hi": ("नहीं|रुको|मत करो|रद्द करो|एक मिनट|रहने दो", "हाँ|हां|जी हाँ|ठीक है|हाँ करो", "कोई बात नहीं"),
    "hr": ("Ne|Stani|Čekaj|Otkaži|Nemoj", "Da|Naravno|U redu", "Nema problema"),
    "hu": ("Nem|Állj|Várj|Mégse|Töröld|Hagyd", "Persze|Rendben|Igen, kérem", "Nem gond"),
    "hy": ("Ոչ|Կանգնիր|Սպասիր|Չեղարկիր", "Այո|Այո, խնդրում եմ", "Խնդիր չկա"),
    "id": (
        "Tidak|Jangan|Berhenti|Tunggu|Batalkan|Nggak",
        "Iya|Silakan|Lakukan saja",
        "Tidak apa-apa",
    ),
    "is": ("Nei|Bíddu|Hættu|Gleymdu því", "Já|Já, takk|Auðvitað", "Ekkert mál"),
    "it": (
        "No|Ferma|Fermati|Aspetta|No, aspetti|Annulla|Lascia stare|Basta|Non farlo",
        "Sì|Sì, grazie|Va bene|Certo|Procedi",
        "Nessun problema|Al momento|Come stai?",
    ),
    "ja": (
        "いいえ|やめて|やめてください|待って|ちょっと待って|ストップ|キャンセル|手袋を注文しないで|"
        "手袋を十二個。いや、待って|違う|ダメ|いや 待って",
        "はい|はい、お願いします|お願いします|もちろん|オッケー|どうぞ",
        "問題ない|待っています|手袋を十二個注文して|明日の三時",
    ),
    "ka": ("არა|გაჩერდი|მოიცადე|გააუქმე", "კი|დიახ", "პრობლემა არ არის"),
    "kk": ("Жоқ|Тоқта|Күте тұр", "Иә|Әрине", "Мәселе жоқ"),
    "km": ("អត់ទេ|ឈប់|ចាំសិន", "បាទ|ចាស", "កុំបារម្ភ"),
    "kn": ("ಬೇಡ|ನಿಲ್ಲಿಸಿ|ತಡಿ|ರದ್ದು ಮಾಡಿ", "ಹೌದು|ಖಂಡಿತ", "ಪರವಾಗಿಲ್ಲ"),
    "ko": (
        "아니|아니요|잠깐만|잠깐만요|멈춰|그만|취소|취소해 주세요|하지 마|장갑 주문하지 마|안 돼",
        "네|예|네, 해 주세요|물론이죠|그렇게 해 주세요",
        "걱정하지 마세요|장갑 열두 개 주문해 줘|아니면 내일",
    ),
    "lo": ("ບໍ່|ຢຸດ|ລໍຖ້າ", "ແມ່ນ|ຕົກລົງ", "ບໍ່ເປັນຫຍັງ"),
    "lt": ("Ne|Palauk|Sustok|Atšauk", "Taip|Taip, prašau|Žinoma", "Ne problema"),
    "lv": ("Nē|Pagaidi|Atcel|Nevajag", "Jā|Jā, lūdzu|Protams", "Nav problēmu"),
    "mk": ("Не|Стани|Чекај|Откажи", "Да|Секако", "Нема проблем"),
    "ml": ("വേണ്ട|നിർത്തൂ|നിര്‍ത്തൂ|റദ്ദാക്കൂ", "അതെ|തീർച്ചയായും", "കുഴപ്പമില്ല"),
    "mn": ("Үгүй|Зогс|Хүлээ|Битгий", "Тийм|Мэдээж", "Асуудалгүй"),
    "mr": ("नको|थांबा|थांब|रद्द करा|नाही", "होय|नक्की|ठीक आहे", "काही हरकत नाही"),
    "ms": ("Tidak|Jangan|Berhenti|Tunggu sekejap|Batalkan", "Boleh|Teruskan", "Jangan risau"),
    "my": ("မဟုတ်ဘူး|ရပ်|ခဏစောင့်", "ဟုတ်ကဲ့|လုပ်ပါ", "မပူနဲ့"),
    "nb": ("Nei|Vent litt|Stopp|Glem det|Ikke gjør det", "Ja|Ja takk|Gjør det", "Ingen problem"),
    "ne": ("होइन|पर्खनुहोस्|नगर्नुहोस्|रोक्नुहोस्", "हुन्छ|ठीक छ", "समस्या छैन"),
    "nl": (
        "Nee|Stop|Wacht even|Niet doen|Laat maar|Annuleer dat|Doe het niet",
        "Ja|Ja, graag|Doe maar|Natuurlijk",
        "Geen probleem|Op dit moment|Maak je geen zorgen",
    ),
    "pa": ("ਨਹੀਂ|ਰੁਕੋ|ਨਾ ਕਰੋ", "ਹਾਂ|ਹਾਂਜੀ|ਠੀਕ ਹੈ", "ਕੋਈ ਗੱਲ ਨਹੀਂ"),
    "pl": (
        "Nie|Stój|Czekaj|Poczekaj|Anuluj|Nie rób tego|Przestań",
        "Oczywiście|Zgoda",
        "Nie ma sprawy",
    ),
    "pt": (
        "Não|nao|Espera|Pare|Cancela|Esquece|Não faça isso|Deixa pra lá",
        "Sim|Sim, por favor|Pode fazer|Claro",
        "Sem parar|Coloque no carrinho|Não tem problema|Para amanhã",
    ),
    "ro": ("Nu|Stop|Așteaptă|Aşteaptă|asteapta|Anulează|Oprește", "Da|Desigur", "Nicio problemă"),
    "ru": (
        "Нет|Стоп|Стой|Подожди|Не надо|Отмена|Хватит|Закажи. Нет, стой",
        "Да|Конечно|Давай",
        "Не волнуйся",
    ),
    "si": ("නැහැ|නවත්වන්න|එපා", "ඔව්", "කමක් නැහැ"),
    "sk": ("Nie|Počkaj|Stoj|Zruš to|Nechaj to", "Áno, prosím|Jasné", "Žiadny problém"),
    "sl": ("Ne|Stoj|Počakaj|Prekliči|Nehaj", "Seveda|V redu", "Ni problema"),
    "sq": ("Ndalo|Prit|Anulo|Mos e bëj", "Sigurisht|Në rregull", "Nuk ka problem"),
    "sr": ("Не|Стани|Чекај|Откажи|Ne|Stani|Čekaj", "Да|Наравно|Da|Naravno", "Нема проблема"),
    "sv": (
        "Nej|Vänta|Stopp|Sluta|Glöm det|Gör det inte|vanta",
        "Ja|Ja tack|Gör det",
        "Inga problem",
    ),
    "sw": ("Hapana|Subiri|Simama|Usifanye", "Ndiyo|Sawa", "Hakuna shida"),
    "ta": ("வேண்டாம்|நிறுத்து|நிறுத்துங்கள்|பொறுங்கள்", "ஆமாம்|ஆம்", "பரவாயில்லை"),
    "te": ("వద్దు|ఆపు|ఆపండి|ఆగండి|రద్దు చేయండి", "అవును|తప్పకుండా", "పర్వాలేదు"),
    "th": ("ไม่|หยุด|เดี๋ยวก่อน|รอก่อน|อย่า|ยกเลิก|ไม่เอาครับ", "ใช่|ใช่ครับ|ได้เลย|ตกลงค่ะ", "ไม่เป็นไร"),
    "tr": (
        "Hayır|HAYIR|Dur|Bekle|İptal|iptal et|Yapma|Vazgeçtim|Boş ver",
        "Evet|Tabii|Tamam",
        "Sorun değil",
    ),
    "uk": (
        "Ні|Стоп|Стій|Зачекай|Не треба|Скасуй|Досить",
        "Так, будь ласка|Звичайно",
        "Без проблем",
    ),
    "ur": ("نہیں|رکو|مت کرو|رہنے دو|منسوخ کریں", "ہاں|جی ہاں|ٹھیک ہے", "کوئی بات نہیں"),
    "uz": ("Yo'q|Yoʻq|To‘xta|Kuting|Bekor qiling", "Albatta", "Muammo yo'q"),
    "vi": ("Không|Dừng lại|Đừng|Khoan đã|Hủy|Thôi", "Vâng|Được|Đồng ý", "Không sao"),
    "zh": (
        "不|不要|停|停下|等一下|等等|取消|算了|别|別訂|帮我订十二双手套。不，等一下|不是这个|唔好",
        "好|好的|是的|可以|没问题|對|好的，谢谢",
        "不客气|不错|帮我订十二双手套|不用担心|停车场在哪里",
    ),
}


def examples(column: int) -> list[tuple[str, str]]:
    return [
        (code, text)
        for code, columns in LANGUAGE_EXAMPLES.items()
        for text in columns[column].split("|")
    ]


@pytest.mark.parametrize("text", STOPS)
def test_words_that_withdraw_a_call(text: str) -> None:
    assert says_stop(text)
    assert says_stop(text, "en-US")
    assert not says_yes(text)


@pytest.mark.parametrize("text", ["", *NOT_STOPS])
def test_words_that_only_contain_a_stop_withdraw_nothing(text: str) -> None:
    assert not says_stop(text)
    assert not says_stop(text, "en")
    assert not only_stops(text)


@pytest.mark.parametrize("text", YESES)
def test_a_plain_yes_is_leave(text: str) -> None:
    assert says_yes(text)
    assert says_yes(text, "en")


@pytest.mark.parametrize("text", ["", *NOT_YESES])
def test_what_is_more_or_less_than_a_plain_yes_is_no_leave(text: str) -> None:
    assert not says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Stop!",
        "No, wait, please stop",
        "oh no stop stop",
        "ok stop",
        "No. Wait. Stop.",
        "Actually no, cancel that",
        "Yes — no, stop",
        "いや、待ってください、お願いします",
        "不，等一下",
    ],
)
def test_a_stop_and_nothing_else(text: str) -> None:
    assert only_stops(text)
    assert only_stops(f"<noise> {text}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "please",
        "Stop! Cancel my order",
        "No, order gloves instead",
        "Stop. Yes",
        "Order gloves. Stop.",
        "No problem",
        "Stop the music",
        "stop " * 2000,
    ],
)
def test_a_stop_with_something_else(text: str) -> None:
    assert not only_stops(text)


@pytest.mark.parametrize(("code", "text"), examples(0))
def test_each_language_withdraws(code: str, text: str) -> None:
    for language in (None, code, f"{code}-XX"):
        assert says_stop(text, language)
        assert not says_yes(text, language)


@pytest.mark.parametrize(("code", "text"), examples(1))
def test_each_language_agrees(code: str, text: str) -> None:
    for language in (None, code):
        assert says_yes(text, language)
        assert not says_stop(text, language)
        assert not only_stops(text, language)


@pytest.mark.parametrize(("code", "text"), examples(2))
def test_each_language_has_harmless_words_with_a_stop_in_them(code: str, text: str) -> None:
    for language in (None, code):
        assert not says_stop(text, language)


def test_every_language_of_the_table_has_examples_and_is_in_the_catalogue() -> None:
    assert languages_covered() == tuple(sorted(LANGUAGE_EXAMPLES))
    assert set(languages_covered()) <= {found.code.partition("-")[0] for found in LANGUAGES}
    assert len(languages_covered()) >= 40


@pytest.mark.parametrize(
    ("text", "language", "withdraws"),
    [
        ("Ne kadar?", "tr", False),
        ("Ne", None, True),
        ("Nu", "nl", False),
        ("Nu", "ro", True),
        ("Baik, pesan dua belas", None, False),
        ("Baik", "lt", True),
        ("Seis", "fi", True),
        ("Seis", "es-US", False),
        ("No, zamów to", "pl", False),
        ("No, zamów to", "xx", True),
        ("Nie wieder", "de", False),
        ("Nie", "de", True),
        ("Jo", "sq", True),
        ("Tak", "ms", True),
    ],
)
def test_the_language_of_the_session_sets_words_right(
    text: str, language: str | None, withdraws: bool
) -> None:
    assert says_stop(text, language) is withdraws


@pytest.mark.parametrize(
    ("text", "language", "agrees"),
    [
        ("Tak", "pl", True),
        ("Tak", "da", False),
        ("Tak", None, False),
        ("Si", "it-IT", True),
        ("Yes", "ja", True),
        ("はい", "cmn-CN", False),
        ("是的", "cmn-CN", True),
        ("Opo", "tl", True),
        ("Jo", "no", True),
    ],
)
def test_a_yes_counts_in_the_language_of_the_session_and_in_english(
    text: str, language: str | None, agrees: bool
) -> None:
    assert says_yes(text, language) is agrees


CHANGES = (
    str.upper,
    str.lower,
    str.title,
    lambda text: f"  {text}  ",
    lambda text: text.replace(" ", "   "),
    lambda text: f"{text}!",
    lambda text: f"{text}.",
    lambda text: f"{text} !!!",
    lambda text: f"<noise> {text}",
    lambda text: f"{text} [music]",
    lambda text: f'"{text}"',
    lambda text: f"\u200e{text}\u200f",
    lambda text: f"{text}. {text}.",
    lambda text: f"{text}, {text}",
)


@pytest.mark.parametrize("change", CHANGES)
def test_case_blanks_marks_and_repetition_change_nothing(change: object) -> None:
    assert callable(change)
    for _, text in examples(0):
        assert says_stop(change(text)), change(text)
    for _, text in examples(1):
        assert says_yes(change(text)), change(text)


def test_a_stop_is_heard_at_either_end_of_a_request() -> None:
    for code, text in examples(0):
        assert says_stop(f"{text}. Alpha bravo charlie.", code), text
        assert says_stop(f"Alpha bravo charlie. {text}", code), text
        assert not only_stops(f"Alpha bravo charlie. {text}", code), text


PHRASES = sorted(words._lexicon(None).phrases)


@given(
    st.lists(st.sampled_from(PHRASES) | st.text(max_size=5), max_size=6), st.sampled_from(" ,.?")
)
@settings(max_examples=300, deadline=None)
def test_a_yes_is_never_a_stop(said: list[str], joint: str) -> None:
    text = joint.join(said)
    for language in (None, "de", "zh", "pt-BR"):
        if says_yes(text, language):
            assert not says_stop(text, language)
            assert not only_stops(text, language)
        if only_stops(text, language):
            assert says_stop(text, language)


@given(st.text(st.characters(codec=None), max_size=200), st.none() | st.text(max_size=5))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str, language: str | None) -> None:
    for asked in (says_stop, says_yes, only_stops):
        assert asked(text, language) in (True, False)


@pytest.mark.parametrize(
    "sign", ["a", " ", "-", "'", "<", "不", "ไ", "stop ", "\ud800", "é", ".", "no-"]
)
def test_a_megabyte_is_bounded(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    for asked in (says_stop, says_yes, only_stops):
        assert asked(text) in (True, False)
    assert says_stop(text + ". Stop.")
    assert says_stop("Stop. " + text)
    assert not says_yes("yes " + text)


def test_every_correction_of_the_table_corrects_something() -> None:
    stops = {
        phrase for code, found in TABLE.items() for phrase, _ in words._stops(found.stop, code)
    }
    for code, found in TABLE.items():
        for phrase, _ in words._stops(found.not_stop, code):
            assert phrase in stops, (code, phrase)


def test_no_language_calls_its_own_yes_a_stop() -> None:
    for code, found in TABLE.items():
        for phrase in words._phrases(f"{found.yes},{found.yes_here}", code):
            assert says_yes(phrase, code), (code, phrase)
            assert not says_stop(phrase, code), (code, phrase)


def test_every_stop_of_the_table_withdraws() -> None:
    for code, found in TABLE.items():
        for phrase, _ in words._stops(f"{found.stop},{found.stop_here}", code):
            assert says_stop(phrase, code), (code, phrase)
            assert not says_yes(phrase, code), (code, phrase)


def test_no_harmless_phrase_withdraws() -> None:
    for code, found in TABLE.items():
        for phrase in words._phrases(found.harmless, code):
            assert not says_stop(phrase, code), (code, phrase)


def test_random_halves_of_a_request_withdraw_nothing() -> None:
    rng = random.Random(5)
    text = "Order twelve pairs of gloves and send them to the shop in the main street tomorrow"
    for _ in range(50):
        assert not says_stop(text[: rng.randrange(len(text))])
    assert sys.getsizeof(text) < 1000
