"""From the first screen to a downloaded picture, as somebody who has never seen Parure."""

import time

import pytest
from conftest import TYPES, WIDTHS

MOST_CLICKS = 6


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", TYPES)
def test_a_photo_becomes_a_picture_in_six_clicks(seller, kind, width, record_property):
    one = seller(width)
    start = time.monotonic()
    one.visit("/")
    one.screenshot(f"home-{width}")
    one.send(kind)
    one.page.wait_for_url("**/photos/*")
    one.screenshot(f"bench-{kind}-{width}")
    one.click("#generate")
    one.picture_is_made()
    one.screenshot(f"made-{kind}-{width}")
    with one.page.expect_download() as download:
        one.click("[data-download]")
    picture = download.value.path().read_bytes()
    record_property("seconds", round(time.monotonic() - start))
    assert picture[:3] == b"\xff\xd8\xff" or picture[:8] == b"\x89PNG\r\n\x1a\n", "what was downloaded is no picture"
    assert len(picture) > 50_000
    assert one.clicks <= MOST_CLICKS
    assert one.complaints == []
    assert one.strangers == []


def test_a_sample_is_one_click_away(seller):
    one = seller()
    one.visit("/")
    one.click("[data-sample] >> nth=0")
    one.page.wait_for_url("**/photos/*")
    one.page.wait_for_selector(".sentence .word", timeout=120_000)
    assert one.page.is_enabled("#generate")


def test_several_photos_can_have_one_look(seller):
    from conftest import ROOT

    one = seller()
    one.visit("/")
    one.page.set_input_files("#file", [ROOT / "Examples" / "ring.jpg", ROOT / "Examples" / "necklace.jpg"])
    one.click(".uploads-offer .primary")
    one.page.wait_for_url("**/shoots/*")
    one.page.wait_for_selector(".item")


@pytest.mark.parametrize("name, mime", [("notes.txt", "text/plain"), ("torn.jpg", "image/jpeg"), ("drawing.svg", "image/svg+xml")])
def test_what_is_no_photo_is_turned_away_kindly(seller, name, mime):
    one = seller()
    one.visit("/")
    one.page.set_input_files("#file", {"name": name, "mimeType": mime, "buffer": b"<svg>not a photo</svg>"})
    one.page.wait_for_selector(".gem-progress .problem")
    words = one.page.inner_text(".gem-progress .problem")
    assert len(words) > 20 and "undefined" not in words and "Error" not in words
    assert one.page.url.rstrip("/") == one.address
