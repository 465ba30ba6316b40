from django.urls import path

from dijkwacht.web.homes.member import member
from dijkwacht.web.homes.members import members
from dijkwacht.web.homes.now import now
from dijkwacht.web.homes.response import response

urlpatterns = [
    path("wat-nu/", now, name="now"),
    path("reacties/<uuid:response>/", response, name="response"),
    path("deelnemers/", members, name="members"),
    path("deelnemers/<uuid:organisation>/", member, name="member"),
]
