from django.urls import path

from dijkwacht.organisations import views

urlpatterns = [
    path("organisations/<uuid:organisation>/", views.organisation, name="organisation"),
    path("organisations/<uuid:organisation>/contacts/", views.add_contact, name="add_contact"),
    path(
        "organisations/<uuid:organisation>/contacts/<uuid:contact>/works/",
        views.try_contact,
        {"outcome": "works"},
        name="contact_works",
    ),
    path(
        "organisations/<uuid:organisation>/contacts/<uuid:contact>/broken/",
        views.try_contact,
        {"outcome": "broken"},
        name="contact_broken",
    ),
    path("organisations/<uuid:organisation>/looks/", views.looks, name="looks"),
    path("organisations/<uuid:organisation>/roles/", views.roles, name="roles"),
    path("organisations/<uuid:organisation>/roles/<uuid:role>/end/", views.end_role, name="end_role"),
    path(
        "organisations/<uuid:organisation>/accounts/<uuid:account>/password/",
        views.renew_password,
        name="renew_password",
    ),
    path("organisations/<uuid:organisation>/standing/", views.standing, name="standing"),
    *(
        path(f"organisations/<uuid:organisation>/standing/{deed}/", views.standing_deed, {"deed": deed}, name=name)
        for deed, name in views.DEEDS.items()
    ),
    path("record/<uuid:entry>/remove/", views.remove_from_record, name="remove_from_record"),
    path("record/<uuid:entry>/removal/", views.entry_removal, name="entry_removal"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", views.revoke_token, name="revoke_token"),
    path("members/contacts/", views.member_contacts, name="member_contacts"),
]
