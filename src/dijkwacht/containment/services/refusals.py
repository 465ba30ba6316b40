"""What the services of this room refuse."""

from dijkwacht.kernel.errors import Refused


class NoMandate(Refused):
    """A remaining risk is accepted by who holds the mandate, never by the CISO alone."""


class NoReason(Refused):
    """This asks for a reason."""


class NotClosed(Refused):
    """The door to the outside is not closed."""
