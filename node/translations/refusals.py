"""What each refusal of PROTOCOL §15 means, in a sentence for the people who run a node.

Rule 1: this is the only place where a refusal becomes prose; the protocol gives codes and facts.
Rule 2: every code has its sentence, and a sentence uses only facts that its refusal has.
The sentences are Dutch, as everywhere; the catalogues hold the other languages.
"""

from collections.abc import Mapping

from node.translations.catalogue import N_

SENTENCES: Mapping[str, str] = {
    "too_large": N_("De buurwijk stuurde meer dan wij aannemen: boven de %(limit)s bytes."),
    "not_utf8": N_("De buurwijk stuurde tekens die wij niet kunnen lezen."),
    "not_json": N_("De buurwijk stuurde iets dat wij niet kunnen lezen."),
    "duplicate_name": N_("De buurwijk stuurde twee keer hetzelfde veld: %(name)s."),
    "bad_name": N_("De buurwijk stuurde een veld met een naam die niet mag."),
    "bad_number": N_("De buurwijk stuurde een getal dat niet mag: %(number)s."),
    "bad_string": N_("De buurwijk stuurde een tekst met tekens die niet mogen."),
    "too_deep": N_("De buurwijk stuurde iets met te veel lagen: meer dan %(limit)s."),
    "not_canonical": N_("De buurwijk stuurde een stuk dat anders is opgeschreven dan ondertekend."),
    "unsupported_version": N_("De buurwijk spreekt een andere versie van het protocol."),
    "bad_head": N_("De stand van de buurwijk klopt niet bij %(where)s."),
    "bad_listing": N_("Een oproep van de buurwijk klopt niet bij %(where)s."),
    "not_for_us": N_("Dit is niet voor onze wijk bedoeld."),
    "wrong_host": N_("Dit hoort bij een ander adres: %(found)s, en niet %(expected)s."),
    "did_invalid": N_("De identiteit van de buurwijk klopt niet bij %(where)s."),
    "did_rewritten": N_("De identiteit van de buurwijk is achteraf veranderd. Bel haar beheerder."),
    "did_unknown_version": N_("De buurwijk noemt een versie van zichzelf die wij niet kennen."),
    "key_revoked": N_("Dit is ondertekend met een sleutel die niet meer geldt."),
    "bad_key": N_("De buurwijk gebruikt een sleutel die niet veilig is."),
    "bad_proof": N_("De handtekening is niet goed opgeschreven, bij %(where)s."),
    "wrong_signer": N_("Dit is ondertekend door iemand anders dan de buurwijk."),
    "bad_signature": N_("De handtekening klopt niet. Er is onderweg iets veranderd."),
    "rollback": N_("De buurwijk bood een oudere stand aan dan wij al hebben."),
    "stale": N_("Deze stand is ouder dan wat wij al hebben."),
    "equivocation": N_("De buurwijk gaf twee verschillende standen met hetzelfde nummer."),
    "from_future": N_("Dit is gemaakt op een moment dat nog komt. Er staat een klok verkeerd."),
    "expired": N_("Dit is al verlopen, op %(end)s."),
    "too_long_lived": N_("Een oproep van de buurwijk loopt te lang door, tot %(end)s."),
    "page_order": N_("De oproepen van de buurwijk staan niet in de goede volgorde."),
    "cursor_expired": N_("Wij zijn te lang weg geweest en halen de hele lijst opnieuw op."),
    "count_mismatch": N_("Er ontbreekt iets: %(announced)s oproepen beloofd, %(found)s gekregen."),
    "root_mismatch": N_("De oproepen passen niet bij de stand die de buurwijk ondertekende."),
    "bad_source": N_("Wat wij kregen past niet bij elkaar, bij %(where)s."),
    "not_a_peer": N_("De buurwijk kent ons niet als buur."),
    "over_quota": N_("Dit is meer dan wij hadden afgesproken: boven de %(limit)s."),
    "blocked": N_("Deze wijk is hier geblokkeerd."),
    "bad_http_signature": N_("De vraag was niet goed ondertekend, bij %(where)s."),
    "digest_mismatch": N_("De inhoud past niet bij zijn vingerafdruk."),
    "replayed": N_("Dezelfde vraag kwam twee keer."),
    "unreachable": N_("Wij krijgen geen verbinding met %(host)s."),
    "forbidden_address": N_("%(host)s is geen adres op het open internet."),
    "too_slow": N_("%(host)s antwoordt te langzaam: langer dan %(seconds)s seconden."),
    "bad_content_type": N_("De buurwijk stuurde een ander soort bestand: %(found)s."),
}

NOT_NOW: Mapping[str, str] = {
    "ClockBehindError": N_(
        "De klok van de wijksite loopt achter op wat hij het laatst ondertekende."
        " Een beheerder moet eerst zeggen dat de klok klopt."
    ),
    "RestoringError": N_(
        "De wijksite is teruggezet en haalt eerst bij de buurwijken op wat er sindsdien was."
        " Lezen kan; plaatsen en veranderen nog even niet."
    ),
    "TwoCopiesError": N_(
        "Er draait ergens een tweede kopie van deze wijksite. Lezen kan;"
        " plaatsen en veranderen pas weer als een beheerder er één heeft uitgezet."
    ),
    "NoKeyError": N_(
        "De identiteit noemt geen sleutel die deze wijksite heeft."
        " Alleen een herstelblad helpt nu: begin aan een noodwissel."
    ),
    "StoppedError": N_("Deze wijksite is voorgoed gestopt. Plaatsen kan hier niet meer."),
}
"""Why this node publishes nothing now, by the name of the error."""
