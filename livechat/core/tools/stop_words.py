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
    stop="""
        stop …, … stop, stop it …, stop that …, stop this, stop there, stop now, stop everything,
        stop the order, stop the call, stop the booking, wait …, … wait, wait a second …, wait a sec …,
        wait a minute …, wait a moment …, wait for me, wait up, no …, nope …, nah, noo, nooo,
        no no …, no wait …, … no stop …, no dont …, no thanks, no thank you, not yet, not now,
        not so fast, … not that, not that one …, not this one, not it, thats not it …,
        thats not what i said …, thats not what i meant …, thats not what i want …,
        thats not what i wanted …, thats wrong …, that was wrong, thats not right, wrong,
        dont …, … dont, do not …, … dont do it …, … dont do that …, … do not do it …, … do not do that …,
        … please dont, … please do not, dont you dare, id rather not, i would rather not,
        better not, … rather not, i dont want …, i do not want …, i dont think so, i said no …,
        i said stop …, i said wait …, i told you to stop, cancel …, … cancel, cancel it …, cancel that …,
        cancel this, cancel everything, … hold on …, hold it …, hold up, hold off …, hang on …,
        … hang on, … never mind …, … nevermind …, … forget it …, … forget that, forget about it …,
        … forget about that, drop it, leave it, leave that, scrap that …, scrap it, abort …, … abort,
        halt, quit, quit it, undo, undo that, undo it, take it back, take that back,
        … changed my mind …, … ive changed my mind …, one moment, one second, just a moment,
        just a second, just a minute, hold your horses, … on second thought …,
        … on second thoughts …, absolutely not, definitely not, certainly not, of course not,
        no way, not at all, negative, stop talking, whoa, whoa whoa
    """,
    stop_here="… no, … nope",
    harmless="""
        no problem, no problems, no worries, no worry, no need, no doubt, no rush, no hurry,
        no one, no matter, no idea, no longer, no more than, no less than, no later than,
        no question, no wonder, no big deal, no trouble, no pressure, is no, are no, theres no,
        there is no, there are no, have no, has no, had no, i have no, with no, or no, yes or no,
        say no, in no, at no, by no, dont worry, do not worry, dont hesitate, do not hesitate,
        dont wait, do not wait, dont stop, do not stop, dont forget, do not forget, dont mind,
        i dont mind, dont be, dont bother waiting, i dont, we dont, they dont, you dont,
        i dont know, i dont care, i dont have, we dont have, i do not, you do not, they do not,
        if you dont, why dont, why dont you, why dont we, cant wait, cannot wait, can not wait,
        couldnt wait, could not wait, to wait, the wait, a wait, you wait, you wait for, we wait,
        i wait, they wait, them wait, him wait, her wait, wait and see, waiting, wait list,
        dont have to wait, wait time, wait times, wait staff, stop by, stop at, stop over,
        stop off, stop in, stop for gas, stop sign, stop signs, stop watch, stop button, stop light,
        stop loss, stop motion, stop word, stop words, to stop, the stop, a stop, bus stop,
        tram stop, train stop, next stop, last stop, first stop, full stop, pit stop, non stop,
        one stop, each stop, every stop, rest stop, they stop,
        cant stop, wont stop, never stop, without a stop, does it stop, you stop at,
        to cancel, can cancel, could cancel, you cancel, i cancel, we cancel, free cancel,
        to abort, to hold on, to hang on, hold on to, hang on to, hang on the wall,
        not that i know, if not that, i never mind, ill never forget it, forget it not,
        dont forget that, never forget that, not forget that, not yet another, no less, no more
    """,
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
    stop="""
        stop …, … stop, stopp …, … stopp, halt …, … halt stopp, halt halt …, anhalten, nein …,
        … nein, nein danke, nein nein …, nee …, … nee, nö …, nicht …, … nicht, bitte nicht …,
        … bitte nicht, … doch nicht, noch nicht, jetzt nicht, … lieber nicht, besser nicht,
        … auf keinen fall, keinesfalls, auf gar keinen fall …, nicht das, das nicht, das nicht …,
        nicht so, so nicht, nicht bestellen, nicht machen, nicht ausführen, mach das nicht …,
        tu das nicht …, warte …, … warte, warten sie …, … warten sie, warte mal …, … warte mal,
        wart mal …, … wart mal, warte kurz …, warte bitte, moment …, … moment, moment mal …,
        … moment mal, … einen moment, kleinen moment, … augenblick, einen augenblick,
        sekunde, eine sekunde, abbrechen …, … abbrechen, brich ab …, … brich ab, brich das ab …,
        brechen sie ab …, brechen sie das ab …, abbruch, … abbruch, stornieren …, … stornieren,
        storniere das …, storniere …, stornieren sie …, vergiss es …, … vergiss es …,
        vergiss das …, … vergessen sie es …, vergessen sie das …, lass es …, … lass es,
        lass das …, … lass das, lass es sein, lass das sein, lassen sie das …, … lassen sie es,
        lass mal, lass mal gut sein, lassen wir das, … schon gut, egal, … das war falsch,
        das ist falsch …, das stimmt nicht …, falsch, ich will das nicht …, ich möchte das nicht …,
        das will ich nicht …, das wollte ich nicht …, das habe ich nicht gesagt …, so nicht …,
        das meinte ich nicht …, doch lieber nicht, nicht doch, aufhören …, … aufhören,
        hör auf …, … hör auf, hören sie auf …, … hören sie auf, schluss, schluss jetzt, keine,
        rückgängig, mach das rückgängig …, zurück, … zurücknehmen, niemals, kommt nicht in frage,
        … habe es mir anders überlegt …, … habs mir anders überlegt …, … hab es mir anders überlegt …
    """,
    not_stop="nie …, ei, na, non, nem …, no …, la",
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
    stop="""
        stop …, … stop, stoppe …, stoppez …, arrête …, … arrête, arrêtez …, … arrêtez, arrête ça …,
        arrêtez ça …, arrête tout, arrêtez tout, arrête toi, arrêtez vous, arrêter, non …, … non,
        non merci, mais non, ah non …, … ah non, oh non …, surtout pas …, … surtout pas, pas ça …,
        … pas ça, pas celui là …, pas celle là …, pas comme ça, pas encore, pas maintenant,
        pas du tout, pas question, … hors de question …, jamais, certainement pas, bien sûr que non,
        je préfère pas, je ne préfère pas, plutôt pas, … finalement non …, … en fait non …,
        attends …, … attends, attendez …, … attendez, attends un peu, attendez un peu,
        attends une seconde, attendez une seconde, attends une minute, un moment, un instant …,
        … un instant, une seconde, une minute, deux secondes, minute, annule …, … annule,
        annulez …, … annulez, annule ça …, annulez ça …, annule tout, annulez tout, annuler,
        … annuler, annulation, laisse tomber …, … laisse tomber …, … laissez tomber …,
        oublie ça …, … oublie ça …, … oubliez ça …, oublie, oubliez, … oublie …,
        tant pis, ne fais pas ça …, … ne fais pas ça …, … ne faites pas ça …, ne fais pas …,
        ne faites pas …, fais pas ça …, faites pas ça …, ne le fais pas …, ne le faites pas …,
        ne commande pas …, ne commandez pas …, ne réserve pas …, ne réservez pas …, n envoie pas …,
        nenvoie pas …, nenvoyez pas …, ne lance pas …, ne lancez pas …, je ne veux pas …,
        je veux pas …, jen veux pas, je nen veux pas …, je nai pas dit ça …, jai pas dit ça …,
        ce nest pas ça …, cest pas ça …, ce nest pas ce que …, cest pas ce que …, cest faux,
        faux, … jai changé davis …, halte, ça suffit, … ça suffit, assez, du calme, doucement,
        … cest pas bon, ce nest pas bon
    """,
    not_stop="no …, nie …, na, nem …, ei, ne, la",
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
    stop="""
        para, pare …, … pare, paren, párate, para ya …, para eso, páralo, párelo, párala,
        pará, pará pará, detente …, … detente, deténgase …, deténlo, detenlo, deténgalo,
        detén …, stop …, … stop, alto …, … alto, alto ahí, no …, no no …, … no no, no gracias,
        mejor no …, … mejor no, ahora no, todavía no, aún no, así no, eso no …, … eso no, ese no …,
        esa no …, ni hablar …, de ninguna manera, en absoluto, claro que no, por supuesto que no,
        que no, he dicho que no …, nunca, jamás, no lo hagas …, … no lo hagas …, … no lo haga …,
        … no hagas eso …, … no haga eso …, no lo pidas …, no lo pida …, no lo compres …, espera …,
        … espera, espere …, … espere, esperen …, espérate …, … espérate, espérese, espera un momento,
        espere un momento, espera un poco, esperá …, un momento …, … un momento, un momentito,
        un segundo …, … un segundo, un minuto, momento, momentito, cancela …, … cancela, cancele …,
        … cancele, cancelá …, cancélalo …, … cancélalo, cancélelo …, … cancélelo, cancélala,
        cancela eso …, cancele eso …, cancela todo, cancelar, … cancelar, anula …, anule …, anúlalo,
        anúlelo, anular, olvídalo …, … olvídalo …, … olvídelo …, … olvidalo …, … olvídate …,
        … olvídese …, olvida eso …, … déjalo …, … déjelo …, déjalo así, deja, deja eso, da igual,
        no importa, … no quiero eso …, no quiero …, eso no es …, no es eso …, no dije eso …,
        eso está mal, está mal …, incorrecto, … he cambiado de opinión …, … cambié de opinión …,
        … cambié de idea …, aborta …, abortar, quieto, basta …, … basta, basta ya, ya basta
    """,
    stop_here="… no",
    not_stop="non, nie, nem …, na, la, a, ne, nu",
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
    filler="""
        oh, ah, ay, eh, uy, uf, bueno, pues, pero, y, oye, oiga, mira, mire, este, ahora, ahora mismo,
        ya, ya mismo, perdón, perdona, perdone, lo siento, disculpa, disculpe, en realidad, entonces,
        rápido, a ver, dios, dios mío, por dios, hombre, de verdad, en serio, eso, todo
    """,
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
    stop="""
        stop …, … stop, ferma …, … ferma, fermo …, … fermo, fermati …, … fermati, si fermi …,
        … si fermi, fermalo, ferma tutto, fermi tutti, fermate, fermatevi, alt …, alt, basta …,
        … basta, basta così, no …, no no …, … no no, no grazie, ma no, anzi no …, … anzi no …,
        … meglio di no, preferisco di no, adesso no, non adesso, ora no, non ora, non ancora,
        non così, così no, quello no …, … quello no, questo no …, non quello …, non questo …,
        non farlo …, … non farlo …, … non lo faccia …, non fare …, … non fare niente …,
        non ordinare …, non ordinarlo …, non comprare …, non prenotare …, non inviare …,
        non mandare …, assolutamente no, certo che no, per niente, mai, nemmeno per sogno,
        … non se ne parla …, aspetta …, … aspetta, aspetti …, … aspetti, aspettate, aspetta un attimo,
        aspetti un attimo, aspetta un momento, aspetti un momento, aspetta un secondo, un attimo …,
        … un attimo, un momento …, un secondo, un minuto, attimo, attenda, annulla …, … annulla,
        annulli …, … annulli, annullalo …, annulla tutto, annullare, … annullare, annullato,
        cancella …, … cancella, cancelli …, cancellalo …, cancella tutto, lascia stare …,
        … lascia stare …, … lasci stare …, … lascia perdere …, … lasci perdere …, … lasciamo stare …,
        … lasciamo perdere …, … dimenticalo …, … dimentica …, … scordatelo …, … non importa …,
        fa niente, non fa niente, non lo voglio …, non voglio …, non è quello …, non è così …,
        non ho detto …, sbagliato, è sbagliato …, … ho cambiato idea …, interrompi …, interrompa …,
        interrompere, piano
    """,
    stop_here="… no",
    not_stop="nie, nem …, na, la, nu, ne, noi",
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
    filler="""
        oh, ah, eh, ehi, uh, oddio, ops, beh, allora, ma, e, però, anzi, scusa, scusi, scusami,
        mi scusi, mi dispiace, ora, adesso, subito, un po, veramente, in realtà, guarda, guardi,
        senti, senta, dio mio, mamma mia, dai, tutto
    """,
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
    stop="""
        para, pare …, … pare, parem, para já, para com isso …, pare com isso …, parar,
        para tudo, pare tudo, stop …, … stop, alto, alto lá, não …, … não, não não …, não obrigado,
        não obrigada, ainda não, agora não, assim não, isso não …, … isso não, esse não …, essa não …,
        melhor não …, … melhor não, é melhor não, prefiro não, de jeito nenhum, de modo nenhum,
        de maneira nenhuma, nem pensar …, claro que não, nunca, jamais, não faça isso …,
        … não faça isso …, … não faças isso …, … não faz isso …, não façam, não peça …, espera …,
        … espera, espere …, … espere, espera aí …, … espera aí, espere aí, peraí …, … peraí, pera …,
        espera um pouco, espere um pouco, espera um momento, espere um momento, calma, calma aí,
        um momento …, … um momento, um momentinho, um instante …, um segundo, um minuto, só um momento,
        só um instante, só um segundo, só um minuto, momento, cancela …, … cancela, cancele …,
        … cancele, cancelar, … cancelar, cancela isso …, cancele isso …, cancela tudo, cancele tudo,
        anula …, anule …, anular, esquece …, … esquece, esqueça …, … esqueça, esquece isso …,
        … esquece isso …, … esqueça isso …, deixa, deixa pra lá …, … deixa pra lá …, … deixe pra lá …,
        … deixa para lá …, … deixe para lá …, … deixa estar …, deixa isso, não importa, tanto faz,
        não quero …, … não quero isso …, eu não quero …, não é isso …, … não foi isso …,
        não foi isso que eu disse …, isso está errado …, está errado …, errado, … mudei de ideia …,
        … mudei de ideias …, interrompe, interrompa, aborta, abortar, chega, basta
    """,
    not_stop="no, no …, nem …, na, nie, non, a, la, nu, … no",
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
    filler="""
        oh, ah, ai, eh, é, opa, ops, bem, bom, então, mas, e, olha, olhe, ei, desculpa, desculpe,
        perdão, perdoe, sinto muito, agora, já, na verdade, aliás, meu deus, nossa, rápido, logo, tudo,
        só, isso
    """,
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
    stop="""
        stop …, … stop, stop ermee …, … stop ermee, stop daarmee …, stop maar, hou op …, … hou op,
        houd op …, … houd op, ophouden, halt, nee …, … nee, nee nee …, nee dank je, nee dank u,
        nee bedankt, neen …, nee hoor, niet …, … niet, niet doen …, … niet doen, doe het niet …,
        doe dat niet …, doe maar niet, maar niet, toch niet, … toch niet, … toch maar niet, nog niet,
        nu niet, liever niet …, … liever niet, beter niet, beter van niet, niet dat, dat niet …,
        niet die …, die niet …, zo niet, helemaal niet, natuurlijk niet, zeker niet, absoluut niet,
        geen sprake van, nooit, wacht …, … wacht, wacht even …, … wacht even, wacht eens …,
        wacht eens even, wachten, even wachten …, … even wachten, een moment, een momentje, moment,
        momentje …, ogenblik, een ogenblik, een ogenblikje, een seconde, annuleer …, … annuleer,
        annuleren …, … annuleren, annuleer dat …, annuleer het …, annuleer alles, afbreken,
        breek af …, breek het af …, laat maar …, … laat maar, laat maar zitten …, … laat maar zitten,
        laat zitten, laat dat, vergeet het …, … vergeet het, vergeet dat …, … vergeet het maar …,
        … laat het maar …, maakt niet uit, dat wil ik niet …, ik wil dat niet …, ik wil het niet …,
        dat bedoel ik niet …, dat bedoelde ik niet …, dat heb ik niet gezegd …, dat klopt niet …,
        dat is fout …, dat is niet goed …, fout, verkeerd, … ik heb me bedacht …,
        … ik ben van gedachten veranderd …, genoeg, rustig
    """,
    not_stop="nu, nie …, na, ei, nem …, no …",
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
    filler="""
        o, oh, och, ach, eh, uh, uhm, ehm, hé, hey, nou, maar, en, dus, eigenlijk, sorry, pardon,
        excuseer, nu, even, meteen, snel, toch, hoor, eens, dan, kijk, luister, oeps, mijn god,
        het spijt me, wel, het, dat
    """,
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

TABLE: Mapping[str, Words] = MappingProxyType(_TABLE)
"""By ISO 639 code."""
