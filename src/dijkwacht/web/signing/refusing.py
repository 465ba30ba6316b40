"""Where somebody goes whom single sign-on does not let in: the local sign-in, with what went wrong."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from dijkwacht.kernel.text import Text

UNREACHABLE, REFUSED = "geen-antwoord", "geweigerd"
TROUBLE = {
    UNREACHABLE: Text(
        "Single sign-on antwoordt niet. Log hieronder in met uw toegangssleutel, of met wachtwoord en code.",
        "Single sign-on does not answer. Sign in below with your passkey, or with password and code.",
    ),
    REFUSED: Text(
        "Single sign-on heeft u niet doorgelaten: hier is geen account met dat bevestigde adres, of het inloggen is "
        "daar afgebroken. Log hieronder in, of vraag uw desk om een account.",
        "Single sign-on did not let you in: there is no account here with that verified address, or signing in there "
        "was broken off. Sign in below, or ask your desk for an account.",
    ),
}


def sign_in_page(request: HttpRequest, why: str) -> str:
    """Return the address of the sign-in page that says `why`; where somebody was going goes along."""
    going = request.GET.get("next", "")
    return f"{reverse('account_login')}?{urlencode({'sso': why, **({'next': going} if going else {})})}"
