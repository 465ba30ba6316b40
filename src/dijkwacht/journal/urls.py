from django.urls import path

from dijkwacht.journal import views

urlpatterns = [
    path("record/", views.record, name="record"),
    path("record/<uuid:entry>/", views.entry, name="record_entry"),
    path("record/evidence/<str:digest>/", views.evidence, name="record_evidence"),
]
