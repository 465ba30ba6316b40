"""Sentences with weight: {% load homes %}."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dijkwacht.kernel.text import Text

register = template.Library()
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@register.filter
def weighed(text: Text | None) -> SafeString:
    """Return a kernel Text in the language of the page, escaped, with what stands between double stars in bold."""
    said = text.in_language(get_language() or "nl") if text else ""
    return mark_safe(_STRONG.sub(r"<strong>\1</strong>", escape(said)))  # noqa: S308 - escaped one call before
