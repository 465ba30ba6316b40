"""Who may write advice: the desks, each for its own organisation."""

from uuid import UUID

from dijkwacht.kernel.actor import Role, Viewer

DESK_ROLES = (Role.DESK, Role.SHIFT_LEAD, Role.NATIONAL)


def desk_of(viewer: Viewer) -> UUID | None:
    """Return the organisation for which this viewer writes advice, the first of several; None for who may not."""
    return next((office.organisation for office in viewer.offices if office.role in DESK_ROLES), None)


def writes_for(viewer: Viewer, owner: UUID) -> bool:
    """Return whether this viewer writes advice that belongs to `owner`."""
    return owner in viewer.organisations(*DESK_ROLES)


def works_for(viewer: Viewer) -> UUID | None:
    """Return the organisation for which this viewer deals with advice: comments, assigns, sets aside."""
    return desk_of(viewer) or reads_for(viewer)


def reads_for(viewer: Viewer) -> UUID | None:
    """Return the organisation for which this viewer may record that advice was read: not a desk, not an operator."""
    readers = (Role.CISO, Role.ICT, Role.DIRECTOR)
    return next((office.organisation for office in viewer.offices if office.role in readers), None)
