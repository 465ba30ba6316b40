"""A real browser against the real server and database: pages by language, scheme and width, and what axe says."""

import os
import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import sync_playwright

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session", autouse=True)
def _static_root(tmp_path_factory):
    """Give WhiteNoise a folder; the live server finds the files themselves where they lie."""
    before = settings.STATIC_ROOT
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    yield
    settings.STATIC_ROOT = before


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium, driven by Playwright; Playwright's own browser is never fetched."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("the browser tests need Debian's chromium: apt-get install chromium libatomic1")
    # Playwright keeps an event loop in this thread; Django would refuse the set-up of rows beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server):
    """Open a fresh browser window; its page starts at the live server. Faults of script and policy fail the test."""
    contexts, faults = [], []

    def opened(*, language="nl", scheme="light", width=1280, height=900, script=True):
        context = browser.new_context(
            base_url=live_server.url,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.add_init_script(path=AXE)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def page(open_page):
    """A Dutch page by day on a laptop."""
    return open_page()


@pytest.fixture
def axe_clean():
    """Assert that axe finds no serious or critical fault on a page."""

    def check(page):
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n"
            + "\n".join(f"    {node['html'][:160]}\n    {node['failureSummary']}" for node in fault["nodes"][:4])
            for fault in found
            if fault["impact"] in SERIOUS
        ]
        assert not told, "\n".join([page.url, *told])

    return check


@pytest.fixture
def no_sideways():
    """Assert that a page does not scroll sideways as a whole (wide tables and pictures scroll in their own frame)."""

    def check(page):
        wide, narrow = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= narrow, f"{page.url} is {wide} wide on a screen of {narrow}"

    return check


@pytest.fixture
def signed_in(live_server):
    """Give a page the session of an account, as if its owner had signed in: `signed_in(page, account)`."""

    def sign_in(page, account):
        session = SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return sign_in
