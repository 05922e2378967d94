"""What a machine cannot get."""


class NotHad(Exception):
    """A part that this machine cannot get, and why."""
