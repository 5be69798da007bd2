"""Every page: accessible, within its width, silent in the console, and alone on the network."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ["/", "/library", "/trash", "/shoots", "/models", "/models/new", "/guide", "/guide/ring", "/guide/necklace", "/guide/earring", "/guide/bracelet", "/credits", "/nowhere"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def faults(page):
    answer = Axe().run(page, options=RULES).response
    return [f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:160]}" for rule in answer["violations"] for node in rule["nodes"]]


def too_wide(page):
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


# What a finger can tap on a phone, 44 pixels high; words in running text are as high as their line.
SMALL = """() => [...document.querySelectorAll('a[href], button, select, input, summary')].filter((element) => {
  if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen')) return false;
  const target = element.closest('label') ?? element;
  const isInText = getComputedStyle(target).display === 'inline' && target.parentElement.textContent.trim().length > target.textContent.trim().length + 2;
  const { height } = target.getBoundingClientRect();
  const more = parseFloat(getComputedStyle(target, '::after').top) || 0;
  return !isInText && height > 1 && height - 2 * Math.min(more, 0) < 43.5;
}).map((element) => element.outerHTML.slice(0, 120))"""


def is_sound(one):
    if one.is_phone:
        assert one.page.evaluate(SMALL) == []
    assert faults(one.page) == []
    assert too_wide(one.page) <= 0
    assert one.page.locator("h1").count() == 1
    assert one.complaints == []
    assert one.strangers == []


@pytest.mark.parametrize("dark", [False, True], ids=["day", "evening"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound(seller, path, width, dark):
    one = seller(width, dark)
    answer = one.visit(path)
    assert answer.status == (404 if path == "/nowhere" else 200)
    is_sound(one)
    one.screenshot(f"page{path.replace('/', '-')}-{width}{'-dark' if dark else ''}")


@pytest.mark.parametrize("width", [360, 1440])
def test_bench_is_sound_with_every_drawer(seller, photo, width):
    one = seller(width)
    one.visit(photo)
    one.page.wait_for_selector(".sentence .word")
    is_sound(one)
    parts = one.page.eval_on_selector_all(".word", "all => all.map(word => word.dataset.open)")
    assert {"type", "size", "model"} <= set(parts)
    for part in parts + ["packshot"]:
        one.page.click(f"[data-open={part}] >> nth=0")
        one.page.wait_for_selector("#drawer[open]")
        one.page.wait_for_timeout(500)
        assert faults(one.page) == [], part
        one.page.keyboard.press("Escape")
        one.page.wait_for_selector("#drawer", state="hidden")
        assert one.page.evaluate("() => document.activeElement?.dataset?.open") == part, "focus is lost when a drawer closes"
    one.page.click("#tab-cutout")
    one.page.wait_for_selector(".strokes")
    assert faults(one.page) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_review_is_sound_with_every_drawer(seller, picture, width):
    one = seller(width)
    one.visit(picture)
    is_sound(one)
    for part in ["nudge", "wrong", "export"]:
        one.page.click(f"[data-open={part}]")
        one.page.wait_for_selector("#drawer[open]")
        one.page.wait_for_timeout(500)
        assert faults(one.page) == [], part
        one.page.keyboard.press("Escape")


def test_the_first_tab_stop_skips_to_the_content(seller):
    one = seller()
    one.visit("/")
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("() => document.activeElement.getAttribute('href')") == "#main"


def test_pages_forbid_strangers_scripts(seller):
    one = seller()
    policy = one.visit("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy and "unsafe-eval" not in policy


def test_text_at_twice_its_size_still_fits(seller):
    one = seller(1280)
    one.visit("/")
    one.page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert too_wide(one.page) <= 0
