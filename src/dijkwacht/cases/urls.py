from django.urls import path

from dijkwacht.cases import views

urlpatterns = [
    path("casussen/", views.cases, name="cases"),
    path("opgetekend/", views.cases, name="recorded"),
    path("casussen/openen/", views.open_case, name="open_case"),
    path("casussen/<uuid:case>/", views.case, name="case"),
    path("casussen/<uuid:case>/vastleggen/<slug:sheet>/", views.record_in_case, name="record_in_case"),
    path("casussen/<uuid:case>/deelnemers/", views.open_members, name="open_members"),
    path("casussen/<uuid:case>/opvolgen/<uuid:organisation>/", views.open_own, name="open_own"),
    path("reacties/<uuid:response>/stappen/<slug:step>/<slug:sheet>/", views.answer_step, name="answer_step"),
    path("reacties/<uuid:response>/vastleggen/<slug:sheet>/", views.record_in_response, name="record_in_response"),
    path("reacties/<uuid:response>/antwoordblad/", views.answer_sheet, name="answer_sheet"),
    path("reacties/<uuid:response>/overtypen/", views.type_in, name="type_in"),
    path("reacties/<uuid:response>/bevestigen/<uuid:entry>/", views.confirm_told, name="confirm_told"),
]
