"""A seller at a browser: what the tests share."""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURE_SECONDS = float(os.environ.get("PARURE_PICTURE_SECONDS", "600"))
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}
TYPES = os.environ.get("PARURE_TYPES", "ring,necklace,earring,bracelet").split(",")


@pytest.fixture(scope="session")
def address():
    found = os.environ.get("PARURE_STUDIO_URL")
    if not found:
        pytest.skip("PARURE_STUDIO_URL names no studio")
    return found.rstrip("/")


@pytest.fixture(scope="session")
def browser(address):
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("PARURE_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Seller:
    """One page, with a count of clicks and a memory of everything that went wrong on it."""

    def __init__(self, browser, address, width="desk", dark=False):
        w, h = WIDTHS[width] if isinstance(width, str) else (width, 800)
        self.address = address
        self.is_phone = phone = w < 700
        self.context = browser.new_context(
            viewport={"width": w, "height": h}, color_scheme="dark" if dark else "light", has_touch=phone,
            is_mobile=phone, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.clicks = 0
        self.complaints = []
        self.strangers = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message):
        # A page that is an error says so in the console; that is not a fault of its own.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.address).netloc:
            self.strangers.append(request.url)

    def visit(self, path):
        answer = self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-ready]")
        return answer

    def click(self, selector, **options):
        self.clicks += 1
        self.page.click(selector, **options)

    def send(self, kind):
        """Chooses the example photo of a type in the file dialog, which is one click."""
        self.clicks += 1
        self.page.set_input_files("#file", ROOT / "Examples" / f"{kind}.jpg")

    def picture_is_made(self):
        self.page.wait_for_selector("[data-download]", timeout=PICTURE_SECONDS * 1000)

    def stop(self):
        """Stops the picture that is being made, and stays until that has happened."""
        self.page.click(".progress button")
        self.page.wait_for_selector("#generate:visible", timeout=60_000)

    def cancel(self, job):
        token = self.page.get_attribute("meta[name=parure-token]", "content")
        assert self.page.request.post(f"{self.address}/api/v1/jobs/{job}/cancel", headers={"X-Parure-Token": token}).ok

    def screenshot(self, name):
        folder = os.environ.get("PARURE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.jpg", type="jpeg", quality=60)

    def close(self):
        self.context.close()


@pytest.fixture
def seller(browser, address):
    made = []

    def make(width="desk", dark=False):
        made.append(Seller(browser, address, width, dark))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def picture(browser, address):
    """The path of a finished picture, made once for all tests that look at one."""
    one = Seller(browser, address)
    try:
        one.visit("/")
        one.send("ring")
        one.page.wait_for_url("**/photos/*")
        one.click("#generate")
        one.picture_is_made()
        return one.page.get_attribute(".finished a[href^='/pictures/']", "href")
    finally:
        one.close()


@pytest.fixture(scope="session")
def photo(browser, address):
    """The path of a photo that has been read."""
    one = Seller(browser, address)
    try:
        one.visit("/")
        one.send("necklace")
        one.page.wait_for_url("**/photos/*")
        one.page.wait_for_selector(".sentence .word", timeout=120_000)
        return urlsplit(one.page.url).path
    finally:
        one.close()


def wait_until(page, true, seconds=20):
    """Waits while the page goes on; time.sleep would stop its events, too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        page.wait_for_timeout(100)
    return False
