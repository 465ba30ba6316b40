from django.http import HttpResponseNotFound
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/signup/", lambda _request: HttpResponseNotFound(), name="account_signup"),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
]
