from django.urls import path

from dijkwacht.hunting import views

urlpatterns = [
    path("responses/<uuid:response>/hunts/", views.hunts, name="hunts"),
    path("responses/<uuid:response>/hunts/<slug:deed>/", views.deed, name="hunt_deed"),
]
