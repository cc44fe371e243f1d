"""What is kept of listings, of answers to them, and of what people seek."""

from datetime import timedelta

from node.agreements import forgetting as answers
from node.feed import publish
from node.listings import aside, borrowed, drafts, pictures
from node.matching import news, saved
from node.retention.kept import (
    ASKED,
    CHOSEN,
    DAY,
    FAIR,
    NEIGHBOURS,
    NO_PERSON,
    NOBODY,
    OUTSIDERS,
    RESIDENTS,
    Kept,
)
from node.translations.catalogue import N_
from node.world import World

HOUR = 60 * 60
UNUSED = timedelta(days=1)


def _unused_pictures(world: World) -> int:
    return pictures.forget_unused(world, before_seconds=DAY)


LISTINGS: tuple[Kept, ...] = (
    Kept(
        "listings",
        N_("Je oproepen, met foto's, plek en de naam die erbij staat"),
        RESIDENTS,
        N_("Om ze te laten zien aan wie jij koos."),
        ASKED,
        N_(
            "Ze hangen tot je ze weghaalt of tot hun einddatum. Daarna zie jij ze nog, tot je je "
            "account verwijdert."
        ),
        columns={
            "listing": "id origin_id owner_id lid reach state seq kind purpose terms title text "
            "language by place address public_place ward_code latitude longitude published "
            "updated ends starts upcoming details tags matched",
            "listing_picture": "id listing_id position digest media_type description width height",
            "withdrawal": "listing_id until was",
            "search_index": "words",
        },
        seen="reach",
        by="end-listings",
    ),
    Kept(
        "pictures",
        N_("Foto's die bij geen oproep horen"),
        RESIDENTS,
        N_("Een foto die je net koos, staat nog bij geen oproep."),
        ASKED,
        N_("%(time)s. Wat er over plek en toestel in stond, halen wij er meteen uit."),
        lasts=UNUSED,
        columns={"picture": "digest owner_id media_type width height size created"},
        files="pictures",
        forget=_unused_pictures,
    ),
    Kept(
        "drafts",
        N_("Oproepen die nog niet af zijn"),
        RESIDENTS,
        N_("Zodat je later verder kunt."),
        ASKED,
        N_("Tot je ze weggooit, of %(time)s nadat je er voor het laatst aan schreef."),
        lasts=drafts.KEPT,
        columns={"draft": "id owner_id fields updated"},
        forget=drafts.forget_old,
    ),
    Kept(
        "answers",
        N_("Antwoorden, berichten en afspraken"),
        RESIDENTS,
        N_("Om je met een ander te laten afspreken, en het terug te lezen."),
        ASKED,
        N_("%(time)s na het laatste dat er gebeurde."),
        lasts=answers.KEPT,
        columns={
            "response": "id key listing_id lid lister_id responder_id address_id called elsewhere "
            "kind purpose title language noted state turn quantity occasion starts timed until "
            "waits made changed ended_by lister_read responder_read lister_shares "
            "responder_shares lister_went responder_went handed handed_as back_as",
            "message": "id response_id side text at removed",
            "seats": "key taken number",
        },
        seen="other",
        forget=answers.forget_old,
    ),
    Kept(
        "searches",
        N_("Wat je zoekt: bewaarde zoekopdrachten en seintjes"),
        RESIDENTS,
        N_("Om je te vertellen dat er iets nieuws is."),
        CHOSEN,
        N_("Tot je ze weggooit; nog %(time)s om je te bedenken."),
        lasts=saved.PUT_BACK,
        columns={
            "saved_search": "id resident_id address_id name choices alert created looked gone",
        },
        forget=saved.forget_thrown_away,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "sought",
        N_("Waar je profiel, je oproepen en je zoekopdrachten om vragen"),
        RESIDENTS,
        N_("Om te zien wat bij je past."),
        CHOSEN,
        N_("Zolang dat profiel, die oproep of die zoekopdracht er is."),
        columns={
            "wanted": "id key asked",
            "seeker": "id wanted_id resident_id search_id listing_id reason what",
        },
        by="seek-again",
    ),
    Kept(
        "found",
        N_("Wat wij bij je vonden, en waarom"),
        RESIDENTS,
        N_("Om je geen oproep twee keer te sturen."),
        CHOSEN,
        N_("%(time)s nadat wij het vonden."),
        lasts=news.KEPT,
        columns={
            "match": "id origin_id lid listing resident_id address_id search_id reason what made "
            "due",
            "digest_sent": "resident_id week",
        },
        forget=news.forget_old,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "hidden",
        N_("Welke oproepen je verbergt"),
        RESIDENTS,
        N_("Zodat je ze niet meer ziet."),
        CHOSEN,
        N_("Tot je het terugdraait, of %(time)s nadat de oproep weg is."),
        lasts=aside.KEPT,
        columns={"hidden": "id resident_id origin_id lid at"},
        forget=aside.forget_gone,
    ),
    Kept(
        "blocked",
        N_("Wie je blokkeert"),
        RESIDENTS,
        N_("Zodat jullie niets meer van elkaar zien."),
        CHOSEN,
        N_("Tot je het terugdraait of een van jullie weggaat."),
        columns={
            "block": "id resident_id blocked_id at",
            "outside_block": "id resident_id address_id called at",
        },
    ),
    Kept(
        "neighbours-listings",
        N_("Oproepen uit buurwijken, met de naam die erbij staat"),
        NEIGHBOURS,
        N_("Om ze hier te laten zien, aan wie de schrijver koos."),
        FAIR,
        N_("Tot de buurwijk laat weten dat ze weg zijn, of tot hun einddatum."),
        files="database",
        by="pull",
        seen="reach",
    ),
    Kept(
        "neighbours-pictures",
        N_("Kopieën van foto's bij oproepen uit buurwijken"),
        NEIGHBOURS,
        N_("Zodat je buurwijk niet ziet wie er kijkt."),
        FAIR,
        N_("Zolang een oproep de foto noemt."),
        columns={
            "neighbour_picture": "digest due attempts code seen kept width height size",
        },
        files="borrowed",
        forget=borrowed.forget_unnamed,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "signed",
        N_("De ondertekende vorm van oproepen die de wijk uit mogen"),
        RESIDENTS,
        N_("Zodat buurwijken kunnen nagaan dat een oproep echt van hier is."),
        ASKED,
        N_(
            "Tot de oproep weg is. Dat hij weg is, vertellen wij nog %(time)s, zonder tekst of "
            "naam."
        ),
        lasts=publish.REMOVALS_KEPT,
        columns={"entry": "id origin_id scope lid seq digest document code at"},
        seen="neighbours",
        forget=publish.forget_removals,
    ),
    Kept(
        "places",
        N_("Plekken die iedereen mag kennen, zoals het buurthuis"),
        NOBODY,
        N_("Om bij een oproep te kiezen waar het is."),
        NO_PERSON,
        N_("Tot een beheerder ze weghaalt."),
        columns={"public_place": "id name name_key address latitude longitude"},
    ),
    Kept(
        "outside-answers",
        N_("Wat je zonder account schreef, en hoe je genoemd wilt worden"),
        OUTSIDERS,
        N_("Om je met een bewoner te laten afspreken."),
        ASKED,
        N_("%(time)s na het laatste dat er gebeurde, of zodra je zegt dat wij je moeten vergeten."),
        lasts=answers.KEPT,
        files="database",
        by="forget-answers",
        seen="other",
    ),
)
