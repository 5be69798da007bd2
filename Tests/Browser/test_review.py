"""Looking closely, by mouse and by keys."""

import re


def percent(one):
    return float(re.sub(r"[^\d.]", "", one.page.inner_text("#percent")))


def test_keys_zoom_to_the_pixels_and_back(seller, picture):
    one = seller()
    one.visit(picture)
    fitted = percent(one)
    one.page.focus("#view")
    one.page.keyboard.press("1")
    assert abs(percent(one) - 100) < 1
    one.page.keyboard.press("+")
    assert percent(one) > 120
    one.page.keyboard.press("0")
    assert abs(percent(one) - fitted) < 1


def test_the_wheel_zooms_where_it_points(seller, picture):
    one = seller()
    one.visit(picture)
    before = percent(one)
    box = one.page.locator("#view").bounding_box()
    one.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    one.page.mouse.wheel(0, -600)
    one.page.wait_for_timeout(200)
    assert percent(one) > before * 1.5


def test_a_jump_shows_where_the_piece_touches(seller, picture):
    one = seller()
    one.visit(picture)
    before = percent(one)
    one.page.click("[data-jump] >> nth=0")
    one.page.wait_for_timeout(800)
    assert percent(one) > before


def test_before_and_after_slides_by_arrow_keys(seller, picture):
    one = seller()
    one.visit(picture)
    one.page.click("[data-before]")
    one.page.focus("#before input")
    start = one.page.input_value("#before input")
    for _ in range(5):
        one.page.keyboard.press("ArrowLeft")
    assert int(one.page.input_value("#before input")) == int(start) - 5
    assert one.page.get_attribute("#before [data-wipe]", "style").replace(" ", "").startswith("--x:45%")


def test_the_report_is_told_in_words(seller, picture):
    one = seller()
    one.visit(picture)
    words = one.page.locator(".report li").all_inner_texts()
    assert len(words) >= 3 and all(len(sentence) > 15 for sentence in words)


def test_something_looks_wrong_gives_cause_and_remedy(seller, picture):
    one = seller()
    one.visit(picture)
    one.page.click("[data-open=wrong]")
    one.page.click("[name=wrong] >> nth=0")
    one.page.wait_for_selector("#drawer h3")
    assert one.page.locator("#drawer h3 + p").count() >= 2


def test_a_favourite_stays_one(seller, picture):
    one = seller()
    one.visit(picture)
    with one.page.expect_response(lambda answer: answer.request.method == "PATCH") as answer:
        one.page.click("[data-favourite]")
    assert answer.value.ok
    assert one.page.get_attribute("[data-favourite]", "aria-pressed") == "true"


def test_an_export_can_be_downloaded(seller, picture):
    one = seller()
    one.visit(picture)
    one.page.click("[data-open=export]")
    one.page.click("#drawer .primary")
    with one.page.expect_download() as download:
        one.page.click("#drawer a[download]", timeout=120_000)
    assert download.value.path().stat().st_size > 10_000


def test_the_piece_can_be_moved_by_keys_and_is_composed_again(seller, picture):
    one = seller()
    one.visit(picture)
    one.page.click("[data-open=nudge]")
    slider = one.page.locator("#drawer .slider").first
    slider.focus()
    before = slider.input_value()
    one.page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) > float(before)
    assert one.page.locator("#drawer .field output").first.inner_text().startswith("+")
    one.page.click("#drawer .primary")
    one.page.wait_for_selector("#drawer progress, .review")
    one.page.wait_for_url(lambda url: "/pictures/" in url, timeout=60_000)
