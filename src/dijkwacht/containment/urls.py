from django.urls import path

from dijkwacht.containment import views

urlpatterns = [
    path("responses/<uuid:response>/gate/", views.gate, name="gate"),
    path("responses/<uuid:response>/gate/<slug:deed>/", views.deed, name="gate_deed"),
    path("organisations/<uuid:organisation>/attention/", views.attention, name="attention"),
    path("organisations/<uuid:organisation>/attention/<uuid:entry>/", views.acknowledge, name="acknowledge"),
]
