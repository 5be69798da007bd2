"""Recombines layered samples into photographs that were never seen before, with the seller's strokes on them.

Everything that changes the picture changes its truth alike: layers are cropped, scaled, turned and lit apart, composed
in linear light, blurred together, and only then made worse as cameras and shops do.
"""

import io
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from network import HINTS, TYPES
from samples import LINEAR, Layers, sample_folders, to_linear, to_srgb

FONTS = sorted(Path("/usr/share/fonts").rglob("*.ttf"))


@dataclass
class Example:
    planes: np.ndarray      # 7 × n × n: what the network reads
    alpha: np.ndarray       # n × n
    foreground: np.ndarray  # 3 × n × n, sRGB
    background: np.ndarray  # 3 × n × n, sRGB
    type: int               # −1 where it cannot be told


class Library:
    """All samples of some folders; decoded ones stay in memory. The folders may grow while it is in use."""

    def __init__(self, roots, limit=1500):
        self.roots, self.limit, self.kept = [Path(r) for r in roots], limit, {}
        self.scan()

    def scan(self):
        """Rendered samples, the last root, weigh twice as much as all the drawn ones, once they are more than a few."""
        folders = [sample_folders(root) for root in self.roots]
        if not any(folders):
            raise SystemExit("no samples below " + ", ".join(map(str, self.roots)))
        *drawn, rendered = [f for f in folders if f]
        self.folders, self.weights = drawn + [rendered], [1.0] * len(drawn)
        self.weights.append(max(1.0, 2.0 * len(drawn)) if len(rendered) > 60 else 1.0)
        return sum(map(len, self.folders))

    def pick(self, rng):
        folder = rng.choice(rng.choices(self.folders, self.weights)[0])
        if folder not in self.kept:
            if len(self.kept) >= self.limit:
                self.kept.pop(next(iter(self.kept)))
            self.kept[folder] = Layers.read(folder)
        return self.kept[folder]


class Frame:
    """Where a square of the new photograph lies on a sample: scale, centre, quarter turns, flip, a small rotation."""

    def __init__(self, size, scale, centre, turns=0, flip=False, degrees=0.0):
        self.size, self.scale, self.centre, self.turns, self.flip, self.degrees = size, scale, centre, turns, flip, degrees

    def cut(self, image, fill=None):
        """The square of an image, edges repeated or filled."""
        n, s = self.size, self.scale
        margin = 1.45 if self.degrees else 1.0
        m = int(round(n * margin))
        half = m / s / 2
        x0, y0 = self.centre[0] - half, self.centre[1] - half
        w, h = image.size
        inside = (max(0.0, x0), max(0.0, y0), min(float(w), x0 + 2 * half), min(float(h), y0 + 2 * half))
        if inside[2] - inside[0] < 1 or inside[3] - inside[1] < 1:
            out = Image.new(image.mode, (n, n), 0)
            return out
        left, top = int(round((inside[0] - x0) * s)), int(round((inside[1] - y0) * s))
        pw = max(1, min(m - left, int(round((inside[2] - inside[0]) * s))))
        ph = max(1, min(m - top, int(round((inside[3] - inside[1]) * s))))
        part = image.resize((pw, ph), Image.BICUBIC if s > 0.9 else Image.BOX if s < 0.4 else Image.HAMMING, box=inside)
        if (pw, ph) != (m, m):
            if fill is None:
                array = np.asarray(part)
                pads = [(top, m - top - ph), (left, m - left - pw)] + [(0, 0)] * (array.ndim - 2)
                part = Image.fromarray(np.pad(array, pads, "edge"))
            else:
                whole = Image.new(image.mode, (m, m), fill)
                whole.paste(part, (left, top))
                part = whole
        if self.degrees:
            part = part.rotate(self.degrees, Image.BICUBIC)
        off = (m - n) // 2
        part = part.crop((off, off, off + n, off + n))
        if self.flip:
            part = part.transpose(Image.FLIP_LEFT_RIGHT)
        return part if not self.turns else part.transpose((Image.ROTATE_90, Image.ROTATE_180, Image.ROTATE_270)[self.turns - 1])


def linear(image):
    return LINEAR[np.asarray(image)]


def blurred(plane, radius):
    """A Gaussian blur of a float plane or picture, coarse but quick."""
    if radius < 0.3:
        return plane
    if plane.ndim == 3:
        return np.stack([blurred(plane[..., c], radius) for c in range(plane.shape[2])], -1)
    taps = np.arange(-int(3 * radius) - 1, int(3 * radius) + 2)
    kernel = np.exp(-0.5 * (taps / radius) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (len(taps) // 2,) * 2
        wide = np.pad(plane, pad, "edge")
        out = np.zeros_like(plane)
        n = plane.shape[axis]
        for k, weight in enumerate(kernel):
            out += weight * (wide[k:k + n] if axis == 0 else wide[:, k:k + n])
        plane = out
    return plane


def closed(plane, side):
    """Grey closing by a square of `side` pixels: maxima, then minima, of doubling spans along each axis."""
    for extreme, rest in ((np.maximum, 0), (np.minimum, 255)):
        for axis in (0, 1):
            pad = [(0, 0), (0, 0)]
            pad[axis] = (side // 2,) * 2
            wide, span = np.pad(plane, pad, constant_values=rest), 1
            while span < side:
                step = min(span, side - span)
                n = wide.shape[axis] - step
                wide = extreme(wide[:n], wide[step:]) if axis == 0 else extreme(wide[:, :n], wide[:, step:])
                span += step
            plane = wide
    return plane


def smeared(plane, steps, dx, dy):
    """Motion blur: the mean of shifted copies."""
    return sum(np.roll(plane, (int(round(k * dy)), int(round(k * dx))), (0, 1)) for k in range(steps)) / steps


def grain(rng, n, cell):
    """Noise of a grain of `cell` pixels, mean 0, about −1..1."""
    m = max(2, int(np.ceil(n / cell)) + 1)
    grid = np.random.default_rng(rng.getrandbits(32)).uniform(-1, 1, (m, m)).astype(np.float32)
    side = int(np.ceil(m * cell))
    return np.asarray(Image.fromarray(grid).resize((side, side), Image.BICUBIC))[:n, :n]


def weave(rng, n):
    """Cloth: two sets of threads across each other, uneven, mean 0, about −1..1."""
    y, x = np.mgrid[:n, :n].astype(np.float32)
    x, y = x + 2 * grain(rng, n, 24), y + 2 * grain(rng, n, 24)
    t, period = rng.uniform(0, 3.14), rng.uniform(2.5, 16)
    u, v = (x * np.cos(t) + y * np.sin(t)) / period, (y * np.cos(t) - x * np.sin(t)) / (period * rng.uniform(0.7, 1.5))
    over = (np.floor(u) + np.floor(v)) % 2 == 0
    thread = np.where(over, np.sin(np.pi * (u % 1)), np.sin(np.pi * (v % 1)))
    return (2 * thread - 1.2) * (1 + 0.4 * grain(rng, n, 3))


def facets(rng, n, cell):
    """Close-set crystals: cells whose facets are black, grey or a glint; 0 upwards, mean about 0.6."""
    noise = np.random.default_rng(rng.getrandbits(32))
    seeds = noise.uniform(-0.35, 0.35, (2, int(n / cell) + 3, int(n / cell) + 3)).astype(np.float32)
    y, x = np.mgrid[:n, :n].astype(np.float32) / cell
    cy, cx = y.astype(int), x.astype(int)
    dy, dx = y - cy - 0.5 - seeds[0, cy, cx], x - cx - 0.5 - seeds[1, cy, cx]
    sector = ((np.arctan2(dy, dx) / 0.7854).astype(int) + 4 + 9 * (dx * dx + dy * dy > 0.08)) % 18
    tone = noise.choice(np.float32([0.05, 0.2, 0.45, 0.7, 1.0, 1.6]), (seeds.shape[1], seeds.shape[2], 18))
    return tone[cy, cx, sector]


class Composer:
    """Makes examples of one part; `size` pixels square."""

    def __init__(self, library, part, size):
        self.library, self.part, self.size = library, part, size

    def frame(self, layers, rng):
        """Returns a frame and whether the whole photograph is in it."""
        n, (w, h) = self.size, layers.alpha.size
        flip, degrees = rng.random() < 0.5, rng.gauss(0, 8) if rng.random() < 0.4 else 0.0
        turns = rng.choice((0, 0, 0, 0, 0, 1, 2, 3))
        if self.part == "finder" and rng.random() < 0.55:
            scale = n / max(w, h) * rng.uniform(0.85, 1.25)
            return Frame(n, scale, (w / 2 + rng.gauss(0, 0.04 * w), h / 2 + rng.gauss(0, 0.04 * h)), 0, flip, degrees), scale < n / max(w, h) * 1.1
        if rng.random() < 0.3 and (box := layers.alpha.point(lambda v: 255 * (v > 100)).getbbox()):
            # The piece fills the frame, as shops show rings and studs: what is inside an outline is seen with it.
            filled = rng.uniform(0.5, 1.15)
            scale = min(3.0, n / max(box[2] - box[0], box[3] - box[1], 8) * filled)
            j = 0.15 * n / scale
            centre = (box[0] + box[2]) / 2 + rng.uniform(-j, j), (box[1] + box[3]) / 2 + rng.uniform(-j, j)
            return Frame(n, scale, centre, turns, flip, degrees), filled < 1
        scale = np.exp(rng.uniform(np.log(0.6), np.log(1.7)))
        if self.part == "matter" and rng.random() < 0.35:
            scale = rng.uniform(0.9, 1.1)
        if rng.random() < 0.88:
            covered = np.argwhere(np.asarray(layers.alpha)[::4, ::4] > 100)
            if len(covered):
                y, x = covered[rng.randrange(len(covered))] * 4
                j = n / scale * 0.3
                return Frame(n, scale, (x + rng.uniform(-j, j), y + rng.uniform(-j, j)), turns, flip, degrees), False
        return Frame(n, scale, (rng.uniform(0, w), rng.uniform(0, h)), turns, flip, degrees), False

    def elsewhere(self, rng):
        """Part of another sample's background: cloth, wood, a bust's edge."""
        layers = self.library.pick(rng)
        w, h = layers.background.size
        scale = rng.uniform(0.7, 2)
        return linear(Frame(self.size, scale, (rng.uniform(0.2, 0.8) * w, rng.uniform(0.2, 0.8) * h), rng.randrange(4), rng.random() < 0.5)
                      .cut(layers.background))

    def light(self, rng, spread, tint):
        return np.float32(2 ** rng.gauss(0, spread)) * np.array([2 ** rng.gauss(0, tint) for _ in range(3)], np.float32)

    def second(self, rng, scale):
        """Another piece: its colour and coverage in the frame."""
        layers = self.library.pick(rng)
        covered = np.argwhere(np.asarray(layers.alpha)[::4, ::4] > 100)
        if not len(covered):
            return None
        y, x = covered[rng.randrange(len(covered))] * 4
        n = self.size
        frame = Frame(n, scale * rng.uniform(0.5, 1.2), (x + rng.uniform(-.5, .5) * n / scale, y + rng.uniform(-.5, .5) * n / scale),
                      rng.randrange(4), rng.random() < 0.5)
        return linear(frame.cut(layers.foreground)) * self.light(rng, 0.3, 0.05), np.float32(frame.cut(layers.alpha, 0)) / 255

    def example(self, rng):
        layers = self.library.pick(rng)
        frame, whole = self.frame(layers, rng)
        n = self.size
        f = linear(frame.cut(layers.foreground))
        a = np.asarray(frame.cut(layers.alpha, 0), np.float32) / 255
        own = rng.random() < 0.62
        if own:
            b = linear(frame.cut(layers.background))
        else:
            b = self.elsewhere(rng) if rng.random() < 0.8 else np.ones((n, n, 3), np.float32) * self.light(rng, 1, 0.3) * 0.4
            if rng.random() < 0.6:
                b = b * (1 - rng.uniform(0, 0.7) * np.roll(blurred(a, rng.uniform(1, 8)), (rng.randrange(9), rng.randrange(-8, 9)), (0, 1)))[..., None]
        f, b = self.surfaces(rng, f, b, a, own)
        # Piece and display under lights of their own, then both under one.
        f, b = f * self.light(rng, 0.3, 0.06), b * self.light(rng, 0.5, 0.1)
        cast = self.light(rng, 0.35, 0.12)
        if rng.random() < 0.15:
            cast = cast * self.light(rng, 0.3, 0.3)
        f, b = np.minimum(f * cast, 1), np.minimum(b * cast, 1)
        prior, excluded, click = a, None, False
        if rng.random() < 0.22 and (other := self.second(rng, frame.scale)) is not None:
            of, oa = np.minimum(other[0] * cast, 1), other[1]
            behind = rng.random() < 0.5
            if self.part == "matter" and rng.random() < 0.6:
                # Not the wanted one: the seller said so by a click, or by a stroke on the other.
                excluded = oa * (1 - a)
                b = of * oa[..., None] + b * (1 - oa[..., None])
                prior, click = np.maximum(a, oa), True
            else:
                top, under = ((f, a), (of, oa)) if behind else ((of, oa), (f, a))
                union = top[1] + under[1] * (1 - top[1])
                f = (top[0] * top[1][..., None] + under[0] * (under[1] * (1 - top[1]))[..., None]) / np.maximum(union, 1e-3)[..., None] \
                    + f * (union < 1e-3)[..., None]
                a = prior = union
        f, a, b, = self.lens(rng, f, a, b)
        picture = f * a[..., None] + b * (1 - a[..., None])
        picture, b, f, a = self.overlays(rng, picture, b, f, a)
        colour = self.camera(rng, picture)
        planes = np.zeros((3 + HINTS, n, n), np.float32)
        planes[:3] = colour.transpose(2, 0, 1)
        if self.part == "matter":
            planes[3:] = self.hints(rng, a, prior, excluded, click)
        kind = TYPES.index(layers.truth["type"]) if whole and a.sum() > 30 else -1
        return Example(planes, a, to_srgb(f).transpose(2, 0, 1).astype(np.float32), to_srgb(b).transpose(2, 0, 1).astype(np.float32), kind)

    def surfaces(self, rng, f, b, a, own):
        """Other metals, hammered or set with crystals; other cloth; white paper as shops have it; black on black."""
        n = self.size
        if rng.random() < 0.3:
            grey = f @ np.float32([0.21, 0.72, 0.07])
            tone = np.float32(rng.choice(((1, 1, 1), (1, 1, 1), (1.25, 1, 0.55), (1.3, 0.95, 0.8), (0.3, 0.3, 0.32))))
            f = f + rng.uniform(0.6, 1) * (grey[..., None] * tone - f)
        if rng.random() < 0.12:
            f = f * facets(rng, n, rng.uniform(3, 14))[..., None]
        elif rng.random() < 0.1 and a.sum() > 30:
            # A flat plate shows one soft gradient.
            tone = (f * a[..., None]).sum((0, 1)) / a.sum()
            f = np.maximum(tone * np.exp(rng.uniform(0.1, 0.9) * grain(rng, n, rng.uniform(60, 250)))[..., None] + rng.uniform(0, 0.3) * (f - tone), 0)
        elif rng.random() < 0.15:
            f = f * np.exp(rng.uniform(0.2, 0.9) * grain(rng, n, rng.uniform(2, 20)))[..., None]
        if rng.random() < 0.2:
            b = b * np.exp(rng.uniform(0.1, 0.7) * weave(rng, n))[..., None]
        elif rng.random() < 0.15:
            b = b * np.exp(rng.uniform(0.2, 0.8) * grain(rng, n, rng.uniform(2, 40)))[..., None]
        kind = rng.random()
        if kind < 0.14:
            # High key: the paper is nearly white, and bright metal mirrors it.
            level = rng.uniform(0.55, 1.05) / max(float(np.median(b)), 0.02)
            b = np.minimum(b * level, 1) if own or rng.random() < 0.5 else np.full_like(b, rng.uniform(0.7, 1))
            shade = blurred(a, rng.uniform(2, 9))
            b = b * (1 - rng.uniform(0, 0.5) * np.roll(shade, (rng.randrange(10), rng.randrange(-6, 7)), (0, 1)))[..., None]
            f = f * rng.uniform(1, 2)
        elif kind < 0.22:
            b = b * (rng.uniform(0.01, 0.08) / max(float(np.median(b)), 0.01))
            if rng.random() < 0.5:
                f = f * rng.uniform(0.1, 0.6)
        return f, b

    # MARK: What lens, shop and camera add

    def lens(self, rng, f, a, b):
        radius = max(0.0, rng.gauss(0.3, 0.5)) if rng.random() < 0.8 else rng.uniform(1, 2.5)
        blur = lambda p: blurred(p, radius)
        if rng.random() < 0.06:
            steps, angle = rng.randint(2, 5), rng.uniform(0, 3.14)
            blur = lambda p: smeared(p, steps, np.cos(angle), np.sin(angle))
        elif radius < 0.3:
            return f, a, b
        soft = blur(a)
        # Layers keep their meaning: blurred coverage, and the mean of what each contributes.
        f = np.where(soft[..., None] > 0.02, blur(f * a[..., None]) / np.maximum(soft, 0.02)[..., None], f)
        rest = 1 - soft
        b = np.where(rest[..., None] > 0.02, blur(b * (1 - a[..., None])) / np.maximum(rest, 0.02)[..., None], b)
        return np.minimum(f, 1), soft, np.minimum(b, 1)

    def overlays(self, rng, picture, b, f, a):
        n = self.size
        if rng.random() < 0.12:
            layer = Image.new("L", (n, n))
            draw = ImageDraw.Draw(layer)
            at = (rng.randrange(n), rng.randrange(n))
            text = "".join(rng.choice("ABCDEFGHIKLMNORSTUaeionrst0123456789 .©") for _ in range(rng.randint(3, 14)))
            font = ImageFont.truetype(str(rng.choice(FONTS)), rng.randint(10, 48)) if FONTS else ImageFont.load_default()
            draw.text((at[0] - n // 4, at[1]), text, fill=int(255 * rng.uniform(0.15, 1)), font=font)
            ink, tone = np.asarray(layer, np.float32)[..., None] / 255, np.float32([rng.random()] * 3)
            picture, b, f = (p * (1 - ink) + tone * ink for p in (picture, b, f))
        if rng.random() < 0.12:
            layer = Image.new("L", (n, n))
            draw = ImageDraw.Draw(layer)
            w, h = rng.randint(8, n // 3), rng.randint(8, n // 4)
            x, y = rng.randrange(-w // 2, n), rng.randrange(-h // 2, n)
            (draw.ellipse if rng.random() < 0.35 else draw.rectangle)((x, y, x + w, y + h), fill=255)
            paper = Image.new("RGB", (n, n), tuple(rng.randrange(256) for _ in range(3)))
            pen = ImageDraw.Draw(paper)
            for _ in range(rng.randrange(4)):
                yy = rng.randrange(y, y + h + 1)
                pen.line((x + 3, yy, x + w - 3, yy), fill=tuple(rng.randrange(256) for _ in range(3)), width=rng.randint(1, 4))
            ink = np.asarray(layer.filter(ImageFilter.GaussianBlur(0.6)), np.float32)[..., None] / 255
            tone = linear(paper)
            # A sticker hides the piece.
            picture, b = (p * (1 - ink) + tone * ink for p in (picture, b))
            a = a * (1 - ink[..., 0])
        if rng.random() < 0.25:
            y, x = np.mgrid[:n, :n].astype(np.float32) / n - 0.5
            t = rng.uniform(0, 6.28)
            gain = np.clip(1 + rng.uniform(0, 0.9) * (np.cos(t) * x + np.sin(t) * y) - rng.uniform(0, 0.8) * (x * x + y * y), 0.1, 2)[..., None]
            picture, b, f = (np.minimum(p * gain, 1) for p in (picture, b, f))
        return picture, b, f, a

    def camera(self, rng, picture):
        gauss = np.random.default_rng(rng.getrandbits(32)).standard_normal
        if rng.random() < 0.5:
            s = 10 ** rng.uniform(-3, -1.7)
            noise = gauss(picture.shape, dtype=np.float32)
            if rng.random() < 0.4:
                noise = blurred(noise, 0.8) * 2
            picture = picture + noise * s * np.sqrt(np.maximum(picture, 0) + 0.02)
        srgb = to_srgb(picture).astype(np.float32)
        if rng.random() < 0.35:
            r = rng.uniform(0.6, 1.6)
            srgb = srgb + rng.uniform(0.2, 1.2) * (srgb - blurred(srgb, r))
        image = Image.fromarray((np.clip(srgb, 0, 1) * 255 + 0.5).astype(np.uint8))
        if rng.random() < 0.5:
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=rng.randint(40, 95))
            image = Image.open(io.BytesIO(buffer.getvalue()))
        return np.asarray(image, np.float32) / 255

    # MARK: The finder's map and the seller's hand

    def hints(self, rng, a, prior, excluded, click):
        n = self.size
        out = np.zeros((HINTS, n, n), np.float32)
        if rng.random() < 0.9:
            out[0] = self.mistaken(rng, prior)
        if excluded is not None or rng.random() < 0.15:
            if click and rng.random() < 0.7:
                self.dab(rng, out[3], a > 0.5, 1, 1)
            elif excluded is not None:
                # Without a click the other piece is struck out.
                self.dab(rng, out[2], excluded > 0.5, rng.randint(1, 3), 3)
        if rng.random() < 0.3:
            lost = (a > 0.6) & (out[0] < 0.4)
            self.dab(rng, out[1], lost if lost.sum() > 8 and rng.random() < 0.8 else a > 0.7, rng.randint(1, 3), 3)
        if rng.random() < 0.3:
            false = (a < 0.02) & (out[0] > 0.5)
            self.dab(rng, out[2], false if false.sum() > 8 and rng.random() < 0.8 else a < 0.01, rng.randint(1, 3), 6)
        out[1] *= a > 0.4
        out[2] *= a < 0.1
        return out

    def mistaken(self, rng, prior):
        """The map as a finder sees it: coarse, with holes and inventions."""
        n, k = self.size, rng.choice((1, 2, 2, 4))
        image = Image.fromarray((prior * 255).astype(np.uint8))
        if rng.random() < 0.45:
            # Openings of links, lattices and fringes are closed: the matter must open them again.
            side = rng.choice((5, 9, 15))
            image = Image.fromarray(closed(np.asarray(image), side))
        image = image.resize((n // k, n // k), Image.BOX).resize((n, n), Image.BILINEAR)
        p = np.asarray(image, np.float32) / 255
        p = np.clip((p - rng.uniform(0, 0.25)) * rng.uniform(0.9, 2.2), 0, 1)
        cell = rng.choice((8, 16, 32))
        def patches():
            grid = Image.fromarray((np.random.default_rng(rng.getrandbits(32)).random((n // cell + 1,) * 2) * 255).astype(np.uint8))
            return np.asarray(grid.resize((n, n), Image.BICUBIC), np.float32) / 255
        if rng.random() < 0.5:
            p = p * np.clip((patches() - rng.uniform(0.1, 0.4)) * 6, 0, 1)
        if rng.random() < 0.4:
            p = np.maximum(p, np.clip((patches() - rng.uniform(0.7, 0.9)) * 6, 0, 1))
        return p

    def dab(self, rng, plane, where, count, width):
        """Strokes between near points of an area, or a dot."""
        spots = np.argwhere(where)
        if not len(spots):
            return
        layer = Image.new("L", plane.shape[::-1])
        draw = ImageDraw.Draw(layer)
        for _ in range(count):
            y, x = spots[rng.randrange(len(spots))]
            r = rng.uniform(0.5, width)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
            near = spots[(np.abs(spots - (y, x)) < rng.randint(5, 40)).all(1)]
            if width > 1 or rng.random() < 0.5:
                q = near[rng.randrange(len(near))]
                draw.line((x, y, q[1], q[0]), fill=255, width=max(1, int(2 * r)))
        np.maximum(plane, np.asarray(layer, np.float32) / 255, out=plane)


def stream(roots, part, size, seed, batch):
    """Batches without end, of bytes; the same seed and the same folders give the same ones."""
    import torch
    rng = random.Random(seed)
    library = Library(roots)
    composer = Composer(library, part, size)
    made = 0
    while True:
        examples = [composer.example(rng) for _ in range(batch)]
        made += batch
        if made % 400 < batch:
            library.scan()
        def stacked(key):
            # Eight bits are what a file holds; a quarter of the floats' way from process to process.
            return torch.from_numpy((np.clip(np.stack([getattr(e, key) for e in examples]), 0, 1) * 255 + 0.5).astype(np.uint8))
        yield {key: stacked(key) for key in ("planes", "alpha", "foreground", "background")} \
            | {"type": torch.tensor([e.type for e in examples])}
