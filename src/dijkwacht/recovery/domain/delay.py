"""How long it took from closing the door, and from the notice, to knowing (S3.5)."""

from dataclasses import dataclass

from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.day_words import count_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import days_between


@dataclass(frozen=True, slots=True)
class ConfirmationDelay:
    """Calendar days to the confirmation of misuse: from the first closing and from the first notice, where recorded."""

    from_closing: int | None
    from_notice: int | None

    @property
    def text(self) -> Text:
        """Return the sentence; what is not recorded is said."""
        if self.from_closing is None and self.from_notice is None:
            return Text("misbruik is niet bevestigd, of van wanaf is niet vastgelegd", "not confirmed, or not datable")
        closing, notice = _days(self.from_closing), _days(self.from_notice)
        return Text(
            f"bevestigd {closing.nl} na het afsluiten en {notice.nl} na de melding",
            f"confirmed {closing.en} after closing and {notice.en} after the notice",
        )


def _days(count: int | None) -> Text:
    return Text("een onbekend aantal dagen", "an unknown number of days") if count is None else count_words(count)


def confirmation_delay(state: ResponseState) -> ConfirmationDelay:
    """Return the days from first closing and first signal to the confirmation: 17 July to 4 August is 18."""
    confirmed = state.traces.confirmed
    if confirmed is None:
        return ConfirmationDelay(None, None)
    closed = state.door.closings[0].closed if state.door.closings else None
    notice = state.traces.signal
    return ConfirmationDelay(
        days_between(closed.day, confirmed.day) if closed else None,
        days_between(notice.day, confirmed.day) if notice else None,
    )
