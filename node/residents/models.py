"""Tables of residents, and of the ways they come in, stay in, and come back."""

import peewee as pw

from node.store.database import InstantField, Row


class Resident(Row):
    """Somebody, or an organisation, with an account here.

    ``name_key``, ``name_look`` and ``email_key`` are the folded forms that must differ; no
    password, no sign-in. ``being_rescued`` is noted by :mod:`node.residents.sessions`.
    """

    being_rescued = False

    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    name_look = pw.TextField(null=True, unique=True)  # the same for names that look the same
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, unique=True)
    password = pw.TextField(null=True)  # Argon2id, PHC form
    role = pw.TextField(default="resident")  # resident, moderator, admin
    organisation = pw.BooleanField(default=False)
    shown_name = pw.TextField()  # inside the ward
    outside_name = pw.TextField()  # beyond it: first name and initial, unless chosen otherwise
    language = pw.TextField(default="nl")
    created = InstantField()
    seen = InstantField(null=True)  # the last day on which they were here, not the hour
    suspended = InstantField(null=True)


class Session(Row):
    """One browser somebody signed in with. Only the hash of what its cookie holds is kept.

    ``halfway``: the password was right, the second step has still to be taken; it opens nothing.
    """

    token_hash = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, backref="sessions", on_delete="CASCADE")
    resident_id: int
    created = InstantField()
    seen = InstantField()
    ends = InstantField(index=True)
    agent = pw.TextField(default="")  # which browser on what, in a few words
    shared = pw.BooleanField(default=False)
    halfway = pw.BooleanField(default=False)


class Device(Row):
    """A browser in which somebody once signed in: others' wrong guesses do not shut it out."""

    token_hash = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, backref="devices", on_delete="CASCADE")
    resident_id: int
    seen = InstantField(index=True)


class SecondStep(Row):
    """The second step of one resident: a secret shared with an app. In force once confirmed."""

    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    resident_id: int
    secret = pw.TextField()  # base32
    confirmed = InstantField(null=True)
    last_step = pw.BigIntegerField(default=0)  # the last 30 seconds whose code was used


class PaperCode(Row):
    """A code on paper, good for once. ``backup``: instead of the second step; ``way-back``:
    instead of a mailbox."""

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, backref="paper_codes", on_delete="CASCADE")
    resident_id: int
    kind = pw.TextField()
    code_hash = pw.TextField()
    made = InstantField()

    class Meta:
        indexes = ((("resident", "kind", "code_hash"), True),)


class Invitation(Row):
    """A code with which somebody may make an account; as often as there are uses left."""

    id = pw.AutoField()
    code_hash = pw.TextField(unique=True)
    label = pw.TextField(default="")
    maker = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    maker_id: int | None
    uses_left = pw.IntegerField()
    made = InstantField()
    ends = InstantField()


class AdminCall(Row):
    """Somebody was asked to look after the ward too; that alone gives no power.

    With ``invitation`` they may make an account; with ``resident`` they did, and an admin has still
    to say that it is them. It goes when they became an admin.
    """

    id = pw.AutoField()
    name = pw.TextField()  # as whoever asked calls them
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    invitation_id: int | None
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    resident_id: int | None
    maker = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    maker_id: int | None
    made = InstantField()


class Ticket(Row):
    """What a mail holds: a link and a code, of which only hashes are kept. Good for once.

    ``join``: a new account for ``email``; ``recover``: a new password; ``email``: another
    address. ``way``: by what somebody came back (mail, paper).
    """

    id = pw.AutoField()
    kind = pw.TextField()
    token_hash = pw.TextField(unique=True)
    code_hash = pw.TextField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    resident_id: int | None
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    invitation_id: int | None
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, index=True)
    way = pw.TextField(default="mail")
    wrong = pw.IntegerField(default=0)  # codes tried in vain
    made = InstantField()
    ends = InstantField(index=True)


class Asked(Row):
    """Something a stranger asked for. A job looks whether there is anybody to answer it: so the
    page that took it cannot know, and takes as long for everybody."""

    id = pw.AutoField()
    kind = pw.TextField()  # join, recover, name, together, email
    typed = pw.TextField()
    language = pw.TextField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    resident_id: int | None
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    invitation_id: int | None
    secret_hash = pw.TextField(default="")
    check_hash = pw.TextField(default="")
    at = InstantField()


class Application(Row):
    """Somebody who asks to join, until it is decided or nobody decides; refused ones for a month.

    ``answers``: JSON, what they said to each question of the ward. ``code_hash``: of the code with
    which who has no mailbox reads what we write them.
    """

    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    name_look = pw.TextField(unique=True)
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, unique=True)
    password = pw.TextField()
    language = pw.TextField()
    about = pw.TextField(default="")
    answers = pw.TextField(default="{}")
    code_hash = pw.TextField(null=True, unique=True)
    made = InstantField()
    refused = InstantField(null=True)


class ApplicationMessage(Row):
    """One message about an application: by ``host``, who is called ``who``; by nobody: the
    applicant's.
    """

    application_id: int
    host_id: int | None

    id = pw.AutoField()
    application = pw.ForeignKeyField(Application, backref="messages", on_delete="CASCADE")
    host = pw.ForeignKeyField(Resident, backref="asked_of", null=True, on_delete="SET NULL")
    who = pw.TextField(default="")
    text = pw.TextField()
    at = InstantField()


class Helper(Row):
    """Somebody whom the owner named: two of them together can let the owner back in."""

    id = pw.AutoField()
    owner = pw.ForeignKeyField(Resident, backref="helpers", on_delete="CASCADE")
    owner_id: int
    helper = pw.ForeignKeyField(Resident, backref="helps", on_delete="CASCADE")
    helper_id: int
    made = InstantField()

    class Meta:
        indexes = ((("owner", "helper"), True),)


class Rescue(Row):
    """Somebody who says to be ``owner`` and asked to be let back in by the two they named.

    asked: waits for both; waiting: both confirmed, until ``opens`` anybody concerned can stop it;
    stopped; done.
    """

    id = pw.AutoField()
    owner = pw.ForeignKeyField(Resident, backref="rescues", on_delete="CASCADE")
    owner_id: int
    secret_hash = pw.TextField()  # of the code that the asker keeps
    check_hash = pw.TextField()  # of the code that the asker reads to the helpers
    stop_hash = pw.TextField(null=True, unique=True)  # of the link in the owner's mail
    state = pw.TextField(default="asked")
    made = InstantField()
    opens = InstantField(null=True)
    ends = InstantField()

    class Meta:
        indexes = ((("owner", "state"), False),)


class RescueVote(Row):
    """One helper's confirmation."""

    id = pw.AutoField()
    rescue = pw.ForeignKeyField(Rescue, backref="votes", on_delete="CASCADE", index=False)
    rescue_id: int
    helper = pw.ForeignKeyField(Resident, on_delete="CASCADE")
    helper_id: int
    at = InstantField()

    class Meta:
        indexes = ((("rescue", "helper"), True),)


class Tally(Row):
    """How often something was tried in a while. ``key`` says what and by whom, as a hash."""

    key = pw.TextField(primary_key=True)
    count = pw.IntegerField()
    ends = InstantField(index=True)


class Profile(Row):
    """Where a resident's profile is: an address that nobody can guess or count on from."""

    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    handle = pw.TextField(unique=True)


class ProfileAnswer(Row):
    """One thing somebody tells about themselves, and who sees it."""

    resident_id: int

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    name = pw.TextField()  # of a field in node/residents/profile.py
    value = pw.TextField()  # JSON: a text, or a list of choices
    reach = pw.TextField()  # me, ward, adjacent, everyone

    class Meta:
        indexes = ((("resident", "name"), True),)


class FormerName(Row):
    """The hash of a name that nobody may take yet: whoever bore it left lately."""

    hash = pw.TextField(primary_key=True)
    until = InstantField()


class Address(Row):
    """A mail address of somebody without an account, confirmed by whoever reads its mail."""

    id = pw.AutoField()
    email = pw.TextField()
    email_key = pw.TextField(unique=True)
    language = pw.TextField()
    confirmed = InstantField()


class AddressTicket(Row):
    """The link of a mail to somebody without an account, of which only the hash is kept.

    With a ``purpose`` it waits to be confirmed: ``email`` asked for what stands in ``about``.
    After that it opens what is of ``address``.
    """

    address_id: int | None

    id = pw.AutoField()
    purpose = pw.TextField(default="")
    token_hash = pw.TextField(unique=True)
    address = pw.ForeignKeyField(Address, null=True, on_delete="CASCADE")
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, index=True)
    language = pw.TextField()
    about = pw.TextField(default="")
    made = InstantField()
    ends = InstantField(index=True)


MODELS = (
    Address,
    AddressTicket,
    Resident,
    Session,
    Device,
    SecondStep,
    PaperCode,
    Invitation,
    AdminCall,
    Ticket,
    Asked,
    Application,
    ApplicationMessage,
    Helper,
    Rescue,
    RescueVote,
    Tally,
    Profile,
    ProfileAnswer,
    FormerName,
)
