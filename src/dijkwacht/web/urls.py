from django.http import HttpResponseNotFound
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from dijkwacht.web import views
from dijkwacht.web.api.site import API
from dijkwacht.web.signing.views import single_sign_on

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accounts/signup/", lambda _request: HttpResponseNotFound(), name="account_signup"),
    path("accounts/oidc/sso/login/", single_sign_on, name="single_sign_on"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", API.urls),
    path("language/", set_language, name="set_language"),
    path("", include("dijkwacht.journal.urls")),
    path("", include("dijkwacht.organisations.urls")),
    path("", include("dijkwacht.advisories.urls")),
    path("", include("dijkwacht.exposure.urls")),
    path("", include("dijkwacht.cases.urls")),
    path("", include("dijkwacht.web.homes.urls")),
    path("", include("dijkwacht.notification.urls")),
    path("", include("dijkwacht.verification.urls")),
    path("", include("dijkwacht.hunting.urls")),
    path("", include("dijkwacht.containment.urls")),
    path("", include("dijkwacht.recovery.urls")),
    path("", include("dijkwacht.reporting.urls")),
]

handler400 = "dijkwacht.web.faults.bad_request"
handler403 = "dijkwacht.web.faults.forbidden"
handler404 = "dijkwacht.web.faults.not_found"
handler429 = "dijkwacht.web.faults.too_many"
handler500 = "dijkwacht.web.faults.server_error"
