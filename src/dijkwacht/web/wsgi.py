import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
application = get_wsgi_application()
# What was loaded at the start stays for ever: collections need not walk it again on every page.
gc.freeze()
