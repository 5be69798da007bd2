"""Fits how far the signs of light can be trusted: the constants of Sources/Appraisal/Light/LightFusion.swift.

    parure light SPECIMENS/train --json > signs.json
    calibrate.py --signs signs.json --checkpoint light.pt --data SETS

The signs (glints, slope, shadow) are measured on specimens of `train`, which taught them nothing; the network's
deviation on relightable scenes of `heldout`, which it has never seen.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from loading import Library, fixed
from network import LightNetwork


def sign(records, name):
    """r = gain · key + offset + noise / √certainty, least squares weighted by certainty, mirrored pictures included."""
    r = np.array([rec[name] for rec in records])
    k = np.array([rec["truth"]["key"][:2] for rec in records])
    kept = r[:, 2] > 0.02
    r, k = r[kept], k[kept]
    mirror = np.array([-1, 1])
    c = np.concatenate([r[:, 2], r[:, 2]])
    r, k = np.concatenate([r[:, :2], r[:, :2] * mirror]), np.concatenate([k, k * mirror])
    # Unknowns: gain, offset along y; by symmetry there is none along x.
    rows = np.concatenate([np.stack([k[:, 0], 0 * c], 1), np.stack([k[:, 1], 0 * c + 1], 1)])
    values, weights = np.concatenate([r[:, 0], r[:, 1]]), np.sqrt(np.concatenate([c, c]))
    (gain, offset), *_ = np.linalg.lstsq(rows * weights[:, None], values * weights, rcond=None)
    rest = (values - rows @ [gain, offset]) * weights
    return gain, offset, float(np.sqrt(np.mean(rest ** 2))), int(kept.sum())


def deviation_factor(checkpoint, data):
    net = LightNetwork()
    net.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    net.eval()
    library = Library(data)
    misses, said = [], []
    with torch.no_grad():
        for planes, _, toward in fixed(library, 6, seed=9):
            plain = net(torch.from_numpy(planes)[None])[0].numpy()
            mirrored = net(torch.from_numpy(planes[:, :, ::-1].copy())[None])[0].numpy()
            key = (plain[9:11] + mirrored[9:11] * [-1, 1]) / 2
            misses.append(np.sum((key - toward[:2]) ** 2) / 2)
            said.append(((np.exp(plain[12] / 2) + np.exp(mirrored[12] / 2)) / 2) ** 2)
    return float(np.sqrt(np.mean(np.array(misses) / np.array(said)))), len(misses), len(library.files)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signs", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    np.seterr(all="ignore")
    records = json.loads(options.signs.read_text())
    for name in ("glints", "slope", "shadow"):
        gain, offset, noise, count = sign(records, name)
        print(f"{name}: gain {gain:.3f}, offset [0, {offset:.3f}], noise {noise:.3f} ({count} of {len(records)} photographs)")
    if options.checkpoint:
        factor, count, scenes = deviation_factor(options.checkpoint, options.data / "heldout")
        print(f"deviation factor {factor:.3f} ({count} photographs of {scenes} scenes)")


if __name__ == "__main__":
    main()
