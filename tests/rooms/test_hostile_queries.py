"""Every page, for each of the people it is meant for, within twelve queries: session, viewer and look log included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hostile_stage import address, own_pages, sign_in, stage

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.mark.parametrize(("role", "office"), [("ciso", "town"), ("desk", "town_cert"), ("national", "national")])
def test_no_page_needs_more_than_twelve_queries(client, role, office):
    played = stage()
    sign_in(client, role, getattr(played.cast, office))
    client.get("/")
    costly = {}
    for page, wanted in own_pages():
        for arguments in played.arguments(page, wanted):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address(page, arguments))
            if answer.status_code == 200 and len(queries) > MOST:
                costly[address(page, arguments)] = len(queries)
    assert not costly
