from django.urls import path

from dijkwacht.verification import views

urlpatterns = [
    path("checks/", views.checks, name="checks"),
    path("organisations/<uuid:organisation>/checks/", views.checks_of, name="checks_of"),
    path("organisations/<uuid:organisation>/checks/ask/", views.ask, name="ask_for_checks"),
    path("checks/<uuid:target>/", views.target, name="check_target"),
    path("checks/<uuid:target>/permit/", views.permit, name="permit_checks"),
    path("checks/<uuid:target>/revoke/", views.revoke, name="revoke_checks"),
    path("checks/<uuid:target>/withdraw/", views.withdraw, name="withdraw_target"),
    path("checks/<uuid:target>/start/", views.start, name="start_check"),
    path("checks/<uuid:target>/results/", views.hand_in, name="hand_in_results"),
    path("checks/<uuid:target>/typed/", views.typed, name="type_in_result"),
    path("checks/<uuid:target>/permission.json", views.permission_file, name="permission_file"),
]
