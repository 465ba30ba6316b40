from django.urls import path

from dijkwacht.hunting import views

urlpatterns = [
    path("responses/<uuid:response>/hunts/", views.hunts, name="hunts"),
    path("responses/<uuid:response>/hunts/<slug:deed>/", views.deed, name="hunt_deed"),
    path("responses/<uuid:response>/evidence/", views.evidence, name="evidence"),
    path("responses/<uuid:response>/evidence/custody/", views.custody, name="evidence_custody"),
    path("responses/<uuid:response>/evidence/hand-in/", views.hand_in, name="evidence_hand_in"),
    path("responses/<uuid:response>/evidence/rules/", views.add_rules, name="evidence_rules"),
    path("responses/<uuid:response>/evidence/hunt/", views.start, name="start_hunt_run"),
    path("responses/<uuid:response>/evidence/begin/", views.begin, name="evidence_begin"),
    path("evidence/uploads/<uuid:upload>/parts/", views.part, name="evidence_part"),
    path("evidence/uploads/<uuid:upload>/finish/", views.finish, name="evidence_finish"),
    path("evidence/uploads/<uuid:upload>/give-up/", views.give_up, name="give_up_upload"),
    path("evidence/files/<uuid:file>/", views.evidence_file, name="evidence_file"),
    path("evidence/files/<uuid:file>/ask-removal/", views.ask_file_removal, name="ask_file_removal"),
    path("evidence/files/<uuid:file>/removal/", views.file_removal, name="file_removal"),
    path("hunt-runs/<uuid:run>/", views.hunt_run, name="hunt_run"),
    path("hunt-runs/<uuid:run>/cancel/", views.cancel, name="cancel_hunt_run"),
    path("hunt-runs/<uuid:run>/judge/", views.judge, name="judge_findings"),
    path("hunt-runs/<uuid:run>/hand-out/", views.hand_out, name="hand_out_evidence"),
]
