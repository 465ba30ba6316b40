from django.urls import path

from dijkwacht.recovery import views

urlpatterns = [
    path("responses/<uuid:response>/recovery/", views.recovery, name="recovery"),
    path("responses/<uuid:response>/recovery/<slug:deed>/", views.deed, name="recovery_deed"),
    path("links/", views.link_questions, name="link_questions"),
    path("links/<uuid:question>/", views.link_question, name="link_question"),
]
