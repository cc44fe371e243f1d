"""What is kept of reports, decisions and the log of moderators; and of mail."""

from node.moderation import changes, feedback
from node.moderation import forgetting as cases
from node.notices import forget as notices
from node.retention.kept import (
    ADMINS,
    ASKED,
    CHOSEN,
    FAIR,
    LAW,
    NO_PERSON,
    NOBODY,
    OUTSIDERS,
    REPORTERS,
    RESIDENTS,
    Kept,
)
from node.translations.catalogue import N_

FAIRNESS: tuple[Kept, ...] = (
    Kept(
        "reports",
        N_("Wat iemand meldde: de zin, de naam, het mailadres, en het bericht waar het over gaat"),
        REPORTERS,
        N_("Om te beslissen, en iedereen te vertellen wat er is beslist."),
        LAW,
        N_("%(time)s na het besluit. Loopt er een bezwaar, dan tot daarover is beslist."),
        lasts=cases.WORDS_KEPT,
        columns={
            "report": "sentence name email address_id",
            "moderation_case": "text address_id called",
        },
        seen="moderators",
        forget=cases.forget_old,
    ),
    Kept(
        "decisions",
        N_("Besluiten en bezwaren, met de reden"),
        REPORTERS,
        N_("Om een besluit uit te leggen, en terug te draaien als het niet klopt."),
        LAW,
        N_("%(time)s na het besluit."),
        lasts=cases.KEPT,
        columns={
            "moderation_case": "id subject open_key origin_id lid owner_id title "
            "message_id state opened closed",
            "report": "id case_id key reporter_id reason language tell_home flag made",
            "ruling": "id case_id moderator_id action reason text reply told_home was until ended "
            "ended_how at",
            "appeal": "id ruling_id side person_id text state made decider_id answer decided",
        },
        seen="moderators",
        forget=cases.forget_old,
    ),
    Kept(
        "log-words",
        N_("Namen en woorden in het logboek van moderators"),
        ADMINS,
        N_("Zodat moderators van elkaar zien wat zij besloten, en waarom."),
        FAIR,
        N_("%(time)s. Van wie eerder weggaat, verdwijnen ze dan."),
        lasts=cases.KEPT,
        columns={"log_entry": "said salt moderator_id concerned_id"},
        seen="moderators",
        forget=cases.forget_old,
    ),
    Kept(
        "feedback",
        N_("Een vraag of idee aan de beheerders, met je naam en mailadres als je die gaf"),
        OUTSIDERS,
        N_("Om je te antwoorden, en de site beter te maken."),
        ASKED,
        N_("Tot het is afgehandeld, en nog %(after)s daarna. Doet niemand iets: %(time)s."),
        lasts=feedback.WAITS,
        after=feedback.KEPT,
        columns={
            "feedback": "id once about text name email language resident_id made closed answer"
        },
        seen="moderators",
        forget=feedback.forget_old,
    ),
    Kept(
        "setting-words",
        N_("Wie iets veranderde aan wat de wijk beslist, en welke tekst er stond"),
        ADMINS,
        N_("Zodat beheerders het terug kunnen draaien."),
        FAIR,
        N_("%(time)s."),
        lasts=changes.KEPT,
        columns={"setting_change": "was became by_id who"},
        seen="admins",
        forget=cases.forget_old,
    ),
    Kept(
        "setting-changes",
        N_("Dat de wijk iets anders besliste, en wanneer"),
        NOBODY,
        N_("Om te weten sinds wanneer iets zo is."),
        NO_PERSON,
        N_("Zolang de site er is."),
        columns={"setting_change": "id name at faded"},
    ),
    Kept(
        "log",
        N_("Het logboek van moderators zonder namen: wat er is gedaan, en wanneer"),
        NOBODY,
        N_("Zodat iedereen kan nagaan dat er niets is veranderd of weggehaald."),
        NO_PERSON,
        N_("Zolang de site er is."),
        columns={
            "log_entry": "number at action case_number sealed link",
            "log_end": "id count link",
            "log_count": "month action count",
        },
    ),
    Kept(
        "hidden-listings",
        N_("Welke oproepen een moderator verborg of goedkeurde"),
        NOBODY,
        N_("Zodat een verborgen oproep niet langs een andere weg terugkomt."),
        NO_PERSON,
        N_("Zolang de site er is. Er staat alleen een nummer."),
        columns={"decision": "id origin_id lid verdict at"},
    ),
    Kept(
        "mail",
        N_("Mail aan jou die is verstuurd: welke soort, en wanneer"),
        RESIDENTS,
        N_("Om niets twee keer te sturen, en niet te veel."),
        ASKED,
        N_(
            "Wat er in staat: tot hij is verstuurd. De rest: %(time)s daarna. Dat wij iets al "
            "vertelden, onthouden wij zolang je account er is."
        ),
        lasts=notices.KEPT,
        columns={
            "notice": "id key template resident_id address mailbox language values state problem "
            "created due ends attempts changed"
        },
        seen="mail",
        forget=notices.forget_old,
    ),
    Kept(
        "mail-stuck",
        N_("Mail die niet aankomt"),
        RESIDENTS,
        N_("Zodat een beheerder kan kijken wat er mis is."),
        ASKED,
        N_("%(time)s."),
        lasts=notices.STUCK_KEPT,
        files="database",
        seen="admins",
        forget=notices.forget_old,
    ),
    Kept(
        "mail-choices",
        N_("Hoe vaak je mail wilt"),
        RESIDENTS,
        N_("Om je niet vaker te mailen dan je wilt."),
        CHOSEN,
        N_("Tot je iets anders kiest of weggaat."),
        columns={"notice_choice": "id resident_id mailbox name value"},
    ),
)
