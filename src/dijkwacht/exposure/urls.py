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
    path("systems/<uuid:organisation>/", views.systems_of, name="systems_of"),
    path("systems/<uuid:organisation>/inventory/", views.hand_in, name="hand_in_inventory"),
    path("systems/<uuid:organisation>/inventory/<str:digest>/", views.headings, name="inventory_headings"),
    path("systems/<uuid:organisation>/configuration/", views.configuration, name="hand_in_configuration"),
    path("systems/<uuid:organisation>/exploited/", views.exploited_flaws, name="exploited_flaws"),
    path("systems/<uuid:organisation>/remedies/<uuid:verdict>/", views.state_remedy, name="state_remedy"),
    path("systems/<uuid:organisation>/use/", views.declare, name="declare_use"),
]
