from django.urls import path

from dijkwacht.containment import views

urlpatterns = [
    path("responses/<uuid:response>/gate/", views.gate, name="gate"),
    path("responses/<uuid:response>/gate/<slug:deed>/", views.deed, name="gate_deed"),
]
