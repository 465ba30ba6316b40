from django.urls import path

from dijkwacht.notification import views

urlpatterns = [
    path("cases/<uuid:case>/inquiries/", views.inquiries, name="inquiries"),
    path("cases/<uuid:case>/inquiries/ask/", views.ask, name="ask_members"),
    path("inquiries/<uuid:inquiry>/", views.inquiry, name="inquiry"),
    path("inquiries/<uuid:inquiry>/<uuid:organisation>/", views.answer, name="answer_inquiry"),
    path("cases/<uuid:case>/calls/", views.calls, name="calls"),
    path("cases/<uuid:case>/calls/<uuid:organisation>/", views.call, name="call"),
    path("cases/<uuid:case>/calls/<uuid:organisation>/made/", views.log_call, name="log_call"),
    path("systems/<uuid:organisation>/shared/<uuid:host>/done/", views.host_measure, name="host_measure"),
]
