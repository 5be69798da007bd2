"""Measures the cutout on held-out samples, against GrabCut and PyMatting: evaluate.py DATA [--peers] [--count N]

Prints a Markdown table of means. DATA is a folder of samples. Parure runs as a seller runs it, once a photo, start of the
tool included in its seconds; GrabCut gets the true bounding box, PyMatting (closed form) the perfect trimap: both know far
more than Parure, which gets the photo and the type. What is refused counts as empty. Needs the wheels
`opencv-python-headless` and `pymatting`.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from samples import LINEAR, Layers, sample_folders, to_srgb


# MARK: Measures, after Rhemann et al. 2009; SAD, gradient and connectivity in thousands

def gradient_error(a, b, sigma=1.4):
    half = int(np.ceil(sigma * np.sqrt(-2 * np.log(np.sqrt(2 * np.pi) * sigma * 0.01))))
    x = np.arange(-half, half + 1)
    g = np.exp(-x * x / (2 * sigma * sigma))
    d = -x * g
    kernel = np.outer(g, d)
    kernel /= np.sqrt((kernel * kernel).sum())
    def magnitude(p):
        return np.hypot(cv2.filter2D(p, -1, kernel, borderType=cv2.BORDER_REPLICATE),
                        cv2.filter2D(p, -1, kernel.T, borderType=cv2.BORDER_REPLICATE))
    return ((magnitude(a) - magnitude(b)) ** 2).sum() / 1000


def connectivity_error(a, truth, step=0.1):
    level = np.full(a.shape, -1.0)
    for t in np.arange(step, 1 + step / 2, step):
        both = ((a >= t) & (truth >= t)).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(both, connectivity=4)
        if count > 1:
            largest = labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()
        else:
            largest = np.zeros(a.shape, bool)
        level[(level == -1) & ~largest] = t - step
    level[level == -1] = 1
    def degree(p):
        gap = p - level
        return 1 - gap * (gap >= 0.15)
    return np.abs(degree(a) - degree(truth)).sum() / 1000


def thin_recall(a, truth):
    """Share of the pixels of thin parts (gone when opened by five pixels) that are found."""
    solid = (truth > 0.5).astype(np.uint8)
    thin = (solid > 0) & (cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)) == 0)
    return float((a[thin] > 0.5).mean()) if thin.sum() > 30 else np.nan


def measures(a, truth):
    union = ((a > 0.5) | (truth > 0.5)).sum()
    return {"SAD": np.abs(a - truth).sum() / 1000, "MSE ×10³": 1000 * ((a - truth) ** 2).mean(),
            "gradient": gradient_error(a, truth), "connectivity": connectivity_error(a, truth),
            "IoU": float(((a > 0.5) & (truth > 0.5)).sum() / max(union, 1)), "thin recall": thin_recall(a, truth)}


# MARK: Methods

def parure(tool, method):
    """The product's own cutout, as a seller gets it: nothing is known but the photo and the piece's type."""
    def cut(image, truth, kind):
        with tempfile.TemporaryDirectory() as folder:
            photo, out = Path(folder) / "photo.png", Path(folder) / "cutout.png"
            image.save(photo)
            run = subprocess.run([tool, "cutout", photo, "--type", kind, "--method", method, "-o", out], capture_output=True, text=True)
            if out.exists():
                return np.asarray(Image.open(out).getchannel("A"), np.float64) / 255
        # A refusal is an answer: nothing was found.
        if run.returncode not in (0, 3):
            raise SystemExit(run.stderr)
        return np.zeros(truth.shape)
    return cut


def grabcut(image, truth, kind):
    ys, xs = np.where(truth > 0.1)
    h, w = truth.shape
    box = (max(1, xs.min() - 4), max(1, ys.min() - 4), min(w - 2, xs.max() - xs.min() + 8), min(h - 2, ys.max() - ys.min() + 8))
    mask = np.zeros(truth.shape, np.uint8)
    cv2.setRNGSeed(1)
    cv2.grabCut(np.asarray(image)[..., ::-1].copy(), mask, box, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_RECT)
    return ((mask == 1) | (mask == 3)).astype(np.float64)


def closed_form(image, truth, kind):
    from pymatting import estimate_alpha_cf
    near = np.ones((5, 5), np.uint8)
    trimap = np.full(truth.shape, 0.5)
    trimap[cv2.erode((truth > 0.98).astype(np.uint8), near[:3, :3]) > 0] = 1
    trimap[cv2.dilate((truth > 0.02).astype(np.uint8), near) == 0] = 0
    return np.clip(estimate_alpha_cf(np.asarray(image) / 255.0, trimap), 0, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--parure", default=Path(__file__).parents[2] / "parure", help="the tool")
    parser.add_argument("--count", type=int, default=0, help="only so many, spread over the set")
    parser.add_argument("--methods", nargs="*", default=["colours", "finder", "network"], help="of `parure cutout --method`")
    parser.add_argument("--peers", action="store_true", help="GrabCut and PyMatting too")
    options = parser.parse_args()
    folders = sample_folders(options.data)
    if options.count:
        folders = folders[::max(1, len(folders) // options.count)][:options.count]
    methods = {f"Parure, {name}": parure(options.parure, name) for name in options.methods}
    if options.peers:
        methods |= {"GrabCut, true box": grabcut, "PyMatting closed form, perfect trimap": closed_form}
    table, seconds, used = {name: [] for name in methods}, {name: [] for name in methods}, 0
    for folder in folders:
        layers = Layers.read(folder)
        truth = np.asarray(layers.alpha, np.float64) / 255
        if truth.max() < 0.5:
            continue
        used += 1
        share = truth[..., None]
        picture = to_srgb(LINEAR[np.asarray(layers.foreground)] * share + LINEAR[np.asarray(layers.background)] * (1 - share))
        image = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
        for name, method in methods.items():
            start = time.time()
            try:
                alpha = method(image, truth, layers.truth["type"])
            except ValueError:
                alpha = np.zeros(truth.shape)
            seconds[name].append(time.time() - start)
            table[name].append(measures(alpha, truth))
    columns = list(next(iter(table.values()))[0])
    print(f"{used} samples.\n")
    print("| method | " + " | ".join(columns) + " | s |\n|---" + "|---" * (len(columns) + 1) + "|")
    for name, rows in table.items():
        mean = [np.nanmean([r[c] for r in rows]) for c in columns]
        print(f"| {name} | " + " | ".join(f"{v:.3f}" for v in mean) + f" | {np.mean(seconds[name]):.2f} |")


if __name__ == "__main__":
    main()
