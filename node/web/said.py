"""What was wrong with what somebody typed about an account: the sentence, and beside which field.

Rule: the one place where such an error becomes a sentence of a page.
"""

from collections.abc import Iterable

from node.residents import errors
from node.residents.errors import AccountError
from node.translations.catalogue import N_
from node.web.language import say

# error: (its field, the sentence)
PROBLEMS: dict[type[AccountError], tuple[str, str]] = {
    errors.SignInRefusedError: (
        "current",
        N_("Dit is niet je wachtwoord. Probeer het nog eens."),
    ),
    errors.BusyError: (
        "password",
        N_("Er loggen nu heel veel mensen in. Wacht een minuut en probeer het dan opnieuw."),
    ),
    errors.NameTakenError: (
        "name",
        N_("Iemand heet hier al zo, of bijna zo. Kies een andere naam."),
    ),
    errors.BadNameError: (
        "name",
        N_("Kies een naam van letters, hoogstens 40. Spaties en een streepje mogen ook."),
    ),
    errors.PretendingNameError: (
        "name",
        N_("Met deze naam lijkt het of de wijksite spreekt, of de gemeente. Kies een andere."),
    ),
    errors.EmailTakenError: (
        "email",
        N_("Bij dit mailadres hoort al een account. Log in, of kies een nieuw wachtwoord."),
    ),
    errors.BadEmailError: (
        "email",
        N_("Dit lijkt geen mailadres. Het ziet eruit als naam@voorbeeld.nl."),
    ),
    errors.EmailNeededError: ("email", N_("In deze wijk heeft een account een mailadres nodig.")),
    errors.PasswordTooShortError: (
        "password",
        N_("Maak je wachtwoord langer: minstens %(least)s tekens. Een zin is makkelijk."),
    ),
    errors.PasswordTooLongError: (
        "password",
        N_("Maak je wachtwoord korter: hoogstens %(most)s tekens."),
    ),
    errors.PasswordCommonError: (
        "password",
        N_("Dit wachtwoord raadt iedereen. Kies een zin die alleen jij kent."),
    ),
    errors.TooYoungError: (
        "old_enough",
        N_("Meedoen kan vanaf 16 jaar. Ben je dat? Zet dan het vinkje."),
    ),
    errors.JoiningClosedError: (
        "name",
        N_("Je kunt nu geen account maken. Vraag een beheerder wanneer dat weer kan."),
    ),
    errors.InvitationError: (
        "invitation",
        N_("Deze uitnodiging kennen wij niet, of hij is op. Kijk of je de code goed hebt getypt."),
    ),
    errors.TicketError: (
        "code",
        N_("Deze link of code werkt niet meer. Vraag een nieuwe."),
    ),
    errors.CodeError: ("code", N_("Deze code klopt niet, of werkt niet meer. Kijk nog eens.")),
    errors.HelpersError: (
        "helper_1",
        N_("Kies twee verschillende bewoners. Jij zelf telt niet mee."),
    ),
    errors.UnknownHelperError: (
        "helper_%(number)s",
        N_("Wij kennen hier niemand met de naam %(name)s. Typ de naam precies zo."),
    ),
    errors.TooManyError: (
        "name",
        N_("Dit ging te vaak mis. Wacht even en probeer het dan opnieuw."),
    ),
    errors.LastAdminError: ("name", N_("Dit is de laatste beheerder. Maak eerst een andere.")),
}
BUSY, WRONG = 503, 422


def problems(error: AccountError, field: str = "") -> dict[str, str]:
    """The sentence beside its field; ``field`` where this page calls it otherwise."""
    usual, sentence = PROBLEMS[type(error)]
    return {field or usual % vars(error): say(sentence, **vars(error))}


def all_problems(found: Iterable[AccountError]) -> dict[str, str]:
    """Each beside its field, the first of each field."""
    told: dict[str, str] = {}
    for error in found:
        told = problems(error) | told
    return told


def status(error: AccountError) -> int:
    """The HTTP status of a page with this error on it."""
    return BUSY if isinstance(error, errors.BusyError) else WRONG
