from django.urls import path

from dijkwacht.exposure import views

urlpatterns = [
    path("systems/", views.systems, name="systems"),
    path("systems/amendments/", views.amend, name="amend_range"),
    path("systems/names/", views.names, name="names"),
    path("systems/names/decide/", views.decide_name, name="decide_name"),
    path("systems/products/", views.known_products, name="products"),
    path("systems/what-if/", views.who_is_hit, name="who_is_hit"),
    path("systems/remediation/", views.remediation, name="remediation"),
    path("systems/advisories/<uuid:advisory>/", views.advisory_touches, name="advisory_touches"),
    path("systems/flaws/<str:flaw>/", views.flaw_touches, name="flaw_touches"),
    path("systems/<uuid:organisation>/", views.systems_of, name="systems_of"),
    path("systems/<uuid:organisation>/inventory/", views.hand_in, name="hand_in_inventory"),
    path("systems/<uuid:organisation>/inventory/<str:digest>/", views.headings, name="inventory_headings"),
    path("systems/<uuid:organisation>/configuration/", views.configuration, name="hand_in_configuration"),
    path("systems/<uuid:organisation>/exploited/", views.exploited_flaws, name="exploited_flaws"),
    path("systems/<uuid:organisation>/verdicts/<uuid:verdict>/", views.why_verdict, name="why_verdict"),
    path("systems/<uuid:organisation>/remedies/<uuid:verdict>/", views.state_remedy, name="state_remedy"),
    path("systems/<uuid:organisation>/shared/", views.shared_devices, name="shared_devices"),
    path("systems/<uuid:organisation>/shared/serve/", views.share_device, name="share_device"),
    path("systems/<uuid:organisation>/shared/<uuid:host>/label/", views.label_device, name="label_device"),
    path("systems/<uuid:organisation>/shared/uses/<uuid:use>/answer/", views.answer_use, name="answer_use"),
    path("systems/<uuid:organisation>/shared/uses/<uuid:use>/end/", views.end_use, name="end_use"),
    path("systems/<uuid:organisation>/use/", views.declare, name="declare_use"),
]
