"""No click is lost, and nothing is ordered twice."""

import time

from conftest import wait_until


def orders_of(one):
    seen = []
    one.page.on("request", lambda request: seen.append(request.headers.get("idempotency-key")) if request.method == "POST" and request.url.endswith("/api/v1/pictures") else None)
    return seen


def test_generate_may_be_pressed_before_the_photo_is_read(seller, photo):
    one = seller()
    seen = orders_of(one)

    def later(route):
        time.sleep(1.5)
        route.continue_()

    one.page.route("**/api/v1/options*", later)
    one.page.goto(one.address + photo)
    one.page.click("#generate")
    assert wait_until(one.page, lambda: len(seen) == 1), "the early click was lost"
    one.page.wait_for_selector(".progress")
    one.stop()
    assert len(seen) == 1


def test_an_order_that_finds_no_connection_goes_out_later_under_the_same_key(seller, photo):
    one = seller()
    seen = orders_of(one)
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word")
    failures = iter([True, True])

    def break_twice(route):
        if next(failures, False):
            route.abort("connectionfailed")
        else:
            route.continue_()

    one.page.route("**/api/v1/pictures", break_twice)
    one.page.click("#generate")
    one.page.wait_for_selector(".progress", timeout=30_000)
    assert len(seen) == 3
    assert len(set(seen)) == 1 and len(seen[0]) >= 16
    one.stop()


def test_a_move_that_finds_no_connection_goes_out_later_under_the_same_key(seller, picture):
    one = seller()
    keys = []
    one.visit(picture)
    one.page.click("[data-open=nudge]")
    one.page.locator("#drawer .slider").first.focus()
    one.page.keyboard.press("ArrowRight")

    def break_once(route):
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) == 1:
            route.abort("connectionfailed")
        else:
            route.fulfill(status=422, json={"error": {"code": "x", "message": "Enough.", "advice": ""}})

    one.page.route("**/api/v1/pictures/*", lambda route: break_once(route) if route.request.method == "PATCH" else route.continue_())
    one.page.click("#drawer .primary")
    one.page.wait_for_selector("#drawer .problem", timeout=30_000)
    assert len(keys) == 2 and keys[0] == keys[1] and len(keys[0]) >= 16


def test_two_hasty_clicks_order_one_picture(seller, photo):
    one = seller()
    seen = orders_of(one)
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word")
    one.page.evaluate("() => { const b = document.querySelector('#generate'); b.click(); b.click(); }")
    one.page.wait_for_selector(".progress")
    one.page.wait_for_timeout(1000)
    assert len(seen) == 1
    one.stop()


def test_a_stopped_picture_says_that_it_cost_nothing(seller, photo):
    one = seller()
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word")
    one.page.click("#generate")
    one.stop()
    assert one.page.is_visible(".running .hint")


def test_losing_the_connection_is_told_and_so_is_its_return(seller, photo):
    one = seller()
    one.visit(photo)
    one.context.set_offline(True)
    one.page.wait_for_selector("#connection", state="visible")
    one.context.set_offline(False)
    one.page.wait_for_selector("#connection", state="hidden", timeout=40_000)


def test_without_a_stream_polling_brings_the_picture(seller, photo):
    one = seller()
    one.page.add_init_script("delete window.EventSource")
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word")
    one.page.click("#generate")
    assert wait_until(one.page, lambda: one.page.evaluate("() => Boolean(document.querySelector('.progress progress[value]') || document.querySelector('.finished'))"), 120)
    if one.page.is_visible(".progress button"):
        one.stop()
