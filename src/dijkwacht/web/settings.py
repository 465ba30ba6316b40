"""All settings, in one file, from the environment only. `dijkwacht check` says what is wrong with them."""

import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from dijkwacht.web import environment, fonts

_ENV = os.environ
environment.refuse_unknown(_ENV)

STATE_DIR = Path(environment.text(_ENV, "DIJKWACHT_STATE", ".dijkwacht")).absolute()
EVIDENCE_DIR = STATE_DIR / "evidence"
KEYS_DIR = STATE_DIR / "keys"
WITNESS_FILE = Path(environment.text(_ENV, "DIJKWACHT_WITNESS_FILE", str(STATE_DIR / "witness" / "heads.jsonl")))
WITNESS_MAIL = environment.text(_ENV, "DIJKWACHT_WITNESS_MAIL")

DEBUG = environment.flag(_ENV, "DIJKWACHT_DEBUG")
DEMO = environment.flag(_ENV, "DIJKWACHT_DEMO")
PHONE = environment.text(_ENV, "DIJKWACHT_PHONE")
LOG_LEVEL = environment.choice(_ENV, "DIJKWACHT_LOG_LEVEL", allowed=("info", "debug", "warning", "error"))
SECRET_KEY = environment.secret(_ENV, "DIJKWACHT_SECRET_KEY", "unset")

# One address says where people reach us; hosts, CSRF and cookies follow from it.
PUBLIC_URL = environment.text(_ENV, "PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_PUBLIC = urlsplit(PUBLIC_URL)
_TLS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS = [_PUBLIC.hostname or "127.0.0.1", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _TLS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front of us speaks TLS and redirects
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "dijkwacht.web.faults.csrf_failed"
_PROXIES = environment.choice(_ENV, "DIJKWACHT_PROXIES", allowed=("0", "1", "2"))
if _PROXIES != "0":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(_PROXIES)
AXES_CLIENT_IP_CALLABLE = "dijkwacht.web.client.address"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dijkwacht.web",  # before allauth: our templates come first
    "dijkwacht.journal",
    "dijkwacht.organisations",
    "dijkwacht.advisories",
    "dijkwacht.exposure",
    "dijkwacht.cases",
    "dijkwacht.notification",
    "dijkwacht.verification",
    "dijkwacht.hunting",
    "dijkwacht.containment",
    "dijkwacht.recovery",
    "dijkwacht.reporting",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "dijkwacht.web.health.middleware",  # before the log: probes would fill it
    "dijkwacht.web.middleware.request_id",
    "dijkwacht.web.api.problems.only_problems",  # a program never gets a page for people
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dijkwacht.web.middleware.viewer_and_asof",
    "django.contrib.messages.middleware.MessageMiddleware",
    "dijkwacht.web.signing.guarding.own_password",
    "dijkwacht.web.signing.guarding.second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "dijkwacht.web.faults.Faults",
]

ROOT_URLCONF = "dijkwacht.web.urls"
WSGI_APPLICATION = "dijkwacht.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dijkwacht.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# The product runs as the application role. Only `dijkwacht upgrade` and the tests' set-up ask for the owner.
DATABASE_ROLE = environment.choice(_ENV, "DIJKWACHT_DATABASE_ROLE", allowed=("app", "owner"))
_ADDRESS = "DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" else "DATABASE_URL"
DATABASES = {
    "default": environment.database(
        environment.secret(_ENV, _ADDRESS, "postgresql:///dijkwacht"),
        pool=environment.flag(_ENV, "DIJKWACHT_DATABASE_POOL"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are given out by a desk; nobody signs up (web/urls.py closes the page)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "dijkwacht.web.signing.adapters.AccountAdapter"
MFA_ADAPTER = "dijkwacht.web.signing.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Dijkwacht"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _TLS
MFA_RECOVERY_CODES_SHOW_ONCE = True
SECOND_FACTOR = environment.choice(_ENV, "DIJKWACHT_SECOND_FACTOR", allowed=("remind", "require"))

# Single sign-on stands beside the local way, never before it: it is gone on the worst night.
OIDC_ID = "sso"
OIDC_URL = environment.text(_ENV, "DIJKWACHT_OIDC_URL").rstrip("/")
OIDC_NAME = environment.text(_ENV, "DIJKWACHT_OIDC_NAME", "Single sign-on")
_OIDC = {
    "provider_id": OIDC_ID,
    "name": OIDC_NAME,
    "client_id": environment.text(_ENV, "DIJKWACHT_OIDC_CLIENT"),
    "secret": environment.secret(_ENV, "DIJKWACHT_OIDC_SECRET"),
    "settings": {"server_url": OIDC_URL, "oauth_pkce_enabled": True},
}
environment.whole(
    OIDC_URL, {"DIJKWACHT_OIDC_CLIENT": _OIDC["client_id"], "DIJKWACHT_OIDC_SECRET": _OIDC["secret"]}, tls=_TLS
)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC]}} if OIDC_URL else {}
SOCIALACCOUNT_ADAPTER = "dijkwacht.web.signing.adapters.SingleSignOn"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # it would take the local password away; our adapter links instead
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would need the provider's address in form-action of the content policy
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "dijkwacht.web.faults.too_many"
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [fonts.font_folder()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "dijkwacht.web.uploads.BoundedUpload",
]
EVIDENCE_MAX_BYTES = 16 * 1024 * 1024
UPLOAD_LARGER = {"upload_advisory": 64 * 1024 * 1024}  # pages that take more than a piece of evidence
EVIDENCE_QUOTA_BYTES = environment.number(_ENV, "DIJKWACHT_EVIDENCE_GIB", default=200) * 1024**3
EVIDENCE_STORES = {
    "files": "dijkwacht.hunting.adapters.files.Files",
    "s3": "dijkwacht.hunting.adapters.bucket.Bucket",
}
EVIDENCE_S3 = environment.bucket(
    environment.text(_ENV, "DIJKWACHT_EVIDENCE_S3"), environment.secret(_ENV, "DIJKWACHT_EVIDENCE_S3_KEY")
)
EVIDENCE_STORE = "s3" if EVIDENCE_S3 else "files"  # for what comes in; what is kept stays where it is
EVIDENCE_RESERVE_BYTES = 2 * 1024**3  # of the disk: what the database and the log must always have
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # the sector desk answers for many members in one form

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],  # allauth draws the TOTP code as a data address
    }
}

_MAIL = urlsplit(environment.secret(_ENV, "DIJKWACHT_MAIL_URL"))
DEFAULT_FROM_EMAIL = environment.text(_ENV, "DIJKWACHT_MAIL_FROM", "dijkwacht@localhost")
SERVER_EMAIL = parseaddr(DEFAULT_FROM_EMAIL)[1]
EMAIL_TIMEOUT = 20
if _MAIL.scheme:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "localhost", _MAIL.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.scheme == "smtp+starttls", _MAIL.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STATE_DIR / "mail"

PROBE_PLACE = environment.text(_ENV, "DIJKWACHT_PROBE_PLACE")
PROBE_SIDE = environment.choice(_ENV, "DIJKWACHT_PROBE_SIDE", allowed=("outside", "inside"))
PROBE_NETWORKS = environment.text(_ENV, "DIJKWACHT_PROBE_NETWORKS")

PROVIDER_NETWORKS = environment.text(_ENV, "DIJKWACHT_PROVIDER_NETWORKS")
PROVIDER_CA = environment.text(_ENV, "DIJKWACHT_PROVIDER_CA")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # jobs are asked for by name; the worker alone loads them
SEQUENCER = "dijkwacht.journal.jobs.sequence_forever"
FOLLOWERS = {"reporting.refresh_night_sheet": "reporting"}
"""Jobs made anew for an organisation when something about it changes, and the queue of each."""

HOOK_NETWORKS = environment.text(_ENV, "DIJKWACHT_HOOK_NETWORKS")
API_PER_MINUTE = environment.number(_ENV, "DIJKWACHT_API_PER_MINUTE", default=600)

LOGGING_CONFIG = "dijkwacht.web.logs.configure"
LOGGING = {"level": LOG_LEVEL}
