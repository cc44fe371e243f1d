"""What is kept of neighbouring wards, and what the site needs to run: hardly any of it is about
people.
"""

from typing import Final

from federation.limits import EVIDENCE_KEPT, REMOVALS_KEPT, SIGNATURE_LIFE
from node.peering import binding, callers, inbox, invitations, pages, receipts, removals, reports
from node.retention.kept import ADMINS, FAIR, NO_PERSON, NOBODY, RESIDENTS, Kept
from node.translations.catalogue import N_

HOUR = 60 * 60
TO_EXCHANGE: Final = N_("Om oproepen uit te wisselen met buurwijken.")
AS_LONG: Final = N_("Zolang de site er is.")

NEIGHBOURS: tuple[Kept, ...] = (
    Kept(
        "wards",
        N_("Welke wijken wij kennen, en wat wij van ze weten"),
        NOBODY,
        TO_EXCHANGE,
        NO_PERSON,
        N_("Tot een beheerder de wijk weghaalt."),
        columns={
            "origin": "id scid host url name codes own level quarantined unconfirmed unchecked log "
            "version added unbound relaying distance filters most_listings most_bytes most_new "
            "refill moved bind_next bind_failures",
            "feed": "id origin_id scope version seq count root min_seq published ends head etag "
            "removed proven proven_version recounted",
            "peer": "id origin_id url state added next_attempt failures failing_since last_contact "
            "last_error last_error_facts manifest_asked accepted follow our_follow their_follow "
            "log_from log_asked head_asked through offers_cursor offers_next offers_whole "
            "hinted_seq hinted_version hint_due heeded debts_next debts_from calm coming coming_of",
            "offer": "id peer_id scid did_version seq distance introduced",
        },
    ),
    Kept(
        "heard-of",
        N_("Welke wijken een buurwijk noemde, en die ons nooit antwoordden"),
        NOBODY,
        TO_EXCHANGE,
        NO_PERSON,
        N_("%(time)s."),
        lasts=binding.SILENT_KEPT,
        files="database",
        forget=binding.forget_silent,
    ),
    Kept(
        "received",
        N_("Welke wijken onze oproepen hebben"),
        NOBODY,
        N_("Om je te laten zien waar je oproep is, en of hij overal weg is."),
        NO_PERSON,
        N_("Zolang de oproep er is."),
        columns={"receipt": "id origin_id scope seq at"},
        forget=receipts.forget_needless,
    ),
    Kept(
        "others-removals",
        N_("Dat een oproep uit een buurwijk weg is"),
        NOBODY,
        TO_EXCHANGE,
        NO_PERSON,
        N_("%(time)s. Er staat geen tekst of naam bij."),
        lasts=REMOVALS_KEPT,
        files="database",
        forget=removals.forget_old,
    ),
    Kept(
        "ward-reports",
        N_(
            "Wat wijken elkaar melden over een oproep: welke oproep en welke regel, nooit wie "
            "meldde"
        ),
        NOBODY,
        N_("Om elkaar te vertellen wat ervan kwam."),
        NO_PERSON,
        N_("%(time)s."),
        lasts=reports.KEPT,
        columns={"flagged": "id incoming origin_id lid reason flag state result created answered"},
        forget=reports.forget_old,
    ),
    Kept(
        "proofs",
        N_("Bewijs dat een wijk twee dingen zei onder één nummer"),
        NOBODY,
        N_("Om na te gaan wat er mis ging."),
        NO_PERSON,
        N_("%(time)s."),
        lasts=EVIDENCE_KEPT,
        columns={"proof": "id origin_id document at"},
        by="unconfirmed",
    ),
    Kept(
        "pages",
        N_("Stukken van de oproepen van een buurwijk, zolang we de rest nog halen"),
        NOBODY,
        TO_EXCHANGE,
        NO_PERSON,
        N_("%(time)s."),
        lasts=pages.LIFE,
        columns={"kept_page": "id peer_id scope source start number body at"},
        forget=pages.forget_old,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "signed-requests",
        N_("Dat wij een bericht van een wijk al eens kregen"),
        NOBODY,
        N_("Zodat niemand het nog eens kan sturen."),
        NO_PERSON,
        N_("%(time)s."),
        lasts=SIGNATURE_LIFE,
        columns={"nonce": "id scid nonce until"},
        forget=callers.forget_nonces,
        every=10 * 60,
        quick=60,
    ),
    Kept(
        "said",
        N_("Welke berichten tussen wijken al binnen zijn"),
        NOBODY,
        N_("Zodat elk bericht één keer telt."),
        NO_PERSON,
        N_("%(time)s."),
        lasts=inbox.SAID_KEPT,
        columns={"said": "id at"},
        forget=inbox.forget_said,
    ),
    Kept(
        "errands",
        N_("Berichten aan andere wijken die nog onderweg zijn"),
        NOBODY,
        TO_EXCHANGE,
        NO_PERSON,
        N_("Tot ze zijn bezorgd of wij het opgeven."),
        columns={"errand": "id peer_id host body due attempts created last_error"},
        by="errands",
    ),
    Kept(
        "asking-wards",
        N_("Wijken die vragen om mee te doen"),
        NOBODY,
        N_("Zodat een beheerder kan beslissen."),
        NO_PERSON,
        N_("Tot er is beslist."),
        columns={"peer_application": "id host url headers body received due last_error"},
    ),
    Kept(
        "passes",
        N_("Codes waarmee een wijk mag meedoen, onleesbaar"),
        NOBODY,
        N_("Zodat alleen een wijk die is uitgenodigd binnenkomt."),
        NO_PERSON,
        N_("%(time)s nadat de code niets meer opent."),
        lasts=invitations.KEPT,
        columns={"peer_invitation": "hash created ends used used_by"},
        forget=invitations.forget,
    ),
)

MACHINE: tuple[Kept, ...] = (
    Kept(
        "settings",
        N_("Wat de wijk besliste, en bij wie bewoners terechtkunnen"),
        ADMINS,
        N_("Om de site te laten doen wat de wijk wil."),
        FAIR,
        N_("Tot een beheerder het verandert."),
        columns={"setting": "name value"},
        seen="ward",
    ),
    Kept(
        "ward",
        N_("Hoe de wijk heet, en het nummer van de laatste oproep"),
        NOBODY,
        N_("Om een wijk te zijn."),
        NO_PERSON,
        AS_LONG,
        columns={
            "ward": "id name codes language summary",
            "counter": "id last restoring restore_facts copies excused resign_until resign_total",
        },
    ),
    Kept(
        "month-counts",
        N_("Hoeveel oproepen, antwoorden, afspraken en mensen er in een maand waren"),
        NOBODY,
        N_("Om te zien wat er in de wijk gebeurt."),
        NO_PERSON,
        AS_LONG,
        columns={"month_count": "month kind what count"},
        by="count-months",
    ),
    Kept(
        "founding",
        N_("Hoe ver het maken van de site is, en een onleesbare code die dat opent"),
        ADMINS,
        N_("Zodat alleen wie de code heeft de eerste beheerder wordt, en later verder kan."),
        FAIR,
        N_("Zolang de site er is. De code opent niets meer als de site klaar is."),
        columns={"founding": "id code_hash passed asked begun finished"},
    ),
    Kept(
        "health",
        N_("Hoe het met de site gaat: wanneer een klus klaar was, en wat er misging"),
        NOBODY,
        N_("Om op tijd te merken dat er iets stuk is."),
        NO_PERSON,
        N_("Tot er iets nieuws te melden is."),
        columns={
            "heartbeat": "name at",
            "fact": "name at value",
            "schema_migration": "id name applied",
        },
        by="late-jobs",
    ),
    Kept(
        "backups",
        N_("Reservekopieën van alles hierboven"),
        RESIDENTS,
        N_("Om de site terug te zetten als er iets stukgaat."),
        FAIR,
        N_(
            "Van de laatste zeven dagen, vier weken en zes maanden elk één. Wat je hier "
            "verwijdert, is dus na een half jaar ook daar weg. Zetten wij een kopie terug, dan "
            "verwijderen wij het opnieuw."
        ),
        files="backups",
        by="copy",
        seen="admins",
    ),
    Kept(
        "machine-log",
        N_("Wat het programma zelf opschrijft als er iets misgaat"),
        NOBODY,
        N_("Om te vinden wat er misging."),
        NO_PERSON,
        N_("Zolang de server het bewaart. Er staan geen namen, adressen of berichten in."),
        files="log",
    ),
    Kept(
        "web-server",
        N_(
            "Het logboek van de webserver voor de site, als dat aan staat: internetadres en "
            "bladzijde"
        ),
        RESIDENTS,
        N_("Om aanvallen te herkennen."),
        FAIR,
        N_("Hoogstens een week: zo staat het in de handleiding voor wie de server beheert."),
        files="server",
        seen="admins",
    ),
)
