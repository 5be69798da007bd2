"""Every state that a seller meets on the way, at both widths: sound, and photographed where PARURE_SCREENSHOTS asks for it."""

import pytest
from conftest import PICTURE_SECONDS, ROOT, WIDTHS
from test_pages import is_sound


def look(one, name, width):
    one.page.wait_for_timeout(600)
    is_sound(one)
    one.screenshot(f"{name}-{width}")


def close_drawer(one):
    one.page.keyboard.press("Escape")
    one.page.wait_for_selector("#drawer", state="hidden")


def open_drawer(one, part):
    one.page.click(f"[data-open={part}] >> nth=0")
    one.page.wait_for_selector("#drawer[open]")


def look_into_drawers(one, parts, width):
    for part in parts:
        open_drawer(one, part)
        look(one, part, width)
        close_drawer(one)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_photo_to_the_picture(seller, width):
    one = seller(width)
    one.visit("/")
    look(one, "home", width)
    one.send("earring")
    one.page.wait_for_url("**/photos/*")
    look(one, "reading", width)
    one.page.wait_for_selector(".sentence .word", timeout=120_000)
    look(one, "ready", width)
    one.page.click("#tab-cutout")
    one.page.wait_for_selector(".strokes")
    look(one, "cutout", width)
    look_into_drawers(one, ["size", "model", "packshot"], width)
    one.page.click("[data-open=sketches]")
    one.page.wait_for_selector(".sketch:not(.is-waiting)", timeout=PICTURE_SECONDS * 1000)
    look(one, "sketches", width)
    one.page.click("#generate")
    one.page.wait_for_selector(".progress")
    look(one, "making", width)
    one.stop()


@pytest.mark.parametrize("width", WIDTHS)
def test_looking_closely(seller, picture, width):
    one = seller(width)
    one.visit(picture)
    look(one, "review", width)
    one.page.click("[data-jump] >> nth=0")
    look(one, "touch", width)
    one.page.click("[data-before]")
    look(one, "before", width)
    look_into_drawers(one, ["nudge", "wrong", "export"], width)


@pytest.mark.parametrize("width", WIDTHS)
def test_several_at_once(seller, width):
    one = seller(width)
    one.visit("/")
    one.page.set_input_files("#file", [ROOT / "Examples" / "ring.jpg", ROOT / "Examples" / "bracelet.jpg"])
    one.page.wait_for_selector(".uploads-offer .primary", timeout=60_000)
    look(one, "uploads", width)
    one.page.click(".uploads-offer .primary")
    one.page.wait_for_url("**/shoots/*")
    one.page.wait_for_selector(".item .item-tools button")
    look(one, "shoot", width)
    one.visit("/shoots")
    look(one, "shoots", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_models_side_by_side(seller, photo, width):
    one = seller(width)
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word", timeout=120_000)
    open_drawer(one, "compare")
    # The list is made anew with every tick.
    one.page.click("[data-tick]:not(:checked) >> nth=0")
    close_drawer(one)
    one.page.click("#generate")
    one.page.wait_for_url("**/compare/*")
    one.page.wait_for_selector("html[data-ready]")
    # Whoever comes back to the photo would find them under way.
    for job in one.page.eval_on_selector_all(".side", "sides => sides.map((side) => side.dataset.job)"):
        one.cancel(job)
    look(one, "compare", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_photo_thrown_away_comes_back_or_is_gone_for_good(seller, width):
    one = seller(width)
    one.visit("/")
    one.send("bracelet")
    one.page.wait_for_url("**/photos/*")
    address = one.page.url
    one.page.wait_for_selector("html[data-ready]")

    def throw_away():
        with one.page.expect_response(lambda answer: answer.request.method == "DELETE") as answer:
            one.page.click("[data-trash]")
        assert answer.value.ok

    name = address.rsplit("/", 1)[1]
    throw_away()
    one.visit("/trash")
    look(one, "trash", width)
    with one.page.expect_response("**/restore"):
        one.page.click(f"[data-restore-photo='{name}']")
    one.visit(address.removeprefix(one.address))
    throw_away()
    one.visit("/trash")
    open_drawer(one, "empty")
    look(one, "empty", width)
    with one.page.expect_navigation():
        one.page.click("#drawer .primary")
    assert one.page.locator(f"[data-restore-photo='{name}']").count() == 0
    assert one.visit(address.removeprefix(one.address)).status == 404


@pytest.mark.parametrize("width", WIDTHS)
def test_the_model_maker_shows_who_is_made(seller, width):
    one = seller(width)
    one.visit("/models/new")
    one.page.wait_for_function("() => document.querySelector('.sitting-frame img')?.naturalWidth > 0", timeout=60_000)
    look(one, "maker", width)
