from django.urls import path

from dijkwacht.recovery import views

urlpatterns = [
    path("responses/<uuid:response>/recovery/", views.recovery, name="recovery"),
    path("responses/<uuid:response>/recovery/<slug:deed>/", views.deed, name="recovery_deed"),
]
