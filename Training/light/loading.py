"""Photographs under drawn light, from specimens rendered a light group each (`parure specimens --relightable`)."""

import io
import json
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

import lights

MAGIC = 0x31_54_41_4F_4C_46_52_50
# Height and width: the longer side is what Sources/Appraisal/Light shows the network.
SIDE = 160
SHAPES = ((160, 160), (160, 128), (128, 160), (160, 160), (160, 96), (128, 160))


class Specimen:
    """One file of half floats: a layer a group, and the piece's coverage."""

    gains = None

    def __init__(self, file):
        data = file.read_bytes()
        offset, length, _, magic = np.frombuffer(data[-32:], "<u8")
        assert magic == MAGIC, file
        index = json.loads(data[offset:offset + length])
        self.type, self.contrast = index["attributes"]["type"], float(index["attributes"]["contrast"])
        layers = {}
        for e in index["layers"]:
            count = e["width"] * e["height"] * e["channels"]
            layers[e["name"]] = np.frombuffer(data, "<f2", count, e["offset"]).reshape(e["height"], e["width"], e["channels"])
        self.alpha = (np.clip(layers["alpha"][..., 0].astype(np.float32), 0, 1) * 255 + 0.5).astype(np.uint8)
        self.layers = np.stack([layers[g] for g in lights.GROUPS])

    def under(self, gains):
        """Scene light of the whole photograph."""
        out = np.zeros(self.layers.shape[1:], np.float32)
        for name, gain in gains.items():
            out += self.layers[lights.INDEX[name]] * np.float32(gain)
        return np.maximum(out, 0)


class Photographed:
    """A sample of `parure specimens`: its light is as it was, its exposure is not."""

    def __init__(self, folder):
        def load(name, mode):
            with Image.open(folder / name) as image:
                image = image.convert(mode)
                image.thumbnail((256, 256), Image.BOX)
                return np.asarray(image, np.float32) / 255
        alpha = load("alpha.png", "L")
        f, b = (linear(load(f"{name}.jpg", "RGB")) for name in ("foreground", "background"))
        self.picture = (b + (f - b) * alpha[..., None]).astype(np.float16)
        self.alpha = (alpha * 255 + 0.5).astype(np.uint8)
        truth = json.loads((folder / "truth.json").read_text())
        self.gains = {g: np.float32(v) for g, v in truth["light"].items()}


def view(scene, exposure, contrast):
    """Sources/Rendering/ViewTransform.swift: contrast about middle grey, a shoulder from 0.75, bright colours to white."""
    scene = scene * exposure

    def curve(x):
        x = 0.18 * np.power(x / 0.18, contrast)
        t = np.maximum(x - 0.75, 0) / 0.25
        return np.where(x > 0.75, 0.75 + 0.25 * t / (1 + t), x)
    most = np.maximum(scene.max(-1, keepdims=True), 1e-6)
    together = scene * (curve(most) / most)
    return together + 0.7 * (curve(scene) - together)


def encoded(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)


def linear(srgb):
    return np.where(srgb <= 0.04045, srgb / 12.92, np.power((srgb + 0.055) / 1.055, 2.4))


class Library:
    """Relightable files of a folder, and samples of other folders; they may grow while they are in use."""

    def __init__(self, folder, photographed=()):
        self.folder, self.others, self.kept = Path(folder), [Path(f) for f in photographed], {}
        self.scan()

    def scan(self):
        self.files = sorted(self.folder.glob("*.light"))
        self.photographed = sorted(p.parent for f in self.others for p in f.glob("*/truth.json"))
        return f"{len(self.files)}+{len(self.photographed)}"

    def pick(self, rng):
        """A relightable scene is worth several of those whose light is fixed."""
        fixed_light = rng.random() < len(self.photographed) / (3 * len(self.files) + len(self.photographed))
        return self.specimen(rng.choice(self.photographed if fixed_light else self.files))

    def specimen(self, file):
        if file not in self.kept:
            self.kept[file] = Specimen(file) if file.suffix == ".light" else Photographed(file)
        return self.kept[file]


def photograph(specimen, gains, rng):
    """As a photographer exposes and a camera keeps it: sRGB and coverage, 8 bits."""
    cast = np.float32([1, 1, 1])
    if rng.random() < 0.5:
        cast = np.float32([2 ** rng.gauss(0, 0.2), 2 ** rng.gauss(0, 0.08), 2 ** rng.gauss(0, 0.25)])
    if isinstance(specimen, Photographed):
        picture = specimen.picture.astype(np.float32) * cast * 2 ** rng.uniform(-0.9, 0.3)
        if rng.random() < 0.5:
            picture = np.power(np.minimum(picture, 1), rng.uniform(0.85, 1.2))
    else:
        scene = specimen.under({g: v * cast for g, v in gains.items()})
        greens = np.sort(scene[::3, ::3, 1].ravel())
        total = sum(float(np.mean(v)) for v in gains.values())
        exposure = 2 ** rng.uniform(-0.8, 0.6) * 1.3 / max(total, 0.1)
        exposure = min(exposure, 1.25 / max(greens[len(greens) * 19 // 20], 1e-3))
        picture = view(scene, exposure, specimen.contrast * rng.uniform(0.9, 1.15))
    if rng.random() < 0.3:
        # The lens's corners.
        h, w = picture.shape[:2]
        y, x = np.mgrid[:h, :w].astype(np.float32)
        r = ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
        picture = picture * (1 - rng.uniform(0, 0.5) * r)[..., None]
    if rng.random() < 0.2:
        picture = np.maximum(picture + rng.uniform(0.005, 0.06), 0)
    if rng.random() < 0.5:
        noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(picture.shape, np.float32)
        picture = picture + noise * 10 ** rng.uniform(-3, -1.8) * np.sqrt(np.maximum(picture, 0) + 0.02)
    srgb = encoded(picture)
    if rng.random() < 0.3:
        grey = (srgb @ lights.LUMINANCE)[..., None]
        srgb = grey + (srgb - grey) * rng.uniform(0, 1.5)
    return (np.clip(srgb, 0, 1) * 255 + 0.5).astype(np.uint8)


def planes_of(colour, alpha):
    out = np.zeros((4,) + alpha.shape, np.float32)
    out[:3] = np.asarray(colour, np.float32).transpose(2, 0, 1) / 255
    out[3] = np.asarray(alpha, np.float32) / 255
    return out


def example(specimen, rng, shape, gains=None):
    """Planes of the given height and width, shares of the groups, key.

    The frame is cropped about the piece; what the crop lacks repeats its edge, as the network's caller pads.
    """
    gains = gains or specimen.gains or lights.draw(rng)
    weights = lights.shares(gains)
    toward = lights.key(weights)
    colour, alpha = Image.fromarray(photograph(specimen, gains, rng)), Image.fromarray(specimen.alpha)
    w, h = alpha.size
    if rng.random() < 0.5:
        colour, alpha = (i.transpose(Image.FLIP_LEFT_RIGHT) for i in (colour, alpha))
        weights, toward = weights[lights.MIRRORED], toward * np.float32([-1, 1, 1])
    # A window of the wanted shape.
    height, width = shape
    zoom = max(height / h, width / w) * rng.uniform(1, 1.35) if rng.random() < 0.7 else min(height / h, width / w)
    cw, ch = min(w, int(width / zoom)), min(h, int(height / zoom))
    covered = np.argwhere(np.asarray(alpha) > 100)
    cy, cx = covered.mean(0) if len(covered) else (h / 2, w / 2)
    x0 = int(min(max(cx + rng.gauss(0, 0.15) * cw - cw / 2, 0), w - cw))
    y0 = int(min(max(cy + rng.gauss(0, 0.15) * ch - ch / 2, 0), h - ch))
    box = (x0, y0, x0 + cw, y0 + ch)
    size = (min(width, max(1, round(cw * zoom))), min(height, max(1, round(ch * zoom))))
    colour, alpha = (i.resize(size, Image.BILINEAR, box=box) for i in (colour, alpha))
    if rng.random() < 0.3:
        colour = colour.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    elif rng.random() < 0.4:
        colour = colour.filter(ImageFilter.UnsharpMask(rng.uniform(0.5, 1.2), int(rng.uniform(30, 140)), 0))
    if rng.random() < 0.4:
        # The cutout's edge is not the truth's.
        alpha = alpha.filter(rng.choice((ImageFilter.MaxFilter(3), ImageFilter.MinFilter(3), ImageFilter.GaussianBlur(1.5))))
    if rng.random() < 0.5:
        buffer = io.BytesIO()
        colour.save(buffer, "JPEG", quality=rng.randint(45, 95))
        colour = Image.open(io.BytesIO(buffer.getvalue()))
    colour, alpha = np.asarray(colour), np.asarray(alpha)
    pads = ((0, height - size[1]), (0, width - size[0]))
    colour = np.pad(colour, pads + ((0, 0),), "edge")
    return planes_of(colour, np.pad(alpha, pads)), weights, toward


def fixed(library, each, seed=5):
    """The same photographs every time: for watching a training."""
    for k, file in enumerate(library.files):
        rng = random.Random(seed * 1000 + k)
        for _ in range(each):
            yield example(library.specimen(file), rng, (SIDE, SIDE))
