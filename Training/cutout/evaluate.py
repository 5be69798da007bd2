"""Measures the cutout on held-out samples, against GrabCut and PyMatting: evaluate.py DATA WEIGHTS [--peers] [--count N]

Prints a Markdown table. DATA is a folder of samples, WEIGHTS holds finder.xml and matter.xml. GrabCut gets the true
bounding box, PyMatting (closed form) the perfect trimap: both know far more than the networks, which get the photo only.
Needs the wheels `openvino`, `opencv-python-headless` and `pymatting`.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import openvino
from PIL import Image

from network import PLANES, TYPES
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

class Networks:
    """Both passes as Sources/Appraisal/Network does them, without choosing among pieces."""

    def __init__(self, weights):
        core = openvino.Core()
        self.finder, self.matter = (core.compile_model(weights / f"{part}.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
                                    for part in ("finder", "matter"))

    @staticmethod
    def planes(colour, prior=None):
        h, w = colour.shape[:2]
        out = np.zeros((1, PLANES, -(-h // 32) * 32, -(-w // 32) * 32), np.float32)
        pad = ((0, out.shape[2] - h), (0, out.shape[3] - w))
        out[0, :3] = np.pad(colour, pad + ((0, 0),), "edge").transpose(2, 0, 1)
        if prior is not None:
            out[0, 3, :h, :w] = prior
        return out

    def look(self, image, longest):
        scale = min(1.5, longest / max(image.size))
        size = tuple(max(1, round(v * scale)) for v in image.size)
        view = np.asarray(image.resize(size, Image.BOX if scale < 1 else Image.BICUBIC), np.float32) / 255
        logits, kinds = self.finder(self.planes(view)).values()
        return logits[0, 0, :size[1], :size[0]], kinds[0]

    def __call__(self, image):
        near, far = self.look(image, 1024)[0], self.look(image, 448)[0]
        mean = (near + np.asarray(Image.fromarray(far).resize(near.shape[::-1], Image.BILINEAR))) / 2
        prior = np.asarray(Image.fromarray(1 / (1 + np.exp(-mean))).resize(image.size, Image.BILINEAR))
        colour = np.asarray(image, np.float32) / 255
        h, w = prior.shape
        alpha = self.matter(self.planes(colour, prior))[0][0, 0, :h, :w]
        reach = cv2.dilate((prior > 0.4).astype(np.uint8), np.ones((17, 17), np.uint8))
        return {"finder": prior, "finder and matter": alpha * reach}

    def kind(self, image):
        return TYPES[int(self.look(image, 320)[1].argmax())]


def grabcut(image, truth):
    ys, xs = np.where(truth > 0.1)
    h, w = truth.shape
    box = (max(1, xs.min() - 4), max(1, ys.min() - 4), min(w - 2, xs.max() - xs.min() + 8), min(h - 2, ys.max() - ys.min() + 8))
    mask = np.zeros(truth.shape, np.uint8)
    cv2.setRNGSeed(1)
    cv2.grabCut(np.asarray(image)[..., ::-1].copy(), mask, box, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_RECT)
    return ((mask == 1) | (mask == 3)).astype(np.float64)


def closed_form(image, truth):
    from pymatting import estimate_alpha_cf
    near = np.ones((5, 5), np.uint8)
    trimap = np.full(truth.shape, 0.5)
    trimap[cv2.erode((truth > 0.98).astype(np.uint8), near[:3, :3]) > 0] = 1
    trimap[cv2.dilate((truth > 0.02).astype(np.uint8), near) == 0] = 0
    return np.clip(estimate_alpha_cf(np.asarray(image) / 255.0, trimap), 0, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--count", type=int, default=0, help="only so many, spread over the set")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    folders = sample_folders(options.data)
    if options.count:
        folders = folders[::max(1, len(folders) // options.count)][:options.count]
    networks, table, seconds, right = Networks(options.weights), {}, {}, 0
    for folder in folders:
        layers = Layers.read(folder)
        truth = np.asarray(layers.alpha, np.float64) / 255
        share = truth[..., None]
        picture = to_srgb(LINEAR[np.asarray(layers.foreground)] * share + LINEAR[np.asarray(layers.background)] * (1 - share))
        image = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
        start = time.time()
        answers = networks(image)
        seconds.setdefault("finder and matter", []).append(time.time() - start)
        right += networks.kind(image) == layers.truth["type"]
        if options.peers and truth.max() > 0.5:
            for name, method in (("GrabCut, true box", grabcut), ("PyMatting closed form, perfect trimap", closed_form)):
                start = time.time()
                try:
                    answers[name] = method(image, truth)
                except ValueError:
                    continue
                seconds.setdefault(name, []).append(time.time() - start)
        for name, alpha in answers.items():
            table.setdefault(name, []).append(measures(alpha.astype(np.float64), truth))
    columns = list(next(iter(table.values()))[0])
    print(f"{len(folders)} samples; type right for {right} of them.\n")
    print("| method | n | " + " | ".join(columns) + " | s |\n|---" * 1 + "|---" * (len(columns) + 2) + "|")
    for name, rows in table.items():
        mean = [np.nanmean([r[c] for r in rows]) for c in columns]
        print(f"| {name} | {len(rows)} | " + " | ".join(f"{v:.3f}" for v in mean) + f" | {np.mean(seconds.get(name, [np.nan])):.2f} |")


if __name__ == "__main__":
    main()
