"""Every sentence that a page or a script asks for is there, and none lies about unused. Needs no studio."""

import json
import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "Web"
# Keys that are put together at run time, by their beginnings.
MADE = ("choices.", "shoot.", "library.", "review.", "bench.")


def sentences(tree, path=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from sentences(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def asked():
    for file in WEB.glob("templates/*.mustache"):
        yield from ((file.name, key) for key in re.findall(r"\{\{t\.([\w.]+)\}\}", file.read_text()))
    for file in WEB.glob("static/js/*.js"):
        # A literal with a dot is a key if its first part is a section of the strings.
        yield from ((file.name, key) for key in re.findall(r'"([a-z]\w*\.[a-zA-Z]\w*)"', file.read_text()) if key.split(".")[0] in SECTIONS)


# Names of handles that the studio sends.
SENT = {"review.ear", "review.finger"}
STRINGS = json.loads((WEB / "strings" / "en.json").read_text())
SECTIONS = set(STRINGS)
KEYS = dict(sentences(STRINGS))


def test_every_sentence_that_is_asked_for_exists():
    assert [(file, key) for file, key in asked() if key not in KEYS] == []


def test_no_sentence_is_forgotten():
    used = {key for _, key in asked()}
    text = "".join(file.read_text() for file in WEB.glob("static/js/*.js"))
    made = {key for key in KEYS if key.startswith(MADE) and re.search(rf"\b{key.split('.')[-1]}\b", text)}
    assert sorted(set(KEYS) - used - made - SENT) == []


def test_places_of_sentences_are_well_formed():
    assert [key for key, words in KEYS.items() if words.count("{") != words.count("}")] == []
