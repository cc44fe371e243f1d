"""What people can do or would like: the list that a profile is made from.

Rule: a table. A talent is one line here and its words in the catalogues; its key is never used
again for something else. It is for people, so no diploma is needed for any of it.
"""

from collections.abc import Mapping

from node.translations.catalogue import N_

GROUPS: Mapping[str, Mapping[str, str]] = {
    N_("In en om het huis"): {
        "odd-jobs": N_("klussen"),
        "painting": N_("schilderen en behangen"),
        "electrics": N_("lampen en stroom"),
        "plumbing": N_("kranen en leidingen"),
        "carpentry": N_("timmeren"),
        "moving": N_("verhuizen en sjouwen"),
        "cleaning": N_("schoonmaken en opruimen"),
        "furniture": N_("meubels in elkaar zetten"),
        "windows": N_("ramen wassen"),
    },
    N_("Maken en repareren"): {
        "sewing": N_("naaien en kleren herstellen"),
        "knitting": N_("breien en haken"),
        "bicycles": N_("fietsen repareren"),
        "appliances": N_("apparaten repareren"),
        "woodwork": N_("dingen van hout maken"),
        "pottery": N_("klei en aardewerk"),
        "drawing": N_("tekenen en schilderen"),
        "photography": N_("fotograferen en filmen"),
    },
    N_("Eten"): {
        "cooking": N_("koken"),
        "cooking-many": N_("koken voor een grote groep"),
        "baking": N_("bakken"),
        "preserving": N_("inmaken en drogen"),
        "eating-together": N_("samen eten"),
    },
    N_("Groen en dieren"): {
        "gardening": N_("tuinieren"),
        "vegetables": N_("groente kweken"),
        "houseplants": N_("kamerplanten"),
        "pruning": N_("snoeien"),
        "dogs": N_("honden uitlaten"),
        "pet-care": N_("op dieren passen"),
    },
    N_("Met en voor mensen"): {
        "visiting": N_("op bezoek gaan"),
        "walking-together": N_("samen wandelen"),
        "shopping": N_("boodschappen doen"),
        "going-along": N_("meegaan naar arts of loket"),
        "driving": N_("iemand brengen en halen"),
        "babysitting": N_("op kinderen passen"),
        "reading-aloud": N_("voorlezen"),
        "listening": N_("luisteren"),
        "hairdressing": N_("haar knippen"),
        "caring": N_("voor iemand zorgen"),
    },
    N_("Leren en uitleggen"): {
        "dutch": N_("Nederlands oefenen"),
        "languages": N_("een andere taal oefenen"),
        "translating": N_("vertalen en tolken"),
        "homework": N_("huiswerk begeleiden"),
        "maths": N_("rekenen"),
        "reading-writing": N_("lezen en schrijven"),
        "computers": N_("computer en telefoon uitleggen"),
        "cycling-lessons": N_("leren fietsen"),
        "applying": N_("solliciteren en een cv maken"),
    },
    N_("Papieren en geld"): {
        "forms": N_("formulieren en brieven"),
        "budget": N_("geld op een rij zetten"),
        "taxes": N_("belasting en toeslagen"),
        "business": N_("een eigen bedrijf beginnen"),
        "bookkeeping": N_("boekhouden"),
        "websites": N_("websites maken"),
        "writing": N_("stukjes en teksten schrijven"),
    },
    N_("Muziek, sport en spel"): {
        "singing": N_("zingen"),
        "instrument": N_("een instrument spelen"),
        "dancing": N_("dansen"),
        "theatre": N_("toneel"),
        "games": N_("bordspellen en kaarten"),
        "running": N_("hardlopen"),
        "football": N_("voetballen"),
        "yoga": N_("yoga en bewegen"),
        "swimming": N_("zwemmen"),
    },
    N_("Samen in de wijk"): {
        "organising": N_("iets organiseren"),
        "hosting": N_("gastvrouw of gastheer zijn"),
        "setting-up": N_("opbouwen en afbreken"),
        "litter": N_("zwerfvuil opruimen"),
        "flyers": N_("flyers rondbrengen"),
        "chairing": N_("een gesprek leiden"),
        "children-activities": N_("iets doen met kinderen"),
        "street-life": N_("de straat mooier maken"),
    },
}

TALENTS: Mapping[str, str] = {
    key: words for group in GROUPS.values() for key, words in group.items()
}
