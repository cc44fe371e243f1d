"""What is kept of accounts, of signing in, and of mail addresses without an account."""

from datetime import timedelta

from node.residents import (
    addresses,
    applications,
    devices,
    forgetting,
    former,
    invitations,
    sessions,
    tickets,
    together,
)
from node.residents.limits import DAY as LONGEST_LIMIT
from node.retention.kept import ASKED, CHOSEN, FAIR, LAW, OUTSIDERS, RESIDENTS, Kept
from node.translations.catalogue import N_
from node.trust import knowing
from node.upkeep import exports, outsiders

HOUR = 60 * 60
WITH_ACCOUNT = N_("Tot je je account verwijdert.")

ACCOUNTS: tuple[Kept, ...] = (
    Kept(
        "account",
        N_("Je account: naam, mailadres, wachtwoord (onleesbaar), taal en rol"),
        RESIDENTS,
        N_("Om je te herkennen als je inlogt, en te laten zien van wie een oproep is."),
        ASKED,
        WITH_ACCOUNT,
        columns={
            "resident": "id name name_key name_look email email_key password role organisation "
            "shown_name outside_name language created suspended"
        },
        seen="ward",
    ),
    Kept(
        "last-day",
        N_("De dag waarop je hier voor het laatst was"),
        RESIDENTS,
        N_("Om te weten of er nog iemand voor de site zorgt, en wie anders mag kiezen wie."),
        FAIR,
        WITH_ACCOUNT,
        columns={"resident": "seen"},
    ),
    Kept(
        "profile",
        N_("Je profiel: wat je zelf over jezelf vertelt"),
        RESIDENTS,
        N_("Om je te laten zien wat bij je past. Je kiest bij elk antwoord wie het ziet."),
        CHOSEN,
        N_("Tot je het leegmaakt of je account verwijdert."),
        columns={
            "profile": "resident_id handle",
            "profile_answer": "id resident_id name value reach",
        },
        seen="reach",
    ),
    Kept(
        "sessions",
        N_("Waar je bent ingelogd: welke browser, en sinds wanneer"),
        RESIDENTS,
        N_("Om je ingelogd te houden, en je te laten zien waar dat is."),
        ASKED,
        N_("Tot je uitlogt, of %(time)s nadat je er voor het laatst was."),
        lasts=sessions.LASTS,
        columns={"session": "token_hash resident_id created seen ends agent shared halfway"},
        forget=forgetting.forget_over,
    ),
    Kept(
        "browsers",
        N_("Browsers waarin je eens inlogde, als een code"),
        RESIDENTS,
        N_("Als een ander je wachtwoord raadt, kun jij in je eigen browser nog inloggen."),
        FAIR,
        N_("%(time)s nadat je er voor het laatst was."),
        lasts=devices.LASTS,
        columns={"device": "token_hash resident_id seen"},
        forget=forgetting.forget_over,
    ),
    Kept(
        "second-step",
        N_("Je tweede stap en je codes op papier"),
        RESIDENTS,
        N_("Om je account beter te beveiligen, en terug te komen als je niet meer kunt inloggen."),
        CHOSEN,
        N_("Tot je ze uitzet of je account verwijdert."),
        columns={
            "second_step": "resident_id secret confirmed last_step",
            "paper_code": "id resident_id kind code_hash made",
        },
    ),
    Kept(
        "links",
        N_("Links en codes die wij je mailen, onleesbaar, met het mailadres"),
        RESIDENTS,
        N_("Om te weten dat een mailadres van jou is."),
        ASKED,
        N_("Ze werken %(time)s. Binnen een dag daarna zijn ze weg."),
        lasts=tickets.LASTS,
        columns={
            "ticket": "id kind token_hash code_hash resident_id invitation_id email email_key way "
            "wrong made ends"
        },
        forget=forgetting.forget_over,
    ),
    Kept(
        "asked",
        N_("Een vraag om een account of een nieuw wachtwoord"),
        RESIDENTS,
        N_("Om je vraag te beantwoorden, zonder te verraden wie een account heeft."),
        ASKED,
        N_("Tot de site hem beantwoordt: meestal een paar tellen."),
        columns={
            "asked": "id kind typed language resident_id invitation_id secret_hash check_hash at"
        },
        by="answer",
    ),
    Kept(
        "applications",
        N_("Je aanvraag om mee te doen, en wat wij elkaar daarover schreven"),
        RESIDENTS,
        N_("Zodat iemand van de wijk kan beslissen of je mee kunt doen."),
        ASKED,
        N_(
            "Tot er is beslist, of %(time)s niemand iets schreef. Een aanvraag die is afgewezen "
            "nog %(after)s."
        ),
        lasts=applications.WAITS,
        after=applications.REFUSED_KEPT,
        columns={
            "application": "id name name_key name_look email email_key password language about "
            "answers code_hash made refused",
            "application_message": "id application_id host_id who text at",
        },
        seen="trusted",
        forget=forgetting.forget_over,
    ),
    Kept(
        "welcomes",
        N_("Wie jou welkom heette, en of wij je vertrouwen"),
        RESIDENTS,
        N_("Om nieuwe buren te leren kennen."),
        FAIR,
        N_("Dat wij je vertrouwen: tot je weggaat. Wie je welkom heette: daarna nog %(time)s."),
        lasts=knowing.WELCOMES_KEPT,
        columns={"welcome": "id newcomer_id host_id at", "trust": "resident_id since"},
        by="trust",
    ),
    Kept(
        "takeover",
        N_("Wie beheerder wil worden als er geen meer is, en wie daarop stemt"),
        RESIDENTS,
        N_("Om samen een nieuwe beheerder te kiezen."),
        FAIR,
        N_("Tot er weer een beheerder is."),
        columns={
            "candidate": "id resident_id made announced",
            "support": "id candidate_id voter_id at",
        },
        seen="ward",
        by="succession",
    ),
    Kept(
        "invitations",
        N_("Uitnodigingen: een onleesbare code, voor wie of waar, en wie hem maakte"),
        RESIDENTS,
        N_("Zodat alleen wie is uitgenodigd een account kan maken."),
        FAIR,
        N_("%(time)s nadat de uitnodiging niets meer opent."),
        lasts=invitations.KEPT,
        columns={"invitation": "id code_hash label maker_id uses_left made ends"},
        seen="admins",
        forget=forgetting.forget_over,
    ),
    Kept(
        "asked-admins",
        N_("Wie is gevraagd om ook beheerder te worden: een naam, en door wie"),
        RESIDENTS,
        N_("Zodat een beheerder kan zien of het de goede is."),
        FAIR,
        N_("Tot er is beslist, of de uitnodiging weg is."),
        columns={"admin_call": "id name invitation_id resident_id maker_id made"},
        seen="admins",
        forget=forgetting.forget_over,
    ),
    Kept(
        "helpers",
        N_("Wie jij hebt genoemd om je weer binnen te laten"),
        RESIDENTS,
        N_("Om terug te komen als je niet meer kunt inloggen."),
        CHOSEN,
        N_("Tot een van jullie stopt of een account verwijdert."),
        columns={"helper": "id owner_id helper_id made"},
        seen="ward",
    ),
    Kept(
        "rescues",
        N_("Dat twee bewoners je weer binnenlaten, en wie dat zijn"),
        RESIDENTS,
        N_("Zodat je het kunt stoppen als het niet klopt, en het niet te vaak gebeurt."),
        FAIR,
        N_("%(time)s na het begin."),
        lasts=together.QUARTER,
        columns={
            "rescue": "id owner_id secret_hash check_hash stop_hash state made opens ends",
            "rescue_vote": "id rescue_id helper_id at",
        },
        seen="moderators",
        forget=forgetting.forget_over,
    ),
    Kept(
        "internet-addresses",
        N_("Je internetadres (IP-adres): alleen een onleesbare code ervan"),
        OUTSIDERS,
        N_("Om te merken dat iemand wachtwoorden raadt of steeds hetzelfde stuurt."),
        FAIR,
        N_("Hoogstens %(time)s, en dan nog hoogstens een uur. Het adres zelf bewaren wij nergens."),
        lasts=LONGEST_LIMIT,
        columns={"tally": "key count ends"},
        forget=forgetting.forget_counts,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "former-names",
        N_("De naam van wie wegging, als onleesbare code"),
        RESIDENTS,
        N_("Zodat niemand zich voor jou uitgeeft als je weg bent."),
        FAIR,
        N_("%(time)s nadat je account weg is."),
        lasts=former.RESERVED,
        columns={"former_name": "hash until"},
        forget=former.forget_over,
    ),
    Kept(
        "addresses",
        N_("Je mailadres, als je zonder account reageert of seintjes wilt"),
        OUTSIDERS,
        N_("Om je te mailen wat je vroeg."),
        ASKED,
        N_("Zolang er een antwoord of een seintje van je is, en hooguit een dag daarna."),
        columns={"address": "id email email_key language confirmed"},
        seen="mail",
        forget=outsiders.forget_idle,
    ),
    Kept(
        "address-links",
        N_("Links in je mail als je geen account hebt, onleesbaar, en waar je om vroeg"),
        OUTSIDERS,
        N_("Om te weten dat het mailadres van jou is, en te laten zien wat van jou is."),
        ASKED,
        N_("Ze werken %(time)s. Wat je niet bevestigt is na een dag weg."),
        lasts=addresses.OPENS_FOR,
        columns={
            "address_ticket": "id purpose token_hash address_id email email_key language about "
            "made ends"
        },
        forget=forgetting.forget_over,
    ),
    Kept(
        "copies",
        N_("De kopie van je gegevens waar je om vroeg"),
        RESIDENTS,
        N_("Zodat je hem kunt ophalen."),
        LAW,
        N_("%(time)s nadat hij klaar is."),
        lasts=exports.KEPT,
        columns={"export": "id resident_id language state asked changed ends size"},
        files="exports",
        forget=exports.forget_over,
        every=HOUR,
        quick=60,
    ),
    Kept(
        "erased",
        N_("Welke accounts zijn verwijderd: alleen een nummer of een onleesbare code"),
        RESIDENTS,
        N_("Een reservekopie die wij terugzetten mag niets terugbrengen van wie weg is."),
        LAW,
        N_("Zolang de site er is. Er staat geen naam in."),
        files="beside",
    ),
)

LONGEST_ADDRESS_COUNT: timedelta = LONGEST_LIMIT + timedelta(seconds=HOUR)
