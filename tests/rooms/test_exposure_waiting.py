"""An inventory that is in and not yet compared says so, and is compared by itself where that was cut short."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from test_exposure_pages import advise, sign_in
from test_exposure_services import NEW, bring, run

from dijkwacht.exposure import services
from dijkwacht.exposure.models import AssetVerdict, ImportedInventory
from dijkwacht.exposure.selectors import systems_page
from dijkwacht.kernel.asof import AsOf
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def test_until_it_was_compared_with_everything_the_page_says_that_comparing_is_under_way(client, cast):
    ciso = viewer("ciso", cast.town)
    bring(cast.town)
    waiting = systems_page(ciso, cast.town, NOW).waiting
    assert waiting is not None
    assert "CMDB" in waiting.en or "inventory" in waiting.en
    sign_in(client, "director", cast.town)
    page = client.get(reverse("systems_of", args=[cast.town]), headers={"accept-language": "nl"}).content.decode()
    assert "wordt nu vergeleken" in page
    assert "Kijk opnieuw" in page
    first = run(cast.town)
    assert systems_page(ciso, cast.town, NOW).waiting is None
    bring(cast.town, NEW)
    assert systems_page(ciso, cast.town, NOW).waiting is not None
    assert systems_page(ciso, cast.town, NOW, asof=AsOf(recorded=first.entry.recorded_at)).waiting is None


def test_what_was_cut_short_is_compared_by_itself_once_and_what_just_came_is_left_to_whoever_brought_it(cast):
    advise(cast.town_cert)
    bring(cast.town)
    now = timezone.now()
    assert services.compare_waiting(now) == 0
    assert services.compare_waiting(now + timedelta(minutes=3)) == 1
    assert AssetVerdict.objects.of(cast.town).count() == 1
    assert not ImportedInventory.objects.filter(compared_at=None).exists()
    assert services.compare_waiting(now + timedelta(minutes=3)) == 0
