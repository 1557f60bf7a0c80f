"""Stop and yes by language: the phrases with which people withdraw a call, or give leave for one.

How the table was chosen:

- Only everyday phrases of which there is no doubt, and only in languages where enough of them are
  known for sure. A language that is missing here is understood through its keys, not guessed.
- Stop is wide (no, wait, not that, never mind, cancel it): what was withdrawn can be asked for
  again. Yes is narrow, and what another language would say for something else (`tak`: yes in
  Polish, thanks in Danish) counts only where the session's language is known.
- What merely begins like a stop (`no problem`, `don't worry`, `stop by`) is listed as harmless:
  the longest phrase wins.
- Where a language is written in two scripts, both are listed. Accents of Latin letters may be
  left out by a speaker's transcript, so the reader (`words`) adds phrases without them.

How a phrase is written: without capitals, apostrophes and commas within. `no …` counts where a
sentence begins with it, `… stop` where one ends with it, `… forget it …` anywhere; one without dots
counts only where a clause is made of nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What withdraws and what agrees in one language; each a list with commas."""

    stop: str
    stop_here: str = ""
    """What withdraws only where this is the session's language."""
    not_stop: str = ""
    """What other languages take for a stop and this one does not. With dots: not in that place."""
    harmless: str = ""
    """What contains a stop phrase and is none."""
    tag: str = ""
    """What ends a question and asks for agreement: `…, no?`"""
    filler: str = ""
    """Hesitations and small words around a stop."""
    yes: str
    yes_here: str = ""
    """What agrees only where this is the session's language."""
    polite: str = ""
    """What may stand beside a yes or a stop and changes neither."""


_TABLE: dict[str, Words] = {}

_TABLE["en"] = Words(
    stop="stop …, … stop, stop it …, stop that …, stop this, stop there, stop now, stop everything, stop the order, stop the call, stop the booking, wait …, … wait, wait a second …, wait a sec …, wait a minute …, wait a moment …, wait for me, wait up, no …, nope …, nah, noo, nooo, no no …, no wait …, … no stop …, no dont …, no thanks, no thank you, not yet, not now, not so fast, … not that, not that one …, not this one, not it, thats not it …, thats not what i said …, thats not what i meant …, thats not what i want …, thats not what i wanted …, thats wrong …, that was wrong, thats not right, wrong, dont …, … dont, do not …, … dont do it …, … dont do that …, … do not do it …, … do not do that …, … please dont, … please do not, dont you dare, id rather not, i would rather not, better not, … rather not, i dont want …, i do not want …, i dont think so, i said no …, i said stop …, i said wait …, cancel …, … cancel, cancel it …, cancel that …, cancel this, cancel everything, … hold on …, hold it …, hold up, hold off …, hang on …, … hang on, … never mind …, … nevermind …, … forget it …, … forget that, forget about it …, … forget about that, drop it, leave it, leave that, scrap that …, scrap it, abort …, … abort, halt, quit, quit it, undo, undo that, undo it, take it back, take that back, … changed my mind …, … ive changed my mind …, one moment, one second, just a moment, just a second, just a minute, hold your horses, … on second thought …, … on second thoughts …, absolutely not, definitely not, certainly not, of course not, no way, not at all, negative, stop talking, whoa, whoa whoa, i want to cancel …, i want to stop …, i want you to stop …, i need to cancel …, id like to cancel …, i would like to cancel …, can you stop …, could you stop …, would you stop …, will you stop …, can you wait …, could you wait …, can we stop …, can you cancel that …, could you cancel that …, can you cancel it, could you cancel it, can we cancel that, i need you to stop …, i asked you to stop, … told you to stop, dont order …, stop ordering",
    stop_here="… no, … nope",
    harmless="no problem, no problems, no worries, no worry, no need, no doubt, no rush, no hurry, no one, no matter, no idea, no longer, no more than, no less than, no later than, no question, no wonder, no big deal, no trouble, no pressure, is no, are no, theres no, there is no, there are no, have no, has no, had no, i have no, with no, or no, yes or no, say no, in no, at no, by no, dont worry, do not worry, dont hesitate, do not hesitate, dont wait, do not wait, dont stop, do not stop, dont forget, do not forget, dont mind, i dont mind, dont be, dont bother waiting, i dont, we dont, they dont, you dont, i dont know, i dont care, i dont have, we dont have, i do not, you do not, they do not, if you dont, why dont, why dont you, why dont we, cant wait, cannot wait, can not wait, couldnt wait, could not wait, to wait, the wait, a wait, you wait, you wait for, we wait, i wait, they wait, them wait, him wait, her wait, wait and see, waiting, wait list, dont have to wait, wait time, wait times, wait staff, stop by, stop at, stop over, stop off, stop in, stop for gas, stop sign, stop signs, stop watch, stop button, stop light, stop loss, stop motion, stop word, stop words, to stop, the stop, a stop, bus stop, tram stop, train stop, next stop, last stop, first stop, full stop, pit stop, non stop, one stop, each stop, every stop, rest stop, they stop, cant stop, wont stop, never stop, without a stop, does it stop, you stop at, to cancel, can cancel, could cancel, you cancel, i cancel, we cancel, free cancel, to abort, to hold on, to hang on, hold on to, hang on to, hang on the wall, not that i know, if not that, i never mind, ill never forget it, forget it not, dont forget that, never forget that, not forget that, not yet another, no less, no more, ill wait, i will wait, well wait, we will wait, happy to wait, what to stop, when to stop, where to stop",
    tag="no, nope",
    filler="""
        oh, ooh, ah, oops, hey, well, so, but, and, actually, um, uh, uhm, hm, hmm, er, erm, eh, ugh,
        sorry, im sorry, excuse me, now, right now, then, just, just now, i mean, look, listen,
        for now, at once, immediately, quick, quickly, man, dude, mate, buddy, gemini, computer,
        assistant, my bad, my mistake, god, oh god, my god, oh my god, jesus, damn, really, there,
        let me think, thats all
    """,
    yes="""
        yes, yeah, yep, yup, yea, yes do, yes do it, yeah do it, do it, do that, do so, please do,
        yes please, ok, okay, okey, sure, sure thing, sure do it, of course, go, go ahead, go for it,
        go on, absolutely, definitely, certainly, correct, thats correct, thats right, exactly,
        you may, yes you may, you can, yes you can, thats fine, its fine, thats ok,
        thats okay, its ok, its okay, i agree, agreed, confirmed, i confirm, confirm, sounds good,
        that sounds good, that works, yes it is, yes thats right, yes go ahead, by all means,
        with pleasure, all right, alright, affirmative, yes indeed, lets do it, lets do that,
        make it so, carry on, proceed, please proceed, allow it, i allow it, allowed, approved,
        be my guest, no problem go ahead
    """,
    yes_here="fine, right, aye",
    polite="please, thanks, thank you, thank you very much, thanks a lot, sir, madam, oh, um, uh",
)

_TABLE["de"] = Words(
    stop="stop …, … stop, stopp …, … stopp, halt …, … halt stopp, halt halt …, anhalten, nein …, … nein, nein danke, nein nein …, nee …, … nee, nö …, nicht …, … nicht, bitte nicht …, … bitte nicht, … doch nicht, noch nicht, jetzt nicht, … lieber nicht, besser nicht, … auf keinen fall, keinesfalls, auf gar keinen fall …, nicht das, das nicht, das nicht …, nicht so, so nicht, nicht bestellen, nicht machen, nicht ausführen, mach das nicht …, tu das nicht …, warte …, … warte, warten sie …, … warten sie, warte mal …, … warte mal, wart mal …, … wart mal, warte kurz …, warte bitte, moment …, moment mal …, … moment mal, … einen moment, kleinen moment, … augenblick, einen augenblick, sekunde, eine sekunde, abbrechen …, … abbrechen, brich ab …, … brich ab, brich das ab …, brechen sie ab …, brechen sie das ab …, abbruch, … abbruch, stornieren …, … stornieren, storniere das …, storniere …, stornieren sie …, vergiss es …, … vergiss es …, vergiss das …, … vergessen sie es …, vergessen sie das …, lass es …, … lass es, lass das …, … lass das, lass es sein, lass das sein, lassen sie das …, … lassen sie es, lass mal, lass mal gut sein, lassen wir das, … schon gut, … das war falsch, das ist falsch …, das stimmt nicht …, falsch, ich will das nicht …, ich möchte das nicht …, das will ich nicht …, das wollte ich nicht …, das habe ich nicht gesagt …, so nicht …, das meinte ich nicht …, doch lieber nicht, nicht doch, aufhören …, … aufhören, hör auf …, … hör auf, hören sie auf …, … hören sie auf, schluss, schluss jetzt, keine, rückgängig, mach das rückgängig …, zurück, … zurücknehmen, niemals, kommt nicht in frage, … habe es mir anders überlegt …, … habs mir anders überlegt …, … hab es mir anders überlegt …",
    not_stop="nie …, ei",
    harmless="""
        nicht wahr, nicht nur, nicht vergessen, nicht schlecht, nicht schlimm, kein problem,
        nein kein problem, nicht mehr als, nicht weniger als, warum nicht, wieso nicht, ob nicht,
        oder nicht, halt mal, halt die, halt das, halt dich, halt an der, halt am, halt in,
        ich kann nicht warten, kann es nicht erwarten, kanns nicht erwarten, sorge dich nicht,
        mach dir keine sorgen, keine sorge, keine sorgen, kein grund, nicht nötig zu warten,
        zu warten, zu stoppen, nonstop, warteschlange, stop and go, stopp taste, stop taste,
        die stopp taste, der stopp, ein stopp, einen stopp, zwischen stopp, der moment,
        dem moment, im moment, diesem moment, jeden moment, den moment, ist nicht, sind nicht,
        habe nicht, haben nicht, hat nicht, hast nicht, bin nicht, weiß nicht, ich weiß nicht,
        warte nicht, warten sie nicht, warte auf, nicht zu, nicht zögern, zögere nicht,
        schon gut mach, nein sagen, wenn nicht, falls nicht
    """,
    tag="nicht, oder nicht, nein, nee, ne",
    filler="""
        oh, ach, äh, ähm, öh, hm, also, aber, und, doch, ja aber, na, naja, hey, he, he du, mal,
        jetzt, sofort, gleich, schnell, entschuldigung, entschuldige, sorry, verzeihung, tut mir leid,
        eigentlich, nochmal, erstmal, erst mal, kurz, ganz kurz, mein fehler, oh gott, mein gott,
        um gottes willen, mensch, du, lieber, dann, so, hör mal, hören sie, das, es
    """,
    yes="""
        ja, jawohl, jo, jep, jup, ja bitte, ja gerne, ja gern, gern, gerne, sehr gern, sehr gerne,
        ja klar, klar, na klar, natürlich, ja natürlich, selbstverständlich, sicher, ja sicher,
        aber ja, aber sicher, aber klar, ja doch, mach das, mach es, machs, mach, mach mal,
        mach ruhig, tu es, tu das, ja mach, ja mach das, ja mach es, machen sie das, machen sie es,
        ja machen sie das, tun sie das, in ordnung, ist in ordnung, das ist in ordnung,
        geht in ordnung, einverstanden, ich bin einverstanden, genau, ja genau, richtig,
        das ist richtig, das stimmt, stimmt, korrekt, passt, ja passt, das passt, ist okay,
        ist ok, das ist okay, das ist ok, das ist gut so, freilich, unbedingt, auf jeden fall,
        bestätigt, ich bestätige, ja ich bestätige, erlaubt, genehmigt, du darfst, sie dürfen,
        ja du darfst, ja sie dürfen, du kannst, leg los, los, los gehts, nur zu, bitte sehr mach,
        ja das ist richtig, okay mach das, gut mach das, ja unbedingt, ja tu das
    """,
    yes_here="gut, sehr gut, gewiss, ei ja, na gut, also gut",
    polite="bitte, danke, bitte schön, bitteschön, danke schön, dankeschön, vielen dank, bitte sehr",
)

_TABLE["fr"] = Words(
    stop="stop …, … stop, stoppe …, stoppez …, arrête …, … arrête, arrêtez …, … arrêtez, arrête ça …, arrêtez ça …, arrête tout, arrêtez tout, arrête toi, arrêtez vous, arrêter, non …, … non, non merci, mais non, ah non …, … ah non, oh non …, surtout pas …, … surtout pas, pas ça …, … pas ça, pas celui là …, pas celle là …, pas comme ça, pas encore, pas maintenant, pas du tout, pas question, … hors de question …, jamais, certainement pas, bien sûr que non, je préfère pas, je ne préfère pas, plutôt pas, … finalement non …, … en fait non …, attends …, … attends, attendez …, … attendez, attends un peu, attendez un peu, attends une seconde, attendez une seconde, attends une minute, un moment, un instant …, … un instant, une seconde, minute, annule …, … annule, annulez …, … annulez, annule ça …, annulez ça …, annule tout, annulez tout, annuler, … annuler, annulation, laisse tomber …, … laisse tomber …, … laissez tomber …, oublie ça …, … oublie ça …, … oubliez ça …, oublie, oubliez, … oublie …, ne fais pas ça …, … ne fais pas ça …, … ne faites pas ça …, ne fais pas …, ne faites pas …, fais pas ça …, faites pas ça …, ne le fais pas …, ne le faites pas …, ne commande pas …, ne commandez pas …, ne réserve pas …, ne réservez pas …, n envoie pas …, nenvoie pas …, nenvoyez pas …, ne lance pas …, ne lancez pas …, je ne veux pas …, je veux pas …, jen veux pas, je nen veux pas …, je nai pas dit ça …, jai pas dit ça …, ce nest pas ça …, cest pas ça …, ce nest pas ce que …, cest pas ce que …, cest faux, faux, … jai changé davis …, halte, ça suffit, … ça suffit, assez, du calme, doucement, … cest pas bon, ce nest pas bon",
    not_stop="ne",
    harmless="""
        pas de problème, pas de problèmes, pas de souci, pas de soucis, pas grave, ce nest pas grave,
        cest pas grave, pas besoin, pas mal, pas seulement, pourquoi pas, pourquoi non,
        ne tinquiète pas, tinquiète pas, ne vous inquiétez pas, vous inquiétez pas,
        ne ten fais pas, nhésite pas, nhésitez pas, noublie pas, noubliez pas, narrête pas,
        narrêtez pas, nattends pas, nattendez pas, non seulement, non plus, moi non plus,
        non stop, ou non, que non, dis non, dit non, larrêt, un arrêt, arrêt de bus, stop and go,
        auto stop, le stop, au stop, du stop, un stop, panneau stop, pour un moment, le moment,
        ce moment, au moment, en ce moment, à linstant, pour linstant, cet instant, noublie jamais,
        nannule pas, nannulez pas, jattends, tu attends, je tattends
    """,
    tag="non, hein, pas vrai",
    filler="""
        oh, ah, euh, heu, ben, bah, eh, hé, hep, oups, mais, et, alors, donc, bon, enfin, en fait,
        finalement, désolé, désolée, pardon, excuse moi, excusez moi, maintenant, tout de suite,
        vite, là, écoute, écoutez, mince, zut, mon dieu, plutôt, tout, ça
    """,
    yes="""
        oui, ouais, ouaip, oui oui, mais oui, oui merci, oui bien sûr, bien sûr, bien sûr que oui,
        bien entendu, évidemment, certainement, absolument, tout à fait, exactement, exact,
        cest exact, cest ça, oui cest ça, daccord, dac, ok daccord, oui daccord, je suis daccord,
        entendu, volontiers, avec plaisir, vas y, allez y, oui vas y, oui allez y, fais le,
        faites le, oui fais le, oui faites le, fais ça, faites ça, oui fais ça, fais donc,
        faites donc, cest bon, oui cest bon, cest bon pour moi, ça marche, ça me va, parfait vas y,
        pas de problème vas y, confirmé, je confirme, oui je confirme, confirme, confirmez,
        affirmatif, tu peux, vous pouvez, oui tu peux, oui vous pouvez, tu peux y aller,
        vous pouvez y aller, lance toi, lancez vous, cest correct
    """,
    yes_here="si, allez, bon",
    polite="""
        sil te plaît, sil vous plaît, sil te plait, sil vous plait, stp, svp, merci, merci beaucoup,
        merci bien, monsieur, madame, je vous en prie, je ten prie
    """,
)

_TABLE["es"] = Words(
    stop="para, paren, párate, para ya …, para eso, páralo, párelo, párala, pará, pará pará, detente …, … detente, deténgase …, deténlo, detenlo, deténgalo, detén …, stop …, … stop, alto ahí, no …, no no …, … no no, no gracias, mejor no …, … mejor no, ahora no, todavía no, aún no, así no, eso no …, … eso no, ese no …, esa no …, ni hablar …, de ninguna manera, en absoluto, claro que no, por supuesto que no, que no, he dicho que no …, nunca, jamás, no lo hagas …, … no lo hagas …, … no lo haga …, … no hagas eso …, … no haga eso …, no lo pidas …, no lo pida …, no lo compres …, espera …, … espera, espere …, … espere, esperen …, espérate …, … espérate, espérese, espera un momento, espere un momento, espera un poco, esperá …, un momento …, … un momento, un momentito, un segundo …, … un segundo, momento, momentito, cancela …, … cancela, cancele …, … cancele, cancelá …, cancélalo …, … cancélalo, cancélelo …, … cancélelo, cancélala, cancela eso …, cancele eso …, cancela todo, cancelar, … cancelar, anula …, anule …, anúlalo, anúlelo, anular, olvídalo …, … olvídalo …, … olvídelo …, … olvidalo …, … olvídate …, … olvídese …, olvida eso …, … déjalo …, … déjelo …, déjalo así, deja, deja eso, no importa, … no quiero eso …, no quiero …, eso no es …, no es eso …, no dije eso …, eso está mal, está mal …, incorrecto, … he cambiado de opinión …, … cambié de opinión …, … cambié de idea …, aborta …, abortar, quieto, basta …, … basta, basta ya, ya basta, alto, pare",
    stop_here="… no, pare …, … pare",
    harmless="""
        no hay problema, no pasa nada, no te preocupes, no se preocupe, no os preocupéis,
        no hace falta, no es necesario, no hay prisa, no hay de qué, no olvides, no olvide,
        no te olvides, no se olvide, no dudes, no dude, no esperes, no espere, no pares, no pare,
        no solo, no sólo, no más de, no menos de, por qué no, cómo no, como no, o no, si no, sí o no,
        no sé, no lo sé, digo que no, creo que no sé, para mí, para mi, para ti, para el, para la,
        para los, para las, para un, para una, para que, para qué, para eso estamos, para mañana,
        para hoy, para dos, para tres, para cuatro, para seis, para llevar, para comer, para cenar,
        para esta, para este, para nosotros, para usted, para él, para ella, para todos, para siempre,
        sin parar, el momento, este momento, ese momento, por el momento, de momento, más alto,
        lo alto, muy alto, en alto, es alto, tan alto, alto y claro, espera que, la espera,
        en espera, lista de espera, sala de espera, el para, un alto, la parada, no me importa
    """,
    tag="no, verdad, cierto",
    filler="oh, ah, ay, eh, uy, uf, bueno, pues, pero, oye, oiga, mira, mire, este, ahora, ahora mismo, ya, ya mismo, perdón, perdona, perdone, lo siento, disculpa, disculpe, en realidad, entonces, rápido, a ver, dios, dios mío, por dios, hombre, de verdad, en serio, eso, todo",
    yes="""
        sí, sí sí, sí claro, claro, claro que sí, por supuesto, por supuesto que sí, desde luego,
        sí por favor, sí gracias, vale, vale hazlo, sí hazlo, hazlo, hágalo, sí hágalo, hacelo,
        dale, sí dale, adelante, sí adelante, de acuerdo, sí de acuerdo, estoy de acuerdo, correcto,
        es correcto, sí es correcto, exacto, exactamente, así es, sí así es, eso es, sí eso es,
        está bien, sí está bien, cómo no adelante, confirmo, sí confirmo, confirmado, lo confirmo,
        sí lo confirmo, cierto, afirmativo, con mucho gusto, sí puedes, puedes hacerlo,
        sí puede, puede hacerlo, ok hazlo, okey, me parece bien, sin problema adelante, procede,
        proceda, sí procede, perfecto adelante
    """,
    yes_here="si, si por favor, si claro, si hazlo, si adelante, bueno, órale, sale",
    polite="por favor, gracias, muchas gracias, señor, señora, porfa, porfavor",
)

_TABLE["it"] = Words(
    stop="stop …, … stop, ferma …, … ferma, fermo …, fermati …, … fermati, si fermi …, … si fermi, fermalo, ferma tutto, fermi tutti, fermate, fermatevi, alt …, alt, basta …, … basta, basta così, no …, no no …, … no no, no grazie, ma no, anzi no …, … anzi no …, … meglio di no, preferisco di no, adesso no, non adesso, ora no, non ora, non ancora, non così, così no, quello no …, … quello no, questo no …, non quello …, non questo …, non farlo …, … non farlo …, … non lo faccia …, non fare …, … non fare niente …, non ordinare …, non ordinarlo …, non comprare …, non prenotare …, non inviare …, non mandare …, assolutamente no, certo che no, per niente, nemmeno per sogno, … non se ne parla …, aspetta …, … aspetta, aspetti …, … aspetti, aspettate, aspetta un attimo, aspetti un attimo, aspetta un momento, aspetti un momento, aspetta un secondo, un attimo …, … un attimo, un momento …, un secondo, attimo, attenda, annulla …, … annulla, annulli …, … annulli, annullalo …, annulla tutto, annullare, … annullare, annullato, cancella …, … cancella, cancelli …, cancellalo …, cancella tutto, lascia stare …, … lascia stare …, … lasci stare …, … lascia perdere …, … lasci perdere …, … lasciamo stare …, … lasciamo perdere …, … dimenticalo …, … dimentica …, … scordatelo …, … non importa …, fa niente, non fa niente, non lo voglio …, non voglio …, non è quello …, non è così …, non ho detto …, sbagliato, è sbagliato …, … ho cambiato idea …, interrompi …, interrompa …, interrompere",
    stop_here="… no, mai, piano",
    not_stop="ne",
    harmless="""
        non ti preoccupare, non preoccuparti, non si preoccupi, nessun problema, non cè problema,
        non cè problemi, non cè fretta, non cè bisogno, non serve, non dimenticare, non dimenticarti,
        non dimentichi, non esitare, non aspettare, non fermarti, non annullare, non vedo lora,
        no problem, no problema, no di certo, perché no, o no, se no, sì o no, come no, non solo,
        non più di, non meno di, non stop, senza stop, lo stop, uno stop, un momento fa, per un momento,
        al momento, il momento, questo momento, quel momento, mi aspetta, ti aspetta, ci aspetta,
        basta che, mi basta, ti basta, ci basta, non basta, si ferma, non si ferma, fermo restando,
        la ferma, mi aspetti, non male, non lo so, non so
    """,
    tag="no, vero, giusto",
    filler="oh, ah, eh, ehi, uh, oddio, ops, beh, allora, ma, però, anzi, scusa, scusi, scusami, mi scusi, mi dispiace, ora, adesso, subito, un po, veramente, in realtà, guarda, guardi, senti, senta, dio mio, mamma mia, dai, tutto",
    yes="""
        sì, sì sì, sì grazie, sì certo, certo, certo che sì, certamente, sicuro, sicuramente,
        naturalmente, ovvio, ovviamente, sì per favore, sì prego, va bene, sì va bene, va benissimo,
        daccordo, sì daccordo, sono daccordo, esatto, esattamente, giusto, è giusto, corretto,
        è corretto, fallo, sì fallo, lo faccia, sì lo faccia, fai pure, faccia pure, sì fai pure,
        sì faccia pure, procedi, proceda, sì procedi, sì proceda, confermo, sì confermo, confermato,
        lo confermo, volentieri, con piacere, ok fallo, ok procedi, vai, sì vai, vai pure, vada pure,
        avanti, sì avanti, puoi, sì puoi, puoi farlo, può farlo, assolutamente sì, affermativo,
        perfetto procedi, ok va bene
    """,
    yes_here="si, si grazie, si certo, si va bene, si fallo, si procedi, dai",
    polite="per favore, per piacere, per cortesia, grazie, grazie mille, prego, signore, signora",
)

_TABLE["pt"] = Words(
    stop="para, parem, para já, para com isso …, pare com isso …, parar, para tudo, pare tudo, stop …, … stop, alto, alto lá, não …, … não, não não …, não obrigado, não obrigada, ainda não, agora não, assim não, isso não …, … isso não, esse não …, essa não …, melhor não …, … melhor não, é melhor não, prefiro não, de jeito nenhum, de modo nenhum, de maneira nenhuma, nem pensar …, claro que não, nunca, jamais, não faça isso …, … não faça isso …, … não faças isso …, … não faz isso …, não façam, não peça …, espera …, … espera, espere …, … espere, espera aí …, … espera aí, espere aí, peraí …, … peraí, espera um pouco, espere um pouco, espera um momento, espere um momento, calma, calma aí, um momento …, … um momento, um momentinho, um instante …, um segundo, só um momento, só um instante, só um segundo, momento, cancela …, … cancela, cancele …, … cancele, cancelar, … cancelar, cancela isso …, cancele isso …, cancela tudo, cancele tudo, anula …, anule …, anular, esquece …, … esquece, esqueça …, … esqueça, esquece isso …, … esquece isso …, … esqueça isso …, deixa, deixa pra lá …, … deixa pra lá …, … deixe pra lá …, … deixa para lá …, … deixe para lá …, … deixa estar …, deixa isso, não importa, não quero …, … não quero isso …, eu não quero …, não é isso …, … não foi isso …, não foi isso que eu disse …, isso está errado …, está errado …, errado, … mudei de ideia …, … mudei de ideias …, interrompe, interrompa, aborta, abortar, chega, basta, pare",
    not_stop="no, nem …, ei",
    stop_here="pare …, … pare, pera …",
    harmless="""
        não tem problema, não há problema, não faz mal, não se preocupe, não te preocupes,
        não precisa, não é preciso, não é necessário, não há pressa, não tem pressa, não esqueça,
        não se esqueça, não te esqueças, não esqueças, não hesite, não pare, não pares, não espere,
        não cancele, não só, não mais de, não menos de, por que não, porque não, ou não, se não,
        sim ou não, pois não, não sei, para mim, para ti, para o, para a, para os, para as, para um,
        para uma, para que, para quê, para amanhã, para hoje, para dois, para duas, para três,
        para quatro, para seis, para levar, para você, para ele, para ela, para nós, para todos,
        para sempre, para esta, para este, sem parar, o momento, este momento, esse momento,
        neste momento, no momento, de momento, a espera, à espera, em espera, lista de espera,
        sala de espera, mais alto, muito alto, em alto, do alto, tão alto, alto e bom som,
        eu espero, não me importa
    """,
    tag="não, né, certo",
    filler="oh, ah, ai, eh, é, opa, ops, bem, bom, então, mas, olha, olhe, ei, desculpa, desculpe, perdão, perdoe, sinto muito, agora, já, na verdade, aliás, meu deus, nossa, rápido, logo, tudo, só, isso",
    yes="""
        sim, sim sim, sim claro, claro, claro que sim, com certeza, certamente, sim por favor,
        sim obrigado, sim obrigada, pode, pode sim, sim pode, pode fazer, sim pode fazer, podes,
        pode ser, pode ir, pode ir em frente, faça, faça isso, sim faça, sim faça isso, faz isso,
        sim faz isso, vá em frente, vai em frente, sim vá em frente, está bem, tá bem, está bom,
        tá bom, sim está bem, tudo bem, de acordo, estou de acordo, concordo, certo, está certo,
        correto, está correto, correcto, exato, exatamente, exactamente, isso mesmo, é isso mesmo,
        confirmo, sim confirmo, eu confirmo, confirmado, ok pode, ok pode fazer, beleza, com prazer,
        afirmativo, perfeito pode fazer, podes fazer, sim podes, força
    """,
    yes_here="é, isso, já, pois",
    polite="por favor, obrigado, obrigada, muito obrigado, muito obrigada, se faz favor, senhor, senhora",
)

_TABLE["nl"] = Words(
    stop="stop …, … stop, stop ermee …, … stop ermee, stop daarmee …, stop maar, hou op …, … hou op, houd op …, … houd op, ophouden, halt, nee …, … nee, nee nee …, nee dank je, nee dank u, nee bedankt, neen …, nee hoor, niet …, … niet, niet doen …, … niet doen, doe het niet …, doe dat niet …, doe maar niet, maar niet, toch niet, … toch niet, … toch maar niet, nog niet, nu niet, liever niet …, … liever niet, beter niet, beter van niet, niet dat, dat niet …, niet die …, die niet …, zo niet, helemaal niet, natuurlijk niet, zeker niet, absoluut niet, geen sprake van, nooit, wacht …, … wacht, wacht even …, … wacht even, wacht eens …, wacht eens even, wachten, even wachten …, … even wachten, een moment, een momentje, moment, momentje …, ogenblik, een ogenblik, een ogenblikje, een seconde, annuleer …, … annuleer, annuleren …, … annuleren, annuleer dat …, annuleer het …, annuleer alles, afbreken, breek af …, breek het af …, laat maar …, … laat maar, laat maar zitten …, … laat maar zitten, laat zitten, laat dat, vergeet het …, … vergeet het, vergeet dat …, … vergeet het maar …, … laat het maar …, dat wil ik niet …, ik wil dat niet …, ik wil het niet …, dat bedoel ik niet …, dat bedoelde ik niet …, dat heb ik niet gezegd …, dat klopt niet …, dat is fout …, dat is niet goed …, fout, verkeerd, … ik heb me bedacht …, … ik ben van gedachten veranderd …, genoeg, rustig",
    not_stop="nu",
    harmless="""
        geen probleem, geen zorgen, geen punt, niet erg, maak je geen zorgen, maakt u zich geen zorgen,
        niet nodig, niet alleen, niet vergeten, niet slecht, niet meer dan, niet minder dan, waarom niet,
        of niet, is niet, heb niet, hebben niet, weet niet, ik weet het niet, weet ik niet, ben niet,
        te wachten, niet wachten, wacht niet, wacht op, kan niet wachten, non stop, nonstop,
        de stop, een stop, bus stop, zonder stop, het moment, dit moment, dat moment, op dit moment,
        stop niet, vergeet het niet, vergeet dat niet, vergeet niet, het niet vergeten, als niet,
        indien niet, doe de
    """,
    tag="niet, nee, hè, he",
    filler="oh, och, ach, eh, uh, uhm, ehm, hé, hey, nou, maar, en, dus, eigenlijk, sorry, pardon, excuseer, nu, even, meteen, snel, toch, hoor, eens, dan, kijk, luister, oeps, mijn god, het spijt me, wel, het, dat",
    yes="""
        ja, jawel, jazeker, jep, ja hoor, ja graag, graag, heel graag, ja zeker, zeker, zeker weten,
        ja natuurlijk, natuurlijk, uiteraard, vanzelfsprekend, ja doe maar, doe maar, doe het,
        doe het maar, doe dat, doe dat maar, ja doe het, ja doe dat, oké, ok doe maar, oké doe maar,
        is goed, dat is goed, ja dat is goed, prima, prima doe maar, akkoord, ik ga akkoord, mee eens,
        in orde, dat klopt, klopt, ja dat klopt, juist, precies, correct, inderdaad, ja inderdaad,
        ga je gang, gaat uw gang, ga maar, ga door, ga maar door, ga verder, bevestigd, ik bevestig,
        dat mag, ja dat mag, mag, je mag, u mag, absoluut, goed doe maar
    """,
    yes_here="goed, jo",
    polite="""
        alsjeblieft, alstublieft, dank je, dank u, dankjewel, dankuwel, dank je wel, dank u wel,
        bedankt, meneer, mevrouw
    """,
)

_TABLE["ca"] = Words(
    stop="no, no gràcies, atura, … atura, atureu, aturi, aturat, atura't, para, pareu, stop, espera, … espera, espereu, esperi, espera't, un moment …, un segon, moment, cancel·la …, … cancel·la, cancella …, cancel·la-ho, cancel lar, anul·la …, oblida-ho …, … oblida-ho, oblida això …, deixa-ho …, … deixa-ho, deixa-ho estar, … deixa ho estar, deixa ho córrer, no ho facis …, … no ho facis, no ho faci …, no facis això …, això no …, … això no, així no, ara no, encara no, millor no, … millor no, de cap manera, és clar que no, no vull …, no és això …, mai, prou, ja n'hi ha prou, … he canviat d'opinió …",
    harmless="""
        no hi ha problema, cap problema, no passa res, no et preocupis, no es preocupi, no cal, no t'oblidis,
        no només, per què no, o no, no ho sé, sense parar, el moment, de moment, en aquest moment, no pateixis
    """,
    tag="no, oi",
    filler="oh, ah, ai, ui, eh, bé, doncs, però, escolta, ara, ara mateix, perdó, perdona, perdoni, ho sento, de fet, en realitat, disculpa",
    yes="""
        sí, sí sí, i tant, és clar, és clar que sí, sí és clar, per descomptat, sí si us plau, d'acord, sí d'acord,
        endavant, sí endavant, fes-ho, fes ho, sí fes ho, faci ho, correcte, exacte, exactament, està bé, va bé, confirmo,
        confirmat, així és
    """,
    yes_here="si, vale, va",
    polite="si us plau, sisplau, gràcies, moltes gràcies, per favor",
)

_TABLE["gl"] = Words(
    stop="non, non grazas, para, pare, … para xa, stop, alto, espera, … espera, espere, agarda, … agarda, agarde, un momento …, un segundo, cancela …, … cancela, cancele …, cancélao, cancelar, anula …, esquéceo …, … esquéceo, esquece iso …, déixao …, … déixao, deixa iso, non o fagas …, … non o fagas, non o faga …, non fagas iso …, iso non …, … iso non, así non, agora non, aínda non, mellor non, … mellor non, de ningún xeito, claro que non, non quero …, non é iso …, nunca, … cambiei de idea …, abonda",
    not_stop="no, ei",
    harmless="non hai problema, non pasa nada, non te preocupes, non se preocupe, non fai falta, non esquezas, por que non, ou non, non o sei, non sei, sen parar",
    tag="non, verdade",
    filler="oh, ah, ai, ei, eh, ben, pois, pero, mira, oe, agora, agora mesmo, perdón, perdoa, síntoo, en realidade, desculpa",
    yes="si claro, claro, claro que si, por suposto, de acordo, adiante, si adiante, faino, si faino, fágao, correcto, exacto, exactamente, está ben, confirmo, confirmado, si por favor",
    yes_here="si, vale",
    polite="por favor, grazas, moitas grazas",
)

_TABLE["ro"] = Words(
    stop="nu, nu nu, nu mulțumesc, nu acum, nu încă, nu așa, nu asta …, nu aceea, nu acela, mai bine nu, … mai bine nu, nu face asta …, … nu face asta, nu faceți asta …, nu o face …, nu face …, nu comanda …, nu trimite …, nu rezerva …, nu vreau …, nu e bine …, nu este corect …, stop …, … stop, stați …, stai puțin …, … stai puțin, stai așa, oprește …, … oprește, opriți …, … opriți, oprește-te …, oprește te …, opriți vă, așteaptă …, … așteaptă, așteptați …, … așteptați, o clipă …, un moment …, o secundă, anulează …, … anulează, anulați …, … anulați, anulează comanda, renunță …, … renunță, renunț, renunțați, las-o …, las o …, … las o, lasă …, … lasă, lăsați, las o baltă …, … las o baltă …, uită de asta …, … uită de asta …, … uitați …, ajunge, destul, deloc, sub nicio formă, în niciun caz, niciodată, greșit, … m-am răzgândit …, … mam răzgândit …, … m am răzgândit …, stai",
    stop_here="nu …, stai …, … stai, gata",
    not_stop="ei",
    harmless="""
        nu e problemă, nu este nicio problemă, nicio problemă, nu-i nimic, nui nimic, nu i nimic, nu te îngrijora, nu vă îngrijorați, nu-ți face griji, nuți face griji,
        nu vă faceți griji, nu uita, nu uitați, nu e nevoie, nu este nevoie, nu doar, nu numai, de ce nu, sau nu, da sau nu, dacă nu, nu știu,
        fără oprire, un stop, la stop, moment dat
    """,
    tag="nu, nui așa, nu i așa",
    filler="oh, ah, ă, ăă, aa, vai, păi, dar, și, stai, ei, hei, acum, imediat, repede, scuze, scuză mă, scuzați mă, îmi pare rău, de fapt, pardon, deci, bine",
    yes="""
        da, da da, da te rog, da vă rog, sigur, da sigur, sigur că da, desigur, bineînțeles, firește, da bine, în regulă, da în regulă, e în regulă, e bine,
        de acord, sunt de acord, da de acord, corect, e corect, exact, așa e, da așa e, fă o, fă asta, da fă asta, da fă o, faceți asta, continuă, continuați, confirm, da confirm,
        confirmat, dă i drumul, cu plăcere da, perfect da
    """,
    yes_here="bine, hai, ok hai",
    polite="te rog, vă rog, mulțumesc, mersi, te rog frumos, vă rog frumos",
)

_TABLE["pl"] = Words(
    stop="nie …, nie nie …, … nie nie, nie dziękuję, nie dzięki, nie teraz, jeszcze nie, nie to …, to nie to …, nie tak, nie ten …, nie ta …, lepiej nie, … lepiej nie, … jednak nie …, … o nie, nie rób tego …, … nie rób tego …, nie róbcie tego …, nie zamawiaj …, … nie zamawiaj, nie kupuj …, nie wysyłaj …, nie rezerwuj …, nie chcę …, … nie chcę, tego nie …, stop …, … stop, stój …, … stój, zatrzymaj …, … zatrzymaj, zatrzymaj się …, zatrzymaj to, czekaj …, … czekaj, poczekaj …, … poczekaj, zaczekaj …, … zaczekaj, proszę poczekać …, proszę czekać, proszę zaczekać, chwila …, … chwila, chwilę, chwileczkę …, … chwileczkę, chwilka, moment …, momencik, sekundę, sekunda, minutkę, anuluj …, … anuluj, anulować, … anulować, proszę anulować …, anuluj to, odwołaj …, … odwołaj, odwołać, wycofaj …, przerwij …, … przerwij, przestań …, … przestań, przestańcie, wstrzymaj …, … wstrzymaj, zostaw …, … zostaw, zostaw to, zapomnij …, … zapomnij o tym …, … zapomnij, nieważne …, … nieważne, … nie ważne, dość, dosyć, wystarczy, nigdy, w żadnym wypadku, wcale nie, absolutnie nie, oczywiście że nie, źle, to źle …, błąd, rezygnuję …, … rezygnuję, … rozmyśliłem się …, … rozmyśliłam się …, … zmieniłem zdanie …, … zmieniłam zdanie …",
    not_stop="no",
    harmless="""
        nie ma problemu, nie ma sprawy, nie ma za co, nie martw się, nie przejmuj się, nie szkodzi, nie trzeba czekać, nie trzeba, nie zapomnij, nie zapominaj, nie wahaj się, nie tylko,
        dlaczego nie, czemu nie, czy nie, albo nie, tak czy nie, nie więcej niż, nie mniej niż, nie wiem, jeśli nie, nie czekaj, nie ma pośpiechu, na moment, ten moment, w tym momencie
    """,
    tag="nie, prawda, co nie",
    filler="oj, ach, ej, hej, no, ale, ojej, przepraszam, sorry, teraz, natychmiast, zaraz, szybko, właściwie, jednak, więc, dobra, słuchaj, yyy, eee, hmm, jeszcze, już",
    yes="""
        tak proszę, tak tak, tak oczywiście, oczywiście, oczywiście że tak, jasne, jasne że tak, pewnie, pewnie że tak, naturalnie, zgoda, tak zgoda, zgadzam się, tak zgadzam się,
        w porządku, tak w porządku, dobrze zrób to, zrób to, tak zrób to, proszę zrobić, śmiało, tak śmiało, potwierdzam, tak potwierdzam, potwierdzone, dokładnie, tak dokładnie, zgadza się,
        tak zgadza się, możesz, tak możesz, tak jest, proszę bardzo zrób, kontynuuj
    """,
    yes_here="tak, ta, dobrze, dobra, no tak, tak dobrze, no dobrze, no dobra, okej",
    polite="proszę, proszę bardzo, dziękuję, dzięki, dziękuję bardzo, proszę pana, proszę pani",
)

_TABLE["cs"] = Words(
    stop="ne, ne ne, ne děkuji, ne díky, ne teď, teď ne, ještě ne, to ne …, … to ne, tohle ne …, takhle ne, tak ne, radši ne …, … radši ne, raději ne …, … raději ne, … vlastně ne …, … ale ne, nedělej to …, … nedělej to …, nedělejte to …, … nedělejte to, neobjednávej …, neobjednávejte …, neposílej …, nekupuj …, nerezervuj …, nechci …, … nechci, to nechci …, stop …, … stop, stůj …, … stůj, stůjte, zastav …, … zastav, zastavte …, … zastavte, počkej …, … počkej, počkejte …, … počkejte, počkat, čekej, čekejte, moment …, momentík, okamžik …, … okamžik, chvilku, chviličku, chvíli, vteřinku, minutku, zruš …, … zruš, zrušte …, … zrušte, zrušit, … zrušit, zruš to …, zrušte to …, storno, stornuj …, přestaň …, … přestaň, přestaňte …, nech toho …, … nech toho, nechte toho, nech to …, … nech to, nech to být …, … nech to být …, nechte to být, zapomeň na to …, … zapomeň na to …, … zapomeňte na to …, to nevadí, dost, dost už, už dost, nikdy, v žádném případě …, ani náhodou …, vůbec ne, rozhodně ne, samozřejmě že ne, špatně, to je špatně …, chyba, … rozmyslel jsem si to …, … rozmyslela jsem si to …",
    stop_here="ne …, … ne",
    not_stop="no",
    harmless="""
        ne že, není problém, bez problému, žádný problém, neboj se, neboj, nebojte se, nedělej si starosti, nedělejte si starosti, nezapomeň, nezapomeňte, není třeba, nemusíš čekat, nečekej, nečekejte, nejen,
        proč ne, nebo ne, ano nebo ne, jestli ne, pokud ne, ne více než, ne méně než, tento moment, na moment, v tomto okamžiku
    """,
    tag="ne, že ne, viď",
    filler="ó, ach, jé, hej, no, ale, tak, tedy, promiň, promiňte, pardon, teď, hned, ihned, rychle, vlastně, pane bože, ježiš, ještě, eh, hm, poslouchej, už, sakra",
    yes="""
        ano prosím, ano ano, jasně, jasné, no jasně, samozřejmě, ano samozřejmě, určitě, ano určitě, jistě, ano jistě, zajisté, ovšem, v pořádku, ano v pořádku, souhlasím, ano souhlasím, souhlas, přesně, přesně tak, ano přesně, správně, to je správně, je to správně, udělej to, ano udělej to, udělejte to,
        ano udělejte to, do toho, jen do toho, pokračuj, pokračujte, potvrzuji, ano potvrzuji, potvrzeno, můžeš, ano můžeš, můžete, ano můžete, s radostí, proveď, proveďte
    """,
    yes_here="ano, jo, joo, dobře, dobrá, no jo, ano dobře, tak jo, fajn, hej",
    polite="prosím, prosím tě, prosím vás, děkuji, díky, děkuju, prosím pěkně",
)

_TABLE["sk"] = Words(
    stop="nie …, nie nie, nie ďakujem, nie vďaka, teraz nie, ešte nie, to nie …, … to nie, toto nie …, takto nie, radšej nie …, … radšej nie, … vlastne nie …, … ale nie, nerob to …, … nerob to …, nerobte to …, … nerobte to, neobjednávaj …, neobjednávajte …, neposielaj …, nekupuj …, nechcem …, … nechcem, stop …, … stop, stoj …, … stoj, stojte, zastav …, … zastav, zastavte …, počkaj …, … počkaj, počkajte …, … počkajte, čakaj, čakajte, moment …, momentík, okamih, chvíľu, chvíľku, chvíľočku, sekundu, minútku, zruš …, … zruš, zrušte …, … zrušte, zrušiť, … zrušiť, zruš to …, zrušte to …, storno, prestaň …, … prestaň, prestaňte, nechaj to …, … nechaj to, nechaj to tak …, … nechaj to tak …, nechajte to tak, nechaj tak, zabudni na to …, … zabudni na to …, … zabudnite na to …, to nevadí, dosť, už dosť, nikdy, v žiadnom prípade …, vôbec nie, určite nie, samozrejme že nie, zle, chyba, … rozmyslel som si to …, … rozmyslela som si to …",
    not_stop="no",
    harmless="nie je problém, žiadny problém, bez problémov, neboj sa, nebojte sa, nezabudni, nezabudnite, netreba, netreba čakať, nečakaj, nielen, prečo nie, alebo nie, áno alebo nie, ak nie, nie viac ako, nie menej ako, nie je to",
    tag="nie, že nie, však",
    filler="ó, och, ach, hej, no, ale, tak, teda, prepáč, prepáčte, pardon, teraz, hneď, ihneď, rýchlo, vlastne, bože, ježiš, ešte, hm, počúvaj, už",
    yes="""
        áno prosím, áno áno, jasné, jasne, jasné že áno, samozrejme, áno samozrejme, určite, áno určite, iste, v poriadku, áno v poriadku, súhlasím, áno súhlasím, presne, presne tak, správne, je to správne, urob to, áno urob to,
        urobte to, áno urobte to, len do toho, pokračuj, pokračujte, potvrdzujem, áno potvrdzujem, potvrdené, môžeš, áno môžeš, môžete, áno môžete
    """,
    yes_here="áno, hej, dobre, jo, áno dobre, no dobre, fajn",
    polite="prosím, prosím ťa, prosím vás, ďakujem, vďaka, ďakujem pekne",
)

_TABLE["hu"] = Words(
    stop="nem …, nem nem …, … nem nem, ne, nem köszönöm, nem kösz, most ne, most nem, még ne, még nem, ne azt …, nem azt …, nem ezt …, nem így, ne így, inkább ne …, … inkább ne, inkább nem …, … inkább nem, jaj ne …, … jaj ne, … ne csináld …, … ne csinálja …, ne tedd …, ne tegye, ne rendeld …, ne rendelje …, ne küldd …, nem kell …, … nem kell, nem akarom …, … nem akarom, nem kérem …, … nem kérem, stop …, … stop, állj …, … állj, állj meg, álljon meg, álljon le, állj le …, … állj le, várj …, … várj, várjon …, … várjon, várj csak, várj egy kicsit …, várj egy percet, egy pillanat …, … egy pillanat, egy pillanatot, pillanat, mégse …, … mégse, mégsem …, … mégsem, töröld …, … töröld, törölje …, … törölje, töröljük, mondd le …, … mondd le, mondja le …, vond vissza …, … vond vissza, visszavonom, hagyd …, … hagyd, hagyja, hagyd abba …, … hagyd abba, hagyja abba, hagyjuk …, … hagyjuk, felejtsd el …, … felejtsd el …, … felejtse el …, elég, elég volt, soha, dehogy, dehogyis, semmiképp, semmiképpen, egyáltalán nem, szó sem lehet róla, rossz, ez rossz …, nem jó …, … meggondoltam magam …",
    stop_here="ne …, … ne, … nem",
    not_stop="ez",
    harmless="nem probléma, nem gond, nem baj, semmi gond, semmi baj, ne aggódj, ne aggódjon, ne felejtsd el, ne felejtse el, nem szükséges, nem kell várni, ne várj, nem csak, nemcsak, miért ne, miért nem, vagy nem, vagy ne, igen vagy nem, ha nem, nem több mint, nem tudom, non stop",
    tag="nem, ugye",
    filler="ó, oh, jaj, ja, hé, hát, de, és, na, szóval, bocsánat, bocs, elnézést, most, azonnal, gyorsan, inkább, tényleg, várjunk, te jó ég, istenem, öö, hm, figyelj, már, kicsit",
    yes="""
        igen kérem, igen persze, persze, persze hogy igen, hogyne, természetesen, igen természetesen, rendben, igen rendben, rendben van, rendben csináld, egyetértek, pontosan, igen pontosan, így van, igen így van, helyes, csináld, igen csináld, csinálja,
        igen csinálja, tedd meg, igen tedd meg, tegye meg, mehet, igen mehet, rajta, folytasd, folytassa, megerősítem, igen megerősítem, jóváhagyom, oké csináld, nyugodtan
    """,
    yes_here="igen, jó, ja, aha, jól van, jó lesz, igen igen, oké",
    polite="kérem, kérlek, köszönöm, köszi, köszönöm szépen, légy szíves, legyen szíves, kösz",
)

_TABLE["hr"] = Words(
    stop="ne, ne ne, ne hvala, ne sada, još ne, ne to …, to ne …, … to ne, ne tako, radije ne, bolje ne …, … bolje ne, … ipak ne …, nemoj …, … nemoj, nemojte …, … nemojte, ne radi to …, ne naručuj …, ne želim …, neću …, … neću, stop …, … stop, stani …, … stani, stanite …, … stanite, stoj …, … stoj, čekaj …, … čekaj, čekajte …, … čekajte, pričekaj …, … pričekaj, pričekajte …, sačekaj …, samo malo, trenutak …, … trenutak, trenutak molim, sekundu, moment, časak, otkaži …, … otkaži, otkažite …, … otkažite, otkazati, poništi …, … poništi, poništite …, prekini …, … prekini, prekinite …, odustani …, … odustani, odustajem, pusti …, … pusti, pusti to, pustite to, zaboravi …, … zaboravi, zaboravi to …, … zaboravi to …, … zaboravite to …, nije važno, nema veze, dosta, dosta je, nikad, nikada, nikako, ni u kom slučaju, naravno da ne, pogrešno, to je krivo, krivo, to nije to, … predomislio sam se …, … predomislila sam se …",
    stop_here="ne …",
    not_stop="no",
    harmless="nije problem, nema problema, ne brini, ne brinite, ne zaboravi, ne zaboravite, nije potrebno, ne treba čekati, ne čekaj, ne samo, zašto ne, ili ne, da ili ne, ako ne, ne znam, nemoj čekati, nemoj zaboraviti, nemoj brinuti, nemoj stati, ovaj trenutak, u ovom trenutku, za trenutak",
    tag="ne, zar ne, jel",
    filler="oh, ah, joj, ej, hej, pa, ali, ma, ajme, oprosti, oprostite, ispričavam se, sad, sada, odmah, brzo, zapravo, ustvari, ipak, dakle, čuj, hm, bože",
    yes="""
        da, da da, da molim, naravno, da naravno, naravno da da, svakako, da svakako, sigurno, dakako, u redu, da u redu, slažem se, da slažem se, točno, tako je, da tako je, ispravno, učini to, da učini to, napravi to, da napravi to, samo naprijed,
        da samo naprijed, nastavi, nastavite, potvrđujem, da potvrđujem, potvrđeno, možeš, da možeš, možete, da možete, može, da može, naruči, da naruči, slobodno
    """,
    yes_here="dobro, važi, aha, jest, dobro može",
    polite="molim, molim te, molim vas, hvala, hvala lijepa",
)

_TABLE["bs"] = Words(
    stop="""
        ne, ne hvala, nemoj …, … nemoj, nemojte …, … nemojte, stop …, … stop, stani …, … stani, stanite, čekaj …, … čekaj, čekajte …, sačekaj …, … sačekaj, sačekajte …, pričekaj …, trenutak, samo malo, otkaži …, … otkaži, otkažite …, poništi …, … poništi,
        prekini …, … prekini, odustani …, odustajem, pusti to, zaboravi …, … zaboravi, zaboravi to …, nema veze, dosta, nikako, neću …, ne želim …, ne to …, to ne …, bolje ne …, … predomislio sam se …, … predomislila sam se …
    """,
    stop_here="ne …",
    not_stop="no",
    harmless="nije problem, nema problema, ne brini, ne brinite, ne zaboravi, ne treba čekati, ne čekaj, zašto ne, ili ne, ne znam",
    tag="ne, zar ne",
    filler="pa, ali, ma, joj, ej, izvini, izvinite, oprosti, sad, sada, odmah, ustvari, ipak, hm",
    yes="da, da molim, naravno, da naravno, svakako, sigurno, u redu, da u redu, slažem se, tačno, tako je, uradi to, da uradi to, samo naprijed, nastavi, potvrđujem, može, da može, možeš, slobodno",
    yes_here="dobro, važi, aha",
    polite="molim, molim te, molim vas, hvala, hvala lijepo",
)

_TABLE["sr"] = Words(
    stop="""
        не, не не, не хвала, не сада, још не, не то …, то не …, … то не, не тако, радије не, боље не …, … боље не, … ипак не …, немој …, … немој, немојте …, … немојте, не ради то …, не наручуј …, не желим …, нећу …, … нећу, стоп …, … стоп, стани …, … стани, станите …,
        … станите, стој …, … стој, чекај …, … чекај, чекајте …, … чекајте, сачекај …, … сачекај, сачекајте …, … сачекајте, само мало, тренутак …, … тренутак, секунду, минут, моменат, откажи …, … откажи, откажите …, … откажите, отказати, поништи …, … поништи,
        поништите …, прекини …, … прекини, прекините …, одустани …, … одустани, одустајем, пусти …, … пусти, пусти то, заборави …, … заборави, заборави то …, … заборави то …, … заборавите то …, није важно, нема везе, доста, доста је, никад, никада, никако, наравно да не,
        погрешно, … предомислио сам се …, … предомислила сам се …,
        ne, ne ne, ne hvala, ne sada, još ne, ne to …, to ne …, bolje ne …, … ipak ne …, nemoj …, … nemoj, nemojte …, … nemojte, ne želim …, neću …, … neću, stop …, … stop, stani …, … stani, stanite …, stoj …, čekaj …, … čekaj, čekajte …, sačekaj …, … sačekaj,
        sačekajte …, samo malo, trenutak, otkaži …, … otkaži, otkažite …, poništi …, … poništi, prekini …, … prekini, odustani …, odustajem, pusti to, zaboravi …, … zaboravi, zaboravi to …, nije važno, nema veze, dosta, nikako, pogrešno, … predomislio sam se …, … predomislila sam se …
    """,
    stop_here="ne …",
    harmless="""
        није проблем, нема проблема, не брини, не брините, не заборави, не заборавите, није потребно, не треба чекати, не чекај, не само, зашто не, или не, да или не, ако не, не знам, немој да бринеш, немој чекати, овај тренутак, у овом тренутку,
        nije problem, nema problema, ne brini, ne brinite, ne zaboravi, ne zaboravite, nije potrebno, ne treba čekati, ne čekaj, ne samo, zašto ne, ili ne, da ili ne, ako ne, ne znam, nemoj da brineš
    """,
    tag="не, зар не, ne, zar ne",
    filler="ох, ах, јој, еј, хеј, па, али, ма, и, извини, извините, опрости, сад, сада, одмах, брзо, заправо, у ствари, ипак, дакле, слушај, хм, боже, pa, ali, ma, joj, ej, izvini, izvinite, oprosti, sad, sada, odmah, zapravo, u stvari, ipak, hm",
    yes="""
        да, да да, да молим, наравно, да наравно, наравно да да, свакако, да свакако, сигурно, у реду, да у реду, слажем се, да слажем се, тачно, да тачно, тако је, да тако је, уради то, да уради то, само напред, настави, наставите, потврђујем, да потврђујем, потврђено,
        може, да може, можеш, да можеш, можете, да можете, слободно, океј,
        da, da da, da molim, naravno, da naravno, svakako, sigurno, u redu, da u redu, slažem se, tačno, tako je, uradi to, da uradi to, samo napred, nastavi, potvrđujem, može, da može, možeš, slobodno, okej
    """,
    yes_here="добро, важи, аха, dobro, važi, aha",
    polite="молим, молим те, молим вас, хвала, хвала лепо, molim, molim te, molim vas, hvala, hvala lepo",
)

_TABLE["sl"] = Words(
    stop="ne, ne ne, ne hvala, ne zdaj, zdaj ne, še ne, ne tega …, tega ne …, … tega ne, ne tako, raje ne …, … raje ne, bolje ne …, … pravzaprav ne …, nikar …, … nikar, ne delaj tega …, … ne delaj tega, ne naroči …, ne naročaj …, nočem …, … nočem, ne želim …, stop …, … stop, stoj …, … stoj, stojte, ustavi …, … ustavi, ustavi se …, ustavite …, … ustavite, počakaj …, … počakaj, počakajte …, … počakajte, čakaj …, … čakaj, čakajte, trenutek …, … trenutek, samo trenutek, sekundo, minutko, moment, prekliči …, … prekliči, prekličite …, … prekličite, preklicati, prekini …, … prekini, prekinite, razveljavi, nehaj …, … nehaj, nehajte …, pusti …, … pusti, pusti to, pustite to, pozabi …, … pozabi, pozabi na to …, … pozabi na to …, … pozabite na to …, ni važno, ni pomembno, dovolj, dosti, nikoli, nikakor, v nobenem primeru, seveda ne, sploh ne, narobe, napačno, … premislil sem si …, … premislila sem si …",
    stop_here="ne …, hip",
    not_stop="no",
    harmless="ni problema, brez problema, brez skrbi, ne skrbi, ne skrbite, ne pozabi, ne pozabite, ni treba, ni treba čakati, ne čakaj, ne samo, zakaj ne, ali ne, da ali ne, če ne, ne vem, ta trenutek, v tem trenutku, za trenutek",
    tag="ne, kajne, ane",
    filler="oh, ah, joj, ej, hej, no, pa, ampak, in, oprosti, oprostite, žal mi je, zdaj, takoj, hitro, pravzaprav, torej, poslušaj, hm, bog",
    yes="""
        ja prosim, ja seveda, seveda, da seveda, seveda da, da prosim, vsekakor, zagotovo, gotovo, v redu, ja v redu, da v redu, strinjam se, ja strinjam se, točno, točno tako, tako je, ja tako je, pravilno, naredi to, ja naredi to, kar naredi, kar, ja kar, kar daj, nadaljuj, nadaljujte,
        potrjujem, ja potrjujem, potrjeno, lahko, ja lahko, seveda lahko
    """,
    yes_here="dobro, prav, velja, ja, da, jap",
    polite="prosim, hvala, hvala lepa, prosim te, prosim vas",
)

_TABLE["mk"] = Words(
    stop="""
        не, не не, не благодарам, не сега, уште не, не тоа …, тоа не …, … тоа не, не така, подобро не …, … подобро не, немој …, … немој, немојте …, … немојте, не го прави …, не прави го тоа, не сакам …, нејќам …, стоп …, … стоп, стој …, … стој, застани …, … застани,
        запри …, … запри, запрете …, чекај …, … чекај, чекајте …, … чекајте, почекај …, … почекај, почекајте …, момент, само момент, секунда, минутка, откажи …, … откажи, откажете …, … откажете, поништи …, прекини …, … прекини, престани …, … престани, откажувам,
        заборави …, … заборави, заборави на тоа …, остави …, … остави, нема врска, не е важно, доста, никогаш, никако, погрешно, … се премислив …
    """,
    harmless="нема проблем, не е проблем, не грижи се, не се грижи, не се грижете, не заборавај, не треба да чекаш, не само, зошто не, или не, ако не, не знам",
    tag="не, нели",
    filler="ох, ах, ај, еј, па, ама, но, и, извини, извинете, сега, веднаш, брзо, всушност, значи, хм, боже",
    yes="да, да да, да молам, секако, да секако, се разбира, сигурно, во ред, да во ред, се согласувам, точно, така е, да така е, направи го тоа, да направи го, само напред, продолжи, потврдувам, може, да може, можеш, слободно, океј",
    yes_here="добро, важи",
    polite="молам, те молам, ве молам, благодарам, фала",
)

_TABLE["bg"] = Words(
    stop="не, не не, не благодаря, не мерси, не сега, сега не, още не, не това …, това не …, … това не, не така, по-добре не …, по добре не …, … по добре не, всъщност не …, недей …, … недей, недейте …, … недейте, не го прави …, … не го прави, не правете …, не поръчвай …, не изпращай …, не искам …, … не искам, стоп …, … стоп, спри …, … спри, спрете …, … спрете, стой …, … стой, стойте, чакай …, … чакай, чакайте …, … чакайте, почакай …, … почакай, почакайте …, … почакайте, изчакай …, … изчакай, изчакайте …, момент …, … момент, един момент …, … един момент, секунда, една секунда, минутка, отмени …, … отмени, отменете …, … отменете, откажи …, … откажи, откажете …, … откажете, отказвам се …, … отказвам се, анулирай …, … анулирай, прекрати, прекъсни, престани …, … престани, престанете, забрави …, … забрави, забрави за това …, … забрави за това …, остави …, … остави, остави това, няма значение …, … няма значение, няма нужда, стига, стига толкова, достатъчно, никога, в никакъв случай, разбира се че не, изобщо не, грешно, грешка, … размислих …, … промених решението си …",
    harmless="не е проблем, няма проблем, няма проблеми, не се тревожи, не се тревожете, не се притеснявай, не се притеснявайте, не забравяй, не забравяйте, не е нужно, няма нужда да чакаш, няма нужда да чакате, не чакай, не само, защо не, или не, да или не, ако не, не знам, в момента, този момент, за момент",
    tag="не, нали",
    filler="ох, ах, ами, ей, хей, но, ама, и, а, извинявай, извинете, извинявайте, съжалявам, сега, веднага, бързо, всъщност, значи, слушай, хм, боже, божичко",
    yes="""
        да, да да, да моля, да разбира се, разбира се, естествено, да естествено, със сигурност, сигурно, непременно, съгласен, съгласна, съгласен съм, съгласна съм, да съгласен съм, да съгласна съм, точно, точно така, да точно така, правилно, така е, да така е, направи го, да направи го,
        направете го, да направете го, давай, да давай, продължавай, продължи, продължете, потвърждавам, да потвърждавам, потвърдено, може, да може, можеш, да можеш, можете, да можете, окей, всичко е наред
    """,
    yes_here="добре, да добре, аха, хайде, ок",
    polite="моля, моля те, моля ви, благодаря, мерси, много благодаря",
)

_TABLE["ru"] = Words(
    stop="нет …, … нет, нет нет …, … нет нет, нет спасибо, не надо …, … не надо, не нужно …, … не нужно, не сейчас, сейчас не надо, ещё нет, пока нет, пока не надо, не это …, это не …, не то …, … не то, не так …, … не так, лучше не надо …, … лучше не надо, … лучше не, не делай …, … не делай, не делай этого …, … не делай этого …, не делайте …, … не делайте …, не заказывай …, … не заказывай, не заказывайте …, … не заказывайте, не отправляй …, не покупай …, не бронируй …, не хочу …, … не хочу, я не хочу …, стоп …, … стоп, стой …, … стой, стойте …, … стойте, остановись …, … остановись, остановитесь …, … остановитесь, останови …, … останови, остановите …, подожди …, … подожди, подождите …, … подождите, погоди …, … погоди, погодите …, … погодите, постой …, … постой, постойте, обожди, подожди минутку …, минутку …, … минутку, минуту, секунду …, … секунду, одну секунду, секундочку, минуточку, момент, один момент, отмена …, … отмена, отмени …, … отмени, отмените …, … отмените, отменить …, … отменить, отмени это …, отменяй …, … отменяй, отменяю, прекрати …, … прекрати, прекратите …, … прекратите, перестань …, … перестань, перестаньте, хватит …, … хватит, довольно, забудь …, … забудь, забудьте …, … забудьте, забудь об этом …, … забудь об этом …, … забудьте об этом …, неважно …, … неважно …, … не важно …, оставь …, … оставь, оставь это, оставьте, брось, отставить …, … отставить, ни в коем случае …, ни за что, никогда, конечно нет, совсем нет, вовсе нет, неправильно, неверно, ошибка, … я передумал …, … я передумала …, … передумал …, … передумала …",
    stop_here="не",
    harmless="""
        нет проблем, не проблема, не вопрос, не беспокойся, не беспокойтесь, не волнуйся, не волнуйтесь, не переживай, не переживайте, не за что, не забудь, не забудьте, не забывай, не нужно ждать, не надо ждать, не надо беспокоиться, не надо волноваться, не жди, не ждите, не только, почему нет, почему бы и нет,
        или нет, да или нет, если нет, нет ли, у меня нет, у нас нет, у него нет, меня нет, не останавливайся, не останавливайтесь, не стесняйся, не стесняйтесь, не больше, не меньше, автобусная остановка, на этот момент, в этот момент, в данный момент, не знаю, ещё не, это не проблема, это не важно, нет времени, стоп кран
    """,
    tag="нет, не так ли, правда, да",
    filler="ой, ох, ах, эй, э, эм, ну, но, а, и, так, слушай, слушайте, извини, извините, прости, простите, сейчас, сейчас же, немедленно, быстро, вообще, вообще то, вообщето, на самом деле, значит, боже, господи, хм, лучше, тогда, это, всё",
    yes="""
        да, да да, да пожалуйста, да конечно, конечно, конечно да, разумеется, естественно, безусловно, обязательно, согласен, согласна, я согласен, я согласна, да согласен, да согласна, верно, да верно, всё верно, да всё верно, правильно, да правильно, точно, да точно, именно, да именно, так точно,
        давай, да давай, давайте, да давайте, делай, да делай, делайте, да делайте, сделай, да сделай, сделайте, сделай это, да сделай это, сделайте это, валяй, действуй, действуйте, вперёд, продолжай, продолжайте, подтверждаю, да подтверждаю, подтверждено, можно, да можно, можешь, да можешь, можете, да можете,
        окей, да окей, с удовольствием, разрешаю, да разрешаю, ага давай, угу давай, хорошо давай
    """,
    yes_here="хорошо, да хорошо, ладно, ага, угу, ок",
    polite="пожалуйста, спасибо, большое спасибо, будьте добры, будь добр, будь добра, прошу",
)

_TABLE["uk"] = Words(
    stop="ні …, … ні, ні ні …, … ні ні, ні дякую, не треба …, … не треба, не потрібно …, … не потрібно, не зараз, зараз не треба, ще ні, поки ні, не це …, це не …, не те …, … не те, не так …, … не так, краще ні …, … краще ні, краще не треба …, … краще не треба, не роби …, … не роби, не роби цього …, … не роби цього …, не робіть …, … не робіть …, не замовляй …, … не замовляй, не замовляйте …, … не замовляйте, не надсилай …, не купуй …, не хочу …, … не хочу, я не хочу …, стоп …, … стоп, стій …, … стій, стійте, зупинись …, … зупинись, зупиніться …, зупини …, … зупини, зупиніть …, зачекай …, … зачекай, зачекайте …, … зачекайте, почекай …, … почекай, почекайте …, … почекайте, чекай …, … чекай, чекайте …, постривай …, … постривай, хвилинку …, … хвилинку, хвилину, секунду …, … секунду, секундочку, момент, скасуй …, … скасуй, скасуйте …, … скасуйте, скасувати …, … скасувати, скасовуй, відміни …, … відміни, відмініть …, … відмініть, відміна, … відміна, припини …, … припини, припиніть …, … припиніть, перестань …, … перестань, перестаньте, досить …, … досить, годі …, … годі, вистачить, забудь …, … забудь, забудьте …, … забудьте, забудь про це …, … забудь про це …, … забудьте про це …, неважливо …, … неважливо …, … не важливо …, залиш …, … залиш, залиш це, облиш …, … облиш, ні в якому разі …, нізащо, ніколи, звичайно ні, зовсім ні, неправильно, помилка, … я передумав …, … я передумала …, … передумав …, … передумала …",
    harmless="""
        не проблема, немає проблем, без проблем, не турбуйся, не турбуйтесь, не турбуйтеся, не хвилюйся, не хвилюйтесь, не хвилюйтеся, не переживай, не переживайте, нема за що, не забудь, не забудьте, не забувай, не потрібно чекати, не треба чекати, не треба хвилюватися, не чекай, не чекайте, не тільки, не лише,
        чому ні, чому б і ні, або ні, чи ні, так чи ні, якщо ні, не знаю, у цей момент, в даний момент
    """,
    tag="ні, чи не так, правда",
    filler="ой, ох, ах, ей, е, ем, ну, але, а, і, та, слухай, слухайте, вибач, вибачте, пробач, пробачте, зараз, зараз же, негайно, швидко, взагалі, насправді, отже, боже, господи, хм, краще, тоді, це, все",
    yes="""
        так будь ласка, так так, так звичайно, звичайно, звісно, так звісно, авжеж, аякже, безумовно, обовязково, згоден, згодна, я згоден, я згодна, так згоден, так згодна, вірно, так вірно, все вірно, правильно, так правильно, точно, так точно, саме так, так саме так,
        давай, так давай, давайте, так давайте, роби, так роби, робіть, так робіть, зроби, так зроби, зроби це, так зроби це, зробіть це, вперед, продовжуй, продовжуйте, підтверджую, так підтверджую, підтверджено, можна, так можна, можеш, так можеш, можете, так можете, окей, гаразд, так гаразд, дозволяю, так дозволяю, із задоволенням
    """,
    yes_here="так, добре, так добре, ага, угу, ок, да",
    polite="будь ласка, прошу, дякую, дуже дякую, спасибі",
)

_TABLE["be"] = Words(
    stop="""
        не, не не, не дзякуй, не трэба …, … не трэба, не зараз, яшчэ не, не гэта …, гэта не …, не так …, лепш не …, … лепш не, не рабі …, … не рабі, не рабі гэтага …, не рабіце …, не хачу …, … не хачу, стоп …, … стоп, стой …, … стой, спыніся …, … спыніся, спыніцеся, спыні …, … спыні, пачакай …, … пачакай,
        пачакайце …, … пачакайце, чакай …, … чакай, чакайце, хвілінку …, … хвілінку, хвіліну, секунду, адмяні …, … адмяні, адмяніце …, … адмяніце, адмяніць, скасуй …, перастань …, … перастань, хопіць …, … хопіць, досыць, забудзь …, … забудзь, забудзь пра гэта …, няважна …, пакінь …, … пакінь, ніколі, ні ў якім разе, … я перадумаў …, … я перадумала …
    """,
    harmless="не праблема, няма праблем, без праблем, не хвалюйся, не хвалюйцеся, не турбуйся, не забудзь, не забудзьце, няма за што, не толькі, чаму не, або не, ці не, не ведаю, не трэба чакаць",
    tag="не, праўда",
    filler="ой, ох, ах, эй, ну, але, а, і, слухай, прабач, прабачце, зараз, хутка, насамрэч, божа, хм, лепш",
    yes="так калі ласка, так вядома, вядома, канечне, безумоўна, згодны, згодная, я згодны, я згодная, правільна, так правільна, дакладна, менавіта, давай, так давай, рабі, так рабі, зрабі гэта, так зрабі гэта, працягвай, пацвярджаю, так пацвярджаю, можна, так можна, можаш",
    yes_here="так, добра, ага, да",
    polite="калі ласка, дзякуй, вялікі дзякуй",
)

_TABLE["el"] = Words(
    stop="""
        όχι …, … όχι, όχι όχι …, όχι ευχαριστώ, όχι τώρα, όχι ακόμα, όχι αυτό …, … όχι αυτό, αυτό όχι …, όχι έτσι, καλύτερα όχι …, … καλύτερα όχι, μη …, … μη, μην …, μην το κάνεις …, … μην το κάνεις …, … μην το κάνετε …, μην παραγγείλεις …, μη στείλεις …, δεν θέλω …, … δεν θέλω, δεν το θέλω …, … δεν το θέλω,
        σταμάτα …, … σταμάτα, σταματήστε …, … σταματήστε, σταμάτησε …, … σταμάτησε, στοπ …, … στοπ, stop …, … stop, στάσου …, … στάσου, σταθείτε, αλτ, περίμενε …, … περίμενε, περιμένετε …, … περιμένετε, μισό λεπτό …, … μισό λεπτό, μισό, ένα λεπτό …, … ένα λεπτό, ένα δευτερόλεπτο, μια στιγμή …, … μια στιγμή, στιγμή,
        ακύρωσε …, … ακύρωσε, ακυρώστε …, … ακυρώστε, ακύρωσέ το …, … ακύρωσέ το, ακύρωση …, … ακύρωση, άκυρο …, … άκυρο, άσε …, … άσε, άστο …, … άστο, άσ' το …, άσε το …, … άσε το, αφήστε το …, … αφήστε το, ξέχνα το …, … ξέχνα το …, … ξέχασέ το …, … ξεχάστε το …, δεν πειράζει, δεν έχει σημασία, ποτέ, φτάνει, αρκετά, με τίποτα,
        σε καμία περίπτωση, φυσικά όχι, λάθος, … άλλαξα γνώμη …
    """,
    harmless="κανένα πρόβλημα, δεν υπάρχει πρόβλημα, μην ανησυχείς, μην ανησυχείτε, μη ανησυχείς, μην ξεχάσεις, μην ξεχάσετε, μη διστάσεις, μη διστάσετε, μην περιμένεις, δεν χρειάζεται, όχι μόνο, γιατί όχι, ή όχι, ναι ή όχι, αν όχι, όχι πάνω από, όχι λιγότερο από, αυτή τη στιγμή, τη στιγμή",
    tag="όχι, έτσι, σωστά, ε",
    filler="ωχ, αχ, ω, α, ε, εε, έλα, λοιπόν, αλλά, μα, και, συγγνώμη, συγνώμη, με συγχωρείς, με συγχωρείτε, τώρα, αμέσως, γρήγορα, βασικά, στην πραγματικότητα, κοίτα, άκου, θεέ μου, χμ, τελικά",
    yes="""
        ναι, ναι ναι, ναι παρακαλώ, ναι βέβαια, βέβαια, βεβαίως, ναι βεβαίως, φυσικά, ναι φυσικά, ασφαλώς, σίγουρα, ναι σίγουρα, εντάξει, ναι εντάξει, οκ, οκέι, σύμφωνοι, συμφωνώ, ναι συμφωνώ, σωστά, ναι σωστά, σωστό, ακριβώς, ναι ακριβώς, κάν' το, κάν το, ναι κάν το, κάνε το, ναι κάνε το, κάντε το, ναι κάντε το,
        προχώρα, ναι προχώρα, προχωρήστε, ναι προχωρήστε, συνέχισε, συνεχίστε, επιβεβαιώνω, ναι επιβεβαιώνω, μπορείς, ναι μπορείς, μπορείτε, ναι μπορείτε, αμέ, μάλιστα, με χαρά
    """,
    yes_here="καλά, έγινε, ωραία ναι",
    polite="παρακαλώ, σε παρακαλώ, σας παρακαλώ, ευχαριστώ, ευχαριστώ πολύ",
)

_TABLE["sv"] = Words(
    stop="nej …, … nej, nej nej …, nej tack, inte …, … inte, inte nu, inte än, inte den …, inte det …, … inte det, inte så, helst inte, … helst inte, … hellre inte, bättre inte, … gör det inte …, gör inte det …, … gör inte det …, gör inte …, beställ inte …, skicka inte …, boka inte …, jag vill inte …, det var inte det …, stopp …, … stopp, stop …, … stop, stanna …, … stanna, sluta …, … sluta, vänta …, … vänta, vänta lite …, … vänta lite, vänta ett tag, vänta nu, ett ögonblick …, … ett ögonblick, ögonblick, ett tag, en sekund, sekund, avbryt …, … avbryt, avbryt det …, avbeställ …, … avbeställ, avboka …, … avboka, ångra …, … ångra, glöm det …, … glöm det …, glöm bort det, strunt i det …, … strunta i det …, låt bli …, … låt bli …, låt det vara …, … låt det vara …, låt vara, det räcker, absolut inte, aldrig, ingalunda, inte alls, självklart inte, fel, det är fel …, det är inte rätt …, … jag har ångrat mig …, … jag ångrade mig …, … jag ändrade mig …",
    not_stop="nu",
    harmless="inga problem, inget problem, ingen fara, ingen orsak, oroa dig inte, oroa er inte, glöm inte, tveka inte, inte bara, inte mer än, inte mindre än, varför inte, eller inte, om inte, jag vet inte, vet inte, har inte, är inte, behöver inte vänta, att vänta, kan inte vänta, vänta inte, non stop, ett stopp, hållplats, just nu, det ögonblicket, inte sant, inte dåligt",
    tag="inte, nej, eller hur, va, inte sant",
    filler="åh, oj, ah, äh, eh, hej, hallå, men, och, jo men, nu, nu genast, genast, snabbt, förlåt, ursäkta, ursäkta mig, faktiskt, egentligen, alltså, då, lyssna, du, herregud, hm, öh, snälla, jag menar",
    yes="""
        ja, jadå, japp, ja tack, ja gärna, gärna, ja visst, visst, javisst, absolut, ja absolut, självklart, ja självklart, naturligtvis, säkert, javisst gör det, gör det, ja gör det, ja gör så, gör så, det går bra, ja det går bra, okej, okej gör det, det är okej, det är bra gör det, kör, kör på, ja kör, ja kör på, varsågod gör det,
        stämmer, det stämmer, ja det stämmer, precis, exakt, just det, korrekt, rätt, det är rätt, fortsätt, ja fortsätt, jag bekräftar, bekräftat, bekräfta, du får, ja du får, du kan, ja du kan, jag godkänner, godkänt
    """,
    yes_here="jo, jajamän, bra, mm, jajamensan",
    polite="tack, tack så mycket, snälla, är du snäll, varsågod, tackar",
)

_TABLE["da"] = Words(
    stop="nej …, … nej, nej nej …, nej tak, ikke …, … ikke, ikke nu, ikke endnu, ikke den …, ikke det …, … ikke det, ikke sådan, helst ikke, … helst ikke, … hellere ikke, … lad være …, lad være med det …, … gør det ikke …, gør ikke det …, bestil ikke …, send ikke …, jeg vil ikke …, det var ikke det …, stop …, … stop, stop det, hold op …, … hold op, vent lidt …, … vent lidt, vent et øjeblik, vent nu, et øjeblik …, … et øjeblik, øjeblik, lige et øjeblik, et sekund, sekund, afbryd …, … afbryd, annuller …, … annuller, annullér …, annuller det …, aflys …, … aflys, afbestil …, … afbestil, fortryd, … fortryd, glem det …, … glem det …, lad det ligge …, … lad det ligge, pyt, det er nok, overhovedet ikke, slet ikke, absolut ikke, selvfølgelig ikke, aldrig, forkert, det er forkert …, det er ikke rigtigt …, … jeg har fortrudt …, … jeg fortryder …, … jeg har ombestemt mig …, vent, stands",
    not_stop="nu",
    stop_here="vent …, … vent, stands …, … stands",
    harmless="intet problem, ikke noget problem, det er ikke noget problem, bare rolig, bekymr dig ikke, glem ikke, glem det ikke, tøv ikke, ikke kun, ikke bare, ikke mere end, ikke mindre end, hvorfor ikke, eller ikke, hvis ikke, det ved jeg ikke, ved ikke, er ikke, har ikke, behøver ikke at vente, at vente, kan ikke vente, vent ikke, nonstop, et stop, i øjeblikket, lige nu, ikke sandt, ikke dårligt, stoppested",
    tag="ikke, nej, ikke sandt, vel",
    filler="åh, nå, øh, øhm, ah, hov, hej, men, og, nu, straks, med det samme, hurtigt, undskyld, beklager, faktisk, egentlig, altså, så, hør, du, gud, hm, jeg mener, lige",
    yes="""
        ja, jada, jep, ja tak, ja gerne, meget gerne, gerne, ja da, ja selvfølgelig, selvfølgelig, naturligvis, ja naturligvis, sikkert, absolut, ja absolut, bestemt, gør det, ja gør det, gør bare det, ja gør bare det, bare gør det, okay gør det, det er i orden, ja det er i orden, i orden, det er fint, ja det er fint, det er okay,
        det er rigtigt, ja det er rigtigt, rigtigt, korrekt, præcis, netop, nemlig, fortsæt, ja fortsæt, jeg bekræfter, bekræftet, bekræft, kør, kør bare, du må gerne, ja du må gerne, du må godt, ja du må godt, jeg godkender, godkendt, værsgo gør det
    """,
    yes_here="jo, fint, godt, mm, jo tak",
    polite="tak, mange tak, tusind tak, venligst, vær så venlig, vær sød, værsgo",
)

_TABLE["nb"] = Words(
    stop="nei …, … nei, nei nei …, nei takk, ikke …, … ikke, ikke nå, ikke ennå, ikke den …, ikke det …, … ikke det, ikke sånn, ikke slik, helst ikke, … helst ikke, … heller ikke, … la være …, … ikke gjør det …, … gjør det ikke …, ikke gjør …, ikke bestill …, ikke send …, bestill ikke …, jeg vil ikke …, det var ikke det …, stopp …, … stopp, stopp det, stans …, … stans, slutt …, … slutt, vent litt …, … vent litt, vent et øyeblikk, vent nå, et øyeblikk …, … et øyeblikk, øyeblikk, et sekund, sekund, avbryt …, … avbryt, avbryt det …, kanseller …, … kanseller, avbestill …, … avbestill, avlys …, … avlys, angre, … angre, glem det …, … glem det …, la det ligge …, … la det ligge, la det være …, … la det være …, det holder, overhodet ikke, slett ikke, absolutt ikke, selvfølgelig ikke, aldri, feil, det er feil …, det er ikke riktig …, … jeg har ombestemt meg …, … jeg ombestemte meg …, ikkje …, … ikkje, vent",
    not_stop="… heller ikke",
    stop_here="vent …, … vent",
    harmless="ikke noe problem, ingen problem, det går bra, ingen fare, ikke bekymre deg, ikke glem, glem ikke, ikke nøl, ikke bare, ikke mer enn, ikke mindre enn, hvorfor ikke, eller ikke, hvis ikke, vet ikke, jeg vet ikke, er ikke, har ikke, trenger ikke å vente, trenger ikke vente, å vente, kan ikke vente, ikke vent på, non stop, et stopp, holdeplass, i øyeblikket, akkurat nå, ikke sant, ikke dårlig",
    tag="ikke, nei, ikke sant, vel",
    filler="å, åh, oi, nå, eh, øh, ah, hei, men, og, nå, straks, med en gang, fort, unnskyld, beklager, faktisk, egentlig, altså, så, hør, du, herregud, hm, jeg mener, vær så snill",
    yes="""
        ja, jada, jepp, ja takk, ja gjerne, gjerne, ja visst, ja selvfølgelig, selvfølgelig, selvsagt, naturligvis, ja naturligvis, sikkert, absolutt, ja absolutt, gjør det, ja gjør det, bare gjør det, ja bare gjør det, ok gjør det, det er greit, ja det er greit, greit, det er i orden, ja det er i orden, i orden, det er fint,
        det stemmer, ja det stemmer, stemmer, riktig, det er riktig, korrekt, nettopp, akkurat, nemlig, fortsett, ja fortsett, jeg bekrefter, bekreftet, bekreft, kjør, kjør på, ja kjør på, du kan, ja du kan, du får lov, jeg godkjenner, godkjent, vær så god gjør det
    """,
    yes_here="jo, fint, bra, mm",
    polite="takk, tusen takk, mange takk, vær så snill, vennligst, vær så god",
)

_TABLE["is"] = Words(
    stop="nei …, … nei, nei nei …, nei takk, ekki …, … ekki, ekki núna, ekki strax, ekki þetta …, ekki svona, helst ekki, … helst ekki, ekki gera þetta …, … ekki gera þetta …, … ekki gera það …, ekki panta …, ég vil ekki …, ég vil það ekki …, stopp …, … stopp, stoppaðu …, … stoppaðu, stöðvaðu …, hættu …, … hættu, hættu við …, … hættu við, bíddu …, … bíddu, bíddu aðeins …, … bíddu aðeins, bíddu við …, … bíddu við, bíðið, augnablik …, … augnablik, andartak, eina sekúndu, afturkalla, afpantaðu …, … afpantaðu, gleymdu því …, … gleymdu því …, gleymdu þessu …, … gleymdu þessu …, slepptu því …, … slepptu því …, skiptir ekki máli, aldrei, alls ekki, rangt, … ég skipti um skoðun …",
    harmless="ekkert mál, ekkert vandamál, ekki hafa áhyggjur, ekki gleyma, ekki bara, ekki meira en, af hverju ekki, eða ekki, ég veit ekki, ég veit það ekki, veit ekki, er ekki, þarf ekki að bíða, er það ekki",
    tag="ekki, er það ekki, nei",
    filler="ó, æ, ah, hæ, hey, en, og, nú, núna, strax, fljótt, fyrirgefðu, afsakið, afsakaðu, reyndar, sko, jæja, heyrðu, guð, hm",
    yes="já, já já, jájá, jú, já takk, já endilega, endilega, já auðvitað, auðvitað, að sjálfsögðu, já að sjálfsögðu, vissulega, allt í lagi, já allt í lagi, gerðu það, já gerðu það, rétt, það er rétt, já það er rétt, einmitt, nákvæmlega, haltu áfram, já haltu áfram, ég samþykki, ég staðfesti, staðfest, samþykkt, þú mátt, já þú mátt",
    yes_here="ja, gott, ókei",
    polite="takk, takk fyrir, vinsamlegast, kærar þakkir",
)

_TABLE["fi"] = Words(
    stop="ei, ei ei, ei kiitos, ei nyt, ei vielä, ei sitä …, ei tuota …, ei noin, ei näin, ei sittenkään …, … ei sittenkään, mieluummin ei, … mieluummin ei, ei ei ei, älä …, … älä, älkää …, … älkää, älä tee sitä …, … älä tee sitä …, … älä tee sitä, älä tilaa …, älä lähetä …, en halua …, … en halua, en minä sitä …, ei käy, stop …, … stop, stoppi, seis seis, pysähdy …, … pysähdy, pysäytä …, … pysäytä, lopeta …, … lopeta, lopettakaa, odota …, … odota, odottakaa …, … odottakaa, odota hetki …, … odota hetki, odota vähän, hetki …, … hetki, hetkinen …, … hetkinen, pieni hetki, sekunti, peru se …, … peru se, peruuta …, … peruuta, peruutus, peru tilaus …, keskeytä …, … keskeytä, unohda se …, … unohda se …, unohda …, … unohda koko juttu …, anna olla …, … anna olla …, antaa olla …, … antaa olla, jätä se …, ei se mitään, riittää, jo riittää, ei ikinä, ei koskaan, ei missään nimessä …, ei todellakaan, ei tietenkään, väärin, se on väärin …, … muutin mieleni …, … muutin mieltäni …",
    stop_here="ei …, … ei, seis …, … seis, peru …, … peru",
    not_stop="no",
    harmless="ei ongelmaa, ei mitään ongelmaa, ei hätää, ei haittaa, älä huoli, älkää huoliko, älä unohda, älkää unohtako, älä epäröi, ei tarvitse odottaa, ei tarvitse, älä odota, ei vain, miksi ei, miksei, vai ei, tai ei, en tiedä, ei enempää kuin, ei kestä, tällä hetkellä, joka hetki",
    tag="ei, eikö, vai mitä, eikö niin",
    filler="oho, oi, ai, no, hei, mutta, ja, siis, nyt, heti, nopeasti, anteeksi, sori, oikeastaan, itse asiassa, hitto, kuule, kuuntele, hm, öö, voi ei, herranen aika",
    yes="""
        kyllä, kyllä kiitos, kyllä kyllä, joo, joo joo, joo kiitos, juu, tottakai, totta kai, kyllä tottakai, joo tottakai, ilman muuta, tietysti, kyllä tietysti, tietenkin, toki, varmasti, kyllä varmasti, selvä tee se, hyvä on tee se, tee se, kyllä tee se, joo tee se, tee niin, joo tee niin, kyllä tee niin, anna mennä, joo anna mennä,
        sopii, kyllä sopii, joo sopii, se sopii, okei, ok tee se, oikein, se on oikein, aivan, juuri niin, kyllä juuri niin, pitää paikkansa, jatka, joo jatka, kyllä jatka, vahvistan, kyllä vahvistan, vahvistettu, hyväksyn, kyllä hyväksyn, saat, kyllä saat, voit, kyllä voit, mielellään
    """,
    yes_here="jep, jees, selvä, hyvä, hyvä on",
    polite="kiitos, kiitti, ole hyvä, olkaa hyvä, ole kiltti, kiitos paljon",
)

_TABLE["et"] = Words(
    stop="ei, ei ei, ei aitäh, ei tänan, mitte nüüd, praegu mitte, veel mitte, mitte see …, mitte seda …, mitte nii, pigem mitte …, … pigem mitte, parem mitte …, … parem mitte, ära …, … ära, ärge …, … ärge, ära tee …, … ära tee seda …, ära tee seda …, ärge tehke …, ära telli …, ärge tellige …, ära saada …, ma ei taha …, … ei taha, stopp …, … stopp, stop …, peatu …, … peatu, peata …, … peata, peatage, lõpeta …, … lõpeta, lõpetage, oota …, … oota, oodake …, … oodake, oota natuke …, oota korraks …, oota hetk, üks hetk …, … üks hetk, hetk, sekund, üks sekund, tühista …, … tühista, tühistage …, … tühistage, tühistada, katkesta …, … katkesta, unusta see …, … unusta see …, unusta ära …, … unusta ära …, jäta …, … jäta, jäta see …, jäta järele …, pole vaja …, … pole vaja, ei ole vaja …, aitab, küllalt, mitte kunagi, mitte mingil juhul, kindlasti mitte, üldse mitte, see on vale …, … ma mõtlesin ümber …",
    stop_here="ei …, … ei, seis …, … seis, vale",
    not_stop="no",
    harmless="pole probleemi, ei ole probleemi, ära muretse, ärge muretsege, ära unusta, ärge unustage, pole vaja oodata, ei ole vaja oodata, ära oota, mitte ainult, miks mitte, või mitte, ma ei tea, ei tea, pole hullu, sel hetkel, praegusel hetkel, võta ära, ei rohkem kui",
    tag="ei, eks, eks ole",
    filler="oh, oi, ah, no, hei, kuule, aga, ja, nüüd, kohe, kiiresti, vabandust, palun vabandust, tegelikult, jumal, issand, hm, ee, siis",
    yes="jah palun, jaa palun, jah muidugi, jaa, muidugi, loomulikult, kindlasti, jah kindlasti, olgu tee, hea küll tee, tee seda, jah tee seda, tee ära, jah tee ära, tehke seda, jah tehke seda, lase käia, nõus, olen nõus, jah olen nõus, ma olen nõus, õige, see on õige, jah õige, just nii, täpselt, jätka, jah jätka, kinnitan, jah kinnitan, kinnitatud, võid, jah võid, võite, jah võite, sobib, jah sobib, okei",
    yes_here="jah, olgu, hea küll, hästi, just",
    polite="palun, aitäh, tänan, suur aitäh, ole hea, olge head",
)

_TABLE["lv"] = Words(
    stop="nē …, … nē, nē nē …, nē paldies, ne tagad, tagad nē, vēl nē, ne to …, ne tā, labāk nē …, … labāk nē, nedari to …, … nedari to …, nedari tā …, nedariet to …, nepasūti …, nepasūtiet …, nesūti …, nevajag …, … nevajag, es negribu …, … negribu, es nevēlos …, stop …, … stop, stāvi, stāviet, apstājies …, … apstājies, apstājieties, aptur …, apturi …, … apturi, apturiet …, beidz …, … beidz, beidziet, izbeidz, pagaidi …, … pagaidi, pagaidiet …, … pagaidiet, uzgaidi …, … uzgaidi, uzgaidiet …, gaidi, mirklīti …, … mirklīti, vienu mirkli, mirkli, momentu, acumirkli, sekundi, vienu sekundi, minūtīti, atcel …, … atcel, atceliet …, … atceliet, atcelt …, … atcelt, atsauc …, pārtrauc …, … pārtrauc, pārtrauciet, aizmirsti …, … aizmirsti, aizmirsti to …, … aizmirsti to …, aizmirstiet to …, liec mieru …, atstāj, nav svarīgi, pietiek, gana, nekad, nekādā gadījumā, protams ka nē, noteikti nē, nepareizi, tas ir nepareizi …, … es pārdomāju …, … pārdomāju …",
    not_stop="ne, nu, ei",
    harmless="nav problēmu, nekādu problēmu, neuztraucies, neuztraucieties, neaizmirsti, neaizmirstiet, nevajag gaidīt, nav jāgaida, ne tikai, kāpēc ne, kāpēc nē, vai nē, jā vai nē, es nezinu, nav par ko, šajā mirklī, vai ne",
    tag="nē, vai ne, ne",
    filler="ak, vai, ei, nu, bet, un, klau, klausies, tagad, tūlīt, ātri, atvaino, atvainojiet, piedod, piedodiet, patiesībā, īstenībā, tātad, dievs, hm, ē",
    yes="jā, jā jā, jā lūdzu, jā protams, protams, jā noteikti, noteikti, skaidrs dari, labi dari, dari, jā dari, dari to, jā dari to, dariet to, jā dariet to, uz priekšu, jā uz priekšu, piekrītu, jā piekrītu, es piekrītu, pareizi, jā pareizi, tieši tā, jā tieši tā, precīzi, turpini, jā turpini, turpiniet, apstiprinu, jā apstiprinu, apstiprināts, drīksti, jā drīksti, vari, jā vari, varat, jā varat, kārtībā, viss kārtībā, okei",
    yes_here="ja, labi, nu jā, nu labi, jap",
    polite="lūdzu, paldies, liels paldies, esi tik laipns",
)

_TABLE["lt"] = Words(
    stop="ne, ne ne, ne ačiū, ne dabar, dabar ne, dar ne, ne tą …, ne tai …, tik ne tai, ne taip, geriau ne …, … geriau ne, nereikia …, … nereikia, nedaryk …, … nedaryk, nedaryk to …, … nedaryk to …, nedarykite …, … nedarykite, neužsakyk …, neužsakykite …, nesiųsk …, nenoriu …, … nenoriu, aš nenoriu …, stop …, … stop, stok …, … stok, stokite, sustok …, … sustok, sustokite …, sustabdyk …, … sustabdyk, sustabdykite …, baikite, liaukis …, palauk …, … palauk, palaukite …, … palaukite, luktelk …, … luktelk, luktelėk, luktelėkite, palauk minutėlę …, minutėlę …, … minutėlę, sekundę, sekundėlę, vieną sekundę, momentą, akimirką, atšauk …, … atšauk, atšaukite …, … atšaukite, atšaukti …, … atšaukti, nutrauk …, … nutrauk, nutraukite, pamiršk …, … pamiršk, pamirškite …, pamiršk tai …, … pamiršk tai …, palik, palik tai, nesvarbu …, … nesvarbu …, tiek to …, … tiek to …, gana, užteks, užtenka, niekada, jokiu būdu, tikrai ne, žinoma ne, visai ne, neteisingai, klaida, … persigalvojau …, … apsigalvojau …",
    stop_here="ne …, … ne, baik …, … baik",
    not_stop="no, nu, ei",
    harmless="ne problema, jokių problemų, nėra problemų, nesijaudink, nesijaudinkite, nesirūpink, nepamiršk, nepamirškite, nereikia laukti, ne tik, kodėl ne, ar ne, taip ar ne, jei ne, nežinau, nėra už ką, šią akimirką, tuo momentu",
    tag="ne, ar ne, tiesa",
    filler="oi, ai, ak, ei, na, bet, ir, klausyk, klausykite, dabar, tuoj, tuoj pat, greitai, atsiprašau, atleisk, atleiskite, iš tikrųjų, tiesą sakant, dieve, hm, taigi",
    yes="taip, taip taip, taip prašau, taip žinoma, žinoma, žinoma kad taip, be abejo, taip be abejo, tikrai taip, būtinai, gerai daryk, daryk, taip daryk, daryk tai, taip daryk tai, padaryk tai, taip padaryk tai, pirmyn, taip pirmyn, sutinku, taip sutinku, aš sutinku, sutarta, teisingai, taip teisingai, būtent, tiksliai, tęsk, taip tęsk, tęskite, patvirtinu, taip patvirtinu, patvirtinta, gali, taip gali, galite, taip galite, galima, taip galima, viskas gerai, tvarka, okei",
    yes_here="gerai, jo, aha, taip gerai",
    polite="prašau, prašom, ačiū, dėkui, labai ačiū, būk geras, būkite malonus",
)

_TABLE["tr"] = Words(
    stop="hayır …, … hayır, hayır hayır …, yok, yok yok, hayır teşekkürler, hayır teşekkür ederim, şimdi değil …, … şimdi değil, henüz değil, daha değil, o değil …, … o değil, bu değil …, … bu değil, öyle değil …, … öyle değil, böyle değil, değil, yapma …, … yapma, yapmayın …, … yapmayın, bunu yapma …, onu yapma …, … sipariş etme, … sipariş verme, … gönderme, istemiyorum …, … istemiyorum, olmaz …, … olmaz, dur …, dur dur …, durun …, … durun, dur bir dakika …, dur bi dakika …, durdur …, … durdur, durdurun …, stop …, … stop, bekle …, … bekle, bekleyin …, … bekleyin, bekle biraz …, biraz bekle …, … biraz bekle, bir dakika …, … bir dakika, bi dakika …, bir saniye …, … bir saniye, bi saniye, dakika, saniye, bir an, iptal …, … iptal, iptal et …, … iptal et, iptal edin …, … iptal edin, iptal etmek istiyorum …, … iptal etmek istiyorum, vazgeç …, … vazgeç, vazgeçtim …, … vazgeçtim …, unut …, … unut, unut gitsin …, … unut gitsin …, unutun, boş ver …, … boş ver …, boşver …, … boşver …, boş verin, bırak …, … bırak, bırakın …, … bırakın, gerek yok, yeter, yeterli, asla, kesinlikle hayır, kesinlikle olmaz, tabii ki hayır, yanlış, bu yanlış …, hiç değil, … fikrimi değiştirdim …",
    not_stop="ne",
    stop_here="… dur",
    harmless="sorun yok, sorun değil, problem yok, problem değil, merak etme, merak etmeyin, endişelenme, endişelenmeyin, beklemeye gerek yok, unutma, unutmayın, acele etme, acelesi yok, önemli değil, değil mi, yok mu, neden olmasın, evet mi hayır mı, otobüs durağı, durmadan, yanlış değil, fena değil, kötü değil",
    tag="değil mi, hayır",
    filler="oh, ah, aa, ay, of, hey, şey, ama, ve, yani, şimdi, hemen, çabuk, pardon, özür dilerim, afedersin, affedersin, affedersiniz, kusura bakma, kusura bakmayın, aslında, bak, dinle, tanrım, aman, hop, ıı, eee, lan, ya",
    yes="""
        evet, evet evet, evet lütfen, evet tabii, tabii, tabii ki, evet tabii ki, elbette, evet elbette, kesinlikle, evet kesinlikle, olur, evet olur, tamam, evet tamam, tamam olur, tamamdır, peki, peki olur, yap, evet yap, tamam yap, yapın, evet yapın, lütfen yap, lütfen yapın, devam et, evet devam et, tamam devam et, devam edin, evet devam edin, onaylıyorum, evet onaylıyorum, onayla, onaylandı,
        doğru, evet doğru, aynen, aynen öyle, evet aynen, kabul, kabul ediyorum, evet kabul ediyorum, yapabilirsin, evet yapabilirsin, yapabilirsiniz, evet yapabilirsiniz, memnuniyetle, hay hay, anlaştık
    """,
    yes_here="ya, he, hı hı, iyi, güzel",
    polite="lütfen, teşekkürler, teşekkür ederim, sağ ol, sağol, rica ederim, çok teşekkürler",
)

_TABLE["az"] = Words(
    stop="""
        xeyr …, … xeyr, yox …, … yox, yox yox, xeyr sağ ol, indi yox, hələ yox, o yox …, bu yox …, elə yox, lazım deyil …, … lazım deyil, etmə …, … etmə, etməyin …, … etməyin, istəmirəm …, … istəmirəm, olmaz …, dayan …, … dayan, dayanın …, … dayanın, dayandır …, stop …, … stop, gözlə …, … gözlə, gözləyin …, … gözləyin, bir dəqiqə …, … bir dəqiqə, bir saniyə …,
        ləğv et …, … ləğv et, ləğv edin …, … ləğv edin, unut …, … unut, unut getsin …, boş ver …, … boş ver, burax …, … burax, kifayətdir, bəsdir, heç vaxt, əlbəttə yox, səhvdir, … fikrimi dəyişdim …
    """,
    harmless="problem yoxdur, problem deyil, narahat olma, narahat olmayın, unutma, unutmayın, gözləməyə ehtiyac yoxdur, elə deyil",
    filler="ay, ah, hey, amma, və, yəni, indi, tez, bağışla, bağışlayın, üzr istəyirəm, əslində, bax",
    yes="bəli, bəli bəli, bəli zəhmət olmasa, bəli əlbəttə, əlbəttə, əlbəttə ki, təbii ki, olar, bəli olar, yaxşı olar, et, bəli et, edin, bəli edin, davam et, bəli davam et, davam edin, razıyam, bəli razıyam, təsdiq edirəm, bəli təsdiq edirəm, düzdür, bəli düzdür, doğrudur, tamam, mütləq",
    yes_here="hə, hə et, yaxşı, oldu",
    polite="zəhmət olmasa, xahiş edirəm, sağ ol, sağ olun, təşəkkür edirəm, təşəkkürlər",
)

_TABLE["sq"] = Words(
    stop="jo faleminderit, jo jo, jo tani, ende jo, jo atë …, jo kështu, më mirë jo …, … më mirë jo, mos …, mos e bëj …, … mos e bëj …, mos e bëni …, nuk dua …, nuk e dua …, … nuk e dua, stop …, … stop, ndalo …, … ndalo, ndaloni …, … ndaloni, ndal …, … ndal, prit …, … prit, prisni …, … prisni, prit pak …, … prit pak, prit një moment …, një moment …, … një moment, një sekondë, anulo …, … anulo, anuloje …, … anuloje, anuloni …, … anuloni, harroje …, … harroje …, lëre …, … lëre, lëre fare …, … lëre fare …, lëreni …, mjaft, boll, kurrë, sigurisht që jo, aspak, gabim, … ndryshova mendje …",
    stop_here="jo …, … jo, … mos",
    harmless="ska problem, nuk ka problem, mos u shqetëso, mos u shqetësoni, mos harro, mos harroni, nuk ka nevojë të presësh, nuk ka nevojë, pse jo, apo jo, po apo jo, nuk e di, jo vetëm, mos prit",
    tag="jo, apo jo",
    filler="oh, ah, hej, por, dhe, epo, tani, menjëherë, shpejt, më fal, më falni, në fakt, dëgjo",
    yes="po po, po të lutem, po ju lutem, po sigurisht, sigurisht, sigurisht që po, patjetër, po patjetër, natyrisht, në rregull, po në rregull, dakord, jam dakord, po jam dakord, bëje, po bëje, bëjeni, po bëjeni, vazhdo, po vazhdo, vazhdoni, e saktë, po e saktë, saktë, ashtu është, konfirmoj, po konfirmoj, e konfirmoj, mundesh, po mundesh",
    yes_here="po, mirë, po mirë",
    polite="të lutem, ju lutem, faleminderit, shumë faleminderit",
)

_TABLE["eu"] = Words(
    stop="ez, ez ez, ez eskerrik asko, ez mesedez, orain ez, oraindik ez, hori ez …, … hori ez, horrela ez, hobe ez …, … hobe ez, ez egin …, … ez egin, ez egin hori …, … ez egin hori …, ez eskatu …, ez bidali …, ez dut nahi …, … ez dut nahi, gelditu …, … gelditu, geldi …, … geldi, geratu …, … geratu, stop …, … stop, itxaron …, … itxaron, itxoin …, … itxoin, itxaron pixka bat …, une bat …, … une bat, momentu bat, segundo bat, ezeztatu …, … ezeztatu, utzi …, … utzi, utzi bertan behera …, … bertan behera utzi …, utzi hori, bertan behera, ahaztu …, … ahaztu, ahaztu hori …, nahikoa, aski, inola ere ez, inoiz ez, noski ezetz, ezetz, gaizki dago, … iritziz aldatu dut …",
    stop_here="ez …, … ez",
    harmless="ez dago arazorik, arazorik ez, lasai, ez kezkatu, ez ahaztu, ez dago zertan itxaron, ez da beharrezkoa, zergatik ez, ala ez, edo ez, bai ala ez, ez dakit, ez da ezer, gelditu gabe",
    tag="ez, ezta",
    filler="oh, ai, aizu, baina, eta, beno, ba, orain, oraintxe, azkar, barkatu, egia esan, begira, entzun",
    yes="bai mesedez, bai bai, bai noski, noski, noski baietz, jakina, bai jakina, ados, bai ados, ados nago, egin, bai egin, egin ezazu, bai egin ezazu, aurrera, bai aurrera, segi, bai segi, jarraitu, bai jarraitu, zuzena da, bai zuzena da, hala da, bai hala da, baieztatzen dut, bai baieztatzen dut, ongi da, ondo dago, bai ondo dago",
    yes_here="bai, ondo, ongi, tira",
    polite="mesedez, eskerrik asko, mila esker",
)

_TABLE["ga"] = Words(
    stop="ní hea …, … ní hea, ná déan …, … ná déan, ná déan é …, ná déan sin …, … ná déan sin …, ná bac leis …, … ná bac leis …, ná bac …, … ná bac, ní hé sin …, níl mé ag iarraidh …, stop …, … stop, stop é, stop sin, fan ort, fan nóiméad …, … fan nóiméad, fan soicind …, fan go fóill …, nóiméad, nóiméad amháin, soicind, cealaigh …, … cealaigh, cealaigh é …, dearmad é, déan dearmad air …, … déan dearmad air …, lig dó, is leor sin, in aon chor, … d'athraigh mé m'intinn …",
    stop_here="ná …, … ná, ná ná, fan …, … fan, stad …, … stad, stadaigí, níl …",
    harmless="níl fadhb ar bith, níl aon fhadhb, fadhb ar bith, ná bíodh imní ort, ná bí buartha, ná déan dearmad, níl gá fanacht, níl a fhios agam, cén fáth nach",
    filler="ó, á, ach, agus, bhuel, anois, láithreach, gabh mo leithscéal, tá brón orm, éist, dáiríre",
    yes="tá go maith, tá sin ceart, tá sin go maith, cinnte, go cinnte, ar ndóigh, gan amhras, déan é, déan sin, sea déan é, sea le do thoil, ar aghaidh leat, lean ort, lean ar aghaidh, aontaím, deimhním, tá cead agat, sea cinnte",
    yes_here="sea, is ea, tá, ceart go leor, maith go leor",
    polite="le do thoil, más é do thoil é, go raibh maith agat, go raibh míle maith agat",
)

_TABLE["cy"] = Words(
    stop="""
        nage …, nac ydw, na dim diolch, dim diolch, dim nawr, dim eto, dim hwnna …, dim hynny …, dim y peth yna, peidiwch …, … peidiwch, paid â …, peidiwch â …, paid â gwneud …, paid â gwneud hynny …, … paid â gwneud hynny …, stopia …, … stopia, stopiwch …, … stopiwch, stopio, stop …, aros …, … aros, aros funud …, … aros funud, arhoswch …, … arhoswch, arhoswch funud …, … arhoswch funud, arhosa …,
        hanner munud, un funud, eiliad, un eiliad, canslo …, … canslo, canslwch …, … canslwch, cansla …, … cansla, anghofia …, … anghofia, anghofia fe …, anghofia hynny …, … anghofiwch …, gad e …, … gad e, gad hi, gadewch e …, dim ots, dyna ddigon, byth, dw i ddim eisiau …, dydw i ddim eisiau …, dim o gwbl, wrth gwrs ddim, … dw i wedi newid fy meddwl …
    """,
    stop_here="na …, … na, paid …, … paid, naddo …",
    harmless="dim problem, paid â phoeni, peidiwch â phoeni, paid poeni, peidiwch poeni, paid ag anghofio, peidiwch ag anghofio, dim angen aros, does dim angen, pam ddim, dw i ddim yn gwybod, dim byd",
    filler="ah, ond, ac, wel, nawr, rŵan, ar unwaith, yn gyflym, sori, mae'n ddrwg gen i, esgusoda fi, a dweud y gwir, gwranda",
    yes="ie os gwelwch yn dda, ie plîs, ie wrth gwrs, wrth gwrs, yn sicr, yn bendant, iawn gwna fe, gwna fe, gwnewch e, gwna hynny, gwnewch hynny, ie gwna fe, ie gwnewch e, cer ymlaen, ewch ymlaen, ie ewch ymlaen, ie cer ymlaen, cytuno, dw i'n cytuno, cywir, mae hynny'n gywir, yn union, cei, cewch, dw i'n cadarnhau",
    yes_here="ie, ydw, ydy, oes, do, iawn, ia",
    polite="os gwelwch yn dda, os gweli di'n dda, plîs, diolch, diolch yn fawr",
)

_TABLE["af"] = Words(
    stop="nee …, … nee, nee nee …, nee dankie, nie …, nie nou nie, nog nie, nie dit nie …, nie daardie nie …, nie so nie, liewer nie …, … liewer nie, moenie …, … moenie, moenie dit doen nie …, moet nie …, moet dit nie doen nie …, moenie bestel nie …, ek wil dit nie hê nie …, ek wil nie …, stop …, … stop, hou op …, … hou op, wag …, … wag, wag net …, wag bietjie …, … wag bietjie, wag 'n bietjie …, wag 'n oomblik, wag net 'n bietjie, 'n oomblik, net 'n oomblik, oomblik, 'n sekonde, kanselleer …, … kanselleer, kanselleer dit …, … kanselleer dit, vergeet dit …, … vergeet dit …, vergeet daarvan …, … vergeet daarvan …, los dit …, … los dit, laat staan dit …, laat staan …, … laat staan, laat maar, dis genoeg, genoeg, nooit, glad nie, beslis nie, natuurlik nie, verkeerd, dis verkeerd …, dit is verkeerd …, … ek het van plan verander …",
    stop_here="… nie",
    harmless="geen probleem, moenie bekommer nie, moenie jou bekommer nie, moenie worry nie, moenie vergeet nie, moenie wag nie, nie nodig om te wag nie, hoekom nie, of nie, weet nie, ek weet nie, nie net nie, is nie, het nie, om te wag, wag vir",
    tag="nie, nè, né",
    filler="oh, ag, ai, eish, haai, maar, en, wel, nou, dadelik, gou, jammer, verskoon my, ekskuus, eintlik, dan, luister, kyk, eers",
    yes="ja, ja asseblief, ja natuurlik, natuurlik, ja seker, seker, sekerlik, beslis, ja beslis, doen dit, ja doen dit, doen dit maar, ja doen dit maar, doen maar, gaan voort, ja gaan voort, gaan maar voort, gaan aan, dis reg, ja dis reg, dit is reg, reg so, ja reg so, in orde, dis in orde, korrek, dis korrek, presies, ek stem saam, ja ek stem saam, ek bevestig, bevestig, jy mag, ja jy mag, jy kan, ja jy kan, oukei, met plesier",
    yes_here="reg, goed",
    polite="asseblief, dankie, baie dankie, meneer, mevrou",
)

_TABLE["sw"] = Words(
    stop="hapana …, … hapana, hapana hapana …, hapana asante, la hasha, si sasa, bado, siyo hiyo …, sio hiyo …, siyo hivyo …, sio hivyo, usifanye …, … usifanye, usifanye hivyo …, … usifanye hivyo …, msifanye …, usiagize …, usitume …, sitaki …, … sitaki, simama …, … simama, simamisha …, … simamisha, stop …, … stop, koma, subiri …, … subiri, subiri kidogo …, … subiri kidogo, subirini, ngoja …, … ngoja, ngoja kidogo …, … ngoja kidogo, sekunde moja, ghairi …, … ghairi, futa …, … futa, batilisha …, … batilisha, sitisha …, … sitisha, sahau …, … sahau, achana nayo …, … achana nayo …, achana na hiyo …, … achana na …, haijalishi, basi, inatosha, kamwe, si sahihi …, … nimebadilisha mawazo …, … nimebadili mawazo …",
    stop_here="acha …, … acha, wacha …, … wacha, la",
    harmless="hakuna shida, hakuna tatizo, hakuna matata, usijali, msijali, usisahau, usiwe na wasiwasi, hakuna haja ya kusubiri, usisubiri, kwa nini siyo, au hapana, ndiyo au hapana, sijui",
    filler="oh, ah, ee, lakini, na, sasa, sasa hivi, haraka, samahani, pole, kwa kweli, tafadhali sikiliza, sikiliza, je",
    yes="ndiyo, ndio, ndiyo ndiyo, ndiyo tafadhali, ndio tafadhali, ndiyo kabisa, naam, kabisa, bila shaka, ndiyo bila shaka, hakika, ndiyo hakika, sawa, ndiyo sawa, sawa sawa, sawa fanya, fanya, ndiyo fanya, fanya hivyo, ndiyo fanya hivyo, sawa fanya hivyo, endelea, ndiyo endelea, sawa endelea, nakubali, ndiyo nakubali, nimekubali, sahihi, ni sahihi, ndiyo ni sahihi, nathibitisha, ndiyo nathibitisha, unaweza, ndiyo unaweza",
    yes_here="haya, eeh, ee",
    polite="tafadhali, asante, asante sana, ahsante",
)

_TABLE["vi"] = Words(
    stop="""
        không …, không không …, không cảm ơn, không phải …, … không phải, không phải cái đó …, không phải vậy …, không phải thế, không đúng …, không được …, … không được, không cần …, … không cần, không muốn …, tôi không muốn …, không đặt nữa …, thôi không …, … thôi không, à không …, ồ không …, đừng …, … đừng, xin đừng …, đừng làm …, … đừng làm, đừng làm vậy …, … đừng làm thế …, đừng đặt …,
        đừng gửi …, dừng …, … dừng, dừng lại …, … dừng lại, ngừng …, … ngừng, ngừng lại …, … ngừng lại, ngưng …, stop …, … stop, khoan …, … khoan, khoan đã …, … khoan đã, từ từ …, … từ từ, từ từ đã …, chờ …, chờ đã …, … chờ đã, chờ chút …, … chờ chút, chờ một chút …, … chờ một chút, chờ tí …, đợi …, đợi đã …, … đợi đã, đợi chút …, … đợi chút, đợi một chút …, … đợi một chút, đợi tí …, một chút,
        một lát, hủy …, … hủy, hủy bỏ …, … hủy bỏ, huỷ …, … huỷ, huỷ bỏ …, hủy đi …, … hủy đi, thôi …, … thôi, thôi đi …, … thôi đi, thôi bỏ đi …, … thôi bỏ đi …, bỏ đi …, … bỏ đi, bỏ qua …, … bỏ qua đi …, quên đi …, … quên đi …, … đổi ý …, tôi đổi ý rồi …, đủ rồi, sai rồi …, … sai rồi, nhầm rồi …, … nhầm rồi, chưa, khỏi, không đời nào, tất nhiên là không
    """,
    harmless="không sao, không sao đâu, không vấn đề gì, không có vấn đề gì, không có gì, không thành vấn đề, đừng lo, đừng lo lắng, đừng ngại, đừng quên, không cần chờ, không cần đợi, không chỉ, tại sao không, sao không, có không, hay không, được không, phải không, không biết, tôi không biết, thôi được, một chút nữa, trạm dừng, điểm dừng, mà thôi, đợi tôi đặt",
    tag="không, phải không, đúng không",
    filler="ồ, à, ôi, ừm, ờ, này, nhưng, và, thì, bây giờ, ngay, ngay bây giờ, nhanh lên, xin lỗi, thật ra, thực ra, trời ơi, ối, khoan hãy, nha, nhé, ạ, đi, nào",
    yes="""
        vâng, vâng ạ, vâng vâng, dạ vâng, dạ được, dạ có, dạ đúng, được, được rồi, được ạ, được chứ, vâng được, ừ được, đúng, đúng rồi, đúng vậy, vâng đúng rồi, vâng đúng vậy, đồng ý, tôi đồng ý, vâng tôi đồng ý, tất nhiên, tất nhiên rồi, dĩ nhiên, chắc chắn, chắc chắn rồi, làm đi, vâng làm đi, ừ làm đi, cứ làm đi, vâng cứ làm đi, cứ làm,
        hãy làm đi, tiếp tục, tiếp tục đi, vâng tiếp tục đi, xác nhận, tôi xác nhận, vâng tôi xác nhận, chính xác, thôi được làm đi
    """,
    yes_here="có, dạ, ừ, ừa, rồi, tốt, oke",
    polite="cảm ơn, cám ơn, làm ơn, xin vui lòng, vui lòng, dạ, ạ, nhé",
)

_TABLE["id"] = Words(
    stop="tidak …, tidak tidak …, tidak terima kasih, tidak usah …, … tidak usah, tidak jadi …, … tidak jadi …, tidak mau …, saya tidak mau …, … tidak mau, tidak sekarang, jangan …, … jangan, jangan dulu …, … jangan dulu, jangan lakukan …, … jangan lakukan itu …, jangan sekarang, jangan pesan …, jangan kirim …, bukan …, bukan itu …, … bukan itu, bukan yang itu …, bukan begitu …, enggak …, nggak …, ngga …, gak …, … gak jadi …, … nggak jadi …, … enggak jadi …, gak usah …, … gak usah, nggak usah …, … nggak usah, enggak usah, ga usah, ga jadi, ogah, berhenti …, … berhenti, stop …, … stop, hentikan …, … hentikan, tunggu …, … tunggu, tunggu dulu …, … tunggu dulu, tunggu sebentar …, … tunggu sebentar, sebentar …, … sebentar, bentar …, … bentar, nanti dulu …, … nanti dulu, sabar dulu, satu detik, batal …, … batal, batalkan …, … batalkan, batalin …, … batalin, dibatalkan, dibatalkan saja, batalkan saja …, … batalkan saja, lupakan …, … lupakan, lupakan saja …, … lupakan saja …, lupain …, … lupain aja …, biarkan saja …, … biarkan saja, biarin …, sudahlah …, … sudahlah …, udahlah …, … udah lah …, cukup, sudah cukup, belum, itu salah …, tidak pernah, sama sekali tidak, tentu tidak, tentu saja tidak, … saya berubah pikiran …, … berubah pikiran …",
    stop_here="salah",
    harmless="tidak apa apa, tidak apa-apa, gak apa apa, nggak apa apa, ga papa, tidak masalah, gak masalah, nggak masalah, jangan khawatir, jangan kuatir, jangan lupa, jangan ragu, tidak perlu menunggu, tidak usah menunggu, jangan tunggu, tidak hanya, bukan hanya, kenapa tidak, mengapa tidak, atau tidak, ya atau tidak, kalau tidak, saya tidak tahu, tidak tahu, tidak lebih dari, tanpa henti, bukan main, gak tahu",
    tag="bukan, kan, tidak",
    filler="oh, ah, eh, aduh, hei, hai, tapi, tetapi, dan, jadi, sekarang, segera, cepat, maaf, mohon maaf, sebenarnya, sebetulnya, dengar, lihat, dong, deh, lah, nih, ya ampun, anu, kok, sih",
    yes="""
        iya, iya iya, ya silakan, ya silahkan, ya tolong, ya tentu, tentu, tentu saja, ya tentu saja, pasti, ya pasti, boleh, ya boleh, iya boleh, boleh saja, silakan, silahkan, iya silakan, lakukan, ya lakukan, iya lakukan, lakukan saja, ya lakukan saja, lanjut, lanjutkan, ya lanjut, ya lanjutkan, iya lanjutkan, setuju, ya setuju, saya setuju, ya saya setuju,
        benar, ya benar, iya benar, betul, ya betul, iya betul, tepat, tepat sekali, oke, oke lakukan, oke lanjut, saya konfirmasi, konfirmasi, ya konfirmasi, baik lakukan, baik lanjutkan, dengan senang hati
    """,
    yes_here="ya, ya ya, baik, baiklah, sip, yup, yoi",
    polite="tolong, terima kasih, makasih, mohon, terima kasih banyak, pak, bu",
)

_TABLE["ms"] = Words(
    stop="tidak …, tidak terima kasih, tidak tidak …, tak nak …, … tak nak, tak mahu …, saya tak mahu …, saya tidak mahu …, tak payah …, … tak payah, tak jadi …, … tak jadi, tak usah …, jangan …, … jangan, jangan dulu …, … jangan dulu, jangan buat …, … jangan buat, jangan buat macam tu …, bukan …, bukan itu …, … bukan itu, bukan yang itu …, bukan macam tu …, belum, berhenti …, … berhenti, stop …, … stop, hentikan …, … hentikan, tunggu …, … tunggu, tunggu dulu …, … tunggu dulu, tunggu sekejap …, … tunggu sekejap, tunggu sebentar …, sekejap …, … sekejap, sebentar …, nanti dulu …, … nanti dulu, kejap …, … kejap, batal …, … batal, batalkan …, … batalkan, lupakan …, … lupakan, lupakan saja …, … lupakan saja …, … lupakan sahaja …, biarkan, tak apalah …, … tak apalah, sudahlah …, cukup, sama sekali tidak, sudah tentu tidak, … saya ubah fikiran …, … ubah fikiran …",
    stop_here="tak, tak tak, tak …, salah",
    harmless="tidak apa, tak apa, tidak mengapa, tidak ada masalah, tiada masalah, tak ada masalah, jangan risau, jangan bimbang, jangan lupa, jangan segan, tak perlu tunggu, tidak perlu menunggu, jangan tunggu, bukan sahaja, kenapa tidak, atau tidak, ya atau tidak, kalau tidak, saya tidak tahu, tak tahu, tanpa henti",
    tag="bukan, kan, tidak",
    filler="oh, ah, eh, alamak, aduh, hei, tapi, tetapi, dan, jadi, sekarang, segera, cepat, maaf, minta maaf, sebenarnya, dengar, lah, ni, tu",
    yes="ya sila, ya tolong, ya sudah tentu, sudah tentu, tentu, tentu sekali, pasti, boleh, ya boleh, sila, sila teruskan, ya sila teruskan, teruskan, ya teruskan, buat, ya buat, buatlah, ya buatlah, lakukan, ya lakukan, lakukan sahaja, setuju, ya setuju, saya setuju, ya saya setuju, betul, ya betul, benar, ya benar, tepat, tepat sekali, saya sahkan, ya saya sahkan, okey, okey teruskan, baiklah teruskan, dengan senang hati",
    yes_here="ya, ya ya, baik, baiklah, haah",
    polite="tolong, terima kasih, sila, mohon, encik, puan",
)

_TABLE["fil"] = Words(
    stop="hindi, hindi hindi …, hindi po …, hindi salamat, hindi na …, … hindi na, hindi iyan …, hindi yan …, … hindi yan, hindi iyon …, hindi 'yon …, hindi ganyan …, hindi muna …, hindi pa, hindi ngayon, ayaw …, ayoko …, … ayoko, ayaw ko …, … ayaw ko, huwag …, … huwag, huwag na …, … huwag na, huwag muna …, … huwag muna, huwag po …, huwag mong …, wag na …, … wag na, wag muna …, … wag muna, wag mong …, tigil …, … tigil, tumigil …, … tumigil, tumigil ka …, itigil …, … itigil, itigil mo …, … itigil mo, hinto …, … hinto, huminto …, … huminto, ihinto …, … ihinto mo, stop …, … stop, teka …, … teka, teka lang …, … teka lang, teka muna …, … teka muna, sandali …, … sandali, sandali lang …, … sandali lang, saglit …, saglit lang …, … saglit lang, hintay …, … hintay, maghintay …, maghintay ka …, hintayin mo …, isang sandali, kanselahin …, … kanselahin, i-cancel …, i-cancel mo …, … i-cancel mo, … i cancel mo, ikansela …, kalimutan mo …, … kalimutan mo na …, kalimutan na …, hayaan mo …, … hayaan mo na …, di bale …, … di bale na …, tama na, mali iyan …, mali yan …, hinding hindi, siyempre hindi, … nagbago ang isip ko …",
    stop_here="hindi …, … hindi, wag …, … wag, mali",
    harmless="walang problema, walang anuman, huwag kang mag-alala, huwag kang mag alala, wag kang mag-alala, huwag kalimutan, huwag mong kalimutan, hindi kailangang maghintay, hindi lang, bakit hindi, o hindi, oo o hindi, hindi ko alam, ok lang",
    tag="hindi, di ba, diba",
    filler="ay, ah, oh, naku, hoy, uy, pero, at, kasi, ngayon, ngayon na, agad, bilis, dali, pasensya, pasensya na, paumanhin, sorry po, sa totoo lang, makinig ka, eh, ano ba, po",
    yes="oo, oo oo, opo, oo nga, oo naman, opo naman, oo pakiusap, oo please, oo sige, opo sige, sige, sige na, sige po, sige lang, sige gawin mo, gawin mo, gawin mo na, oo gawin mo, opo gawin mo, oo gawin mo na, ituloy mo, oo ituloy mo, sige ituloy mo, tuloy, ituloy, siyempre, oo siyempre, syempre, tiyak, sigurado, oo sigurado, tama, oo tama, tama po, payag ako, oo payag ako, sang ayon ako, pumapayag ako, kumpirmado, kinukumpirma ko, pwede, oo pwede, puwede, oo puwede, maaari, oo maaari",
    yes_here="okey, ayos",
    polite="po, salamat, salamat po, maraming salamat, pakiusap, paki, please po",
)

TABLE: Mapping[str, Words] = MappingProxyType(_TABLE)
"""By ISO 639 code."""
