"""Why a copy was not made, not taken along, or not put back."""


class BackupError(Exception):
    """A sentence, for whoever keeps the machine."""


class NoRoomError(BackupError):
    """The disk has no room for another copy."""
