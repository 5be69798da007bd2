"""Drawn specimens: crude jewelry on crude displays, made in a moment, in the format of the rendered ones.

    sketches.py OUT --count 400 [--from 0] [--seed 1]

Renders are true and dear, sketches are false and cheap: they teach the network what chains, beads, bands and gems have
in common before it sees renders, and widen the shapes and displays afterwards. Each part is a little patch of normals,
lit by a random environment. Nothing in here looks like a photograph, and nothing needs to.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from samples import Sample

FONTS = sorted(Path("/usr/share/fonts").rglob("*.ttf"))
METALS = {"yellowGold": (0.95, 0.68, 0.28), "roseGold": (0.93, 0.62, 0.5), "silver": (0.86, 0.86, 0.87),
          "blackened": (0.3, 0.3, 0.31), "copper": (0.9, 0.5, 0.33)}


class Environment:
    """Bright areas over darkness, looked up by direction: what polished metal shows."""

    def __init__(self, rng):
        n = rng.integers(2, 6)
        self.centres = rng.normal(size=(n, 3)) + (0, -0.6, 0.8)
        self.centres /= np.linalg.norm(self.centres, axis=1, keepdims=True)
        self.sharp = rng.uniform(3, 40, n)
        self.power = rng.uniform(0.4, 2.2, n)
        self.floor = rng.uniform(0.02, 0.35)

    def shine(self, normals):
        reflected = 2 * normals[..., 2:] * normals - (0, 0, 1)
        light = np.full(normals.shape[:-1], self.floor)
        for centre, sharp, power in zip(self.centres, self.sharp, self.power):
            light = light + power / (1 + np.exp(-sharp * (reflected @ centre - 0.75)))
        return light

    def diffuse(self, normals):
        light = np.full(normals.shape[:-1], 0.25 + self.floor)
        for centre, power in zip(self.centres, self.power):
            light = light + 0.25 * power * np.clip(normals @ centre, 0, 1)
        return light


class Material:
    def __init__(self, rng, metal=None):
        self.kind = "metal" if metal is not None else rng.choice(["pearl", "glass", "matte", "gem"])
        self.seed = int(rng.integers(1 << 30))
        if metal is not None:
            self.colour = np.array(metal) * rng.uniform(0.8, 1.05)
        elif self.kind == "pearl":
            self.colour = np.array(rng.choice([(0.9, 0.87, 0.82), (0.85, 0.7, 0.62), (0.25, 0.27, 0.3)]))
        else:
            self.colour = rng.uniform(0.02, 1, 3) ** rng.uniform(0.7, 2)

    def shade(self, normals, environment, rng):
        shine, diffuse = environment.shine(normals), environment.diffuse(normals)
        rim = (1 - np.clip(normals[..., 2], 0, 1)) ** 3
        if self.kind == "metal":
            return shine[..., None] * self.colour
        if self.kind == "gem":
            # Facets: directions broken into cells, each with a reflection of its own.
            cells = np.floor(normals[..., :2] * rng.uniform(1.5, 4) + rng.uniform(0, 1, 2)).astype(int)
            glint = ((cells[..., 0] * 73856093 ^ cells[..., 1] * 19349663 ^ self.seed) % 97) / 97.0
            return glint[..., None] ** 2 * 1.6 * self.colour + (glint > 0.85)[..., None] * 0.8 + 0.05 * self.colour
        gloss = {"pearl": 0.25, "glass": 0.7, "matte": 0.03}[self.kind]
        return diffuse[..., None] * self.colour + (gloss * (0.15 + rim) * shine)[..., None]


class Canvas:
    def __init__(self, width, height):
        self.colour = np.zeros((height, width, 3))
        self.alpha = np.zeros((height, width))

    def part(self, centre, half, angle, normals_of, material, environment, rng):
        """Draws a part of half extents `half` about `centre`; normals_of(u, v, pixel) gives normals and coverage."""
        reach = float(np.hypot(*half)) + 2
        x0, x1 = int(max(0, centre[0] - reach)), int(min(self.alpha.shape[1], centre[0] + reach + 1))
        y0, y1 = int(max(0, centre[1] - reach)), int(min(self.alpha.shape[0], centre[1] + reach + 1))
        if x0 >= x1 or y0 >= y1:
            return
        y, x = np.mgrid[y0:y1, x0:x1] + 0.5
        c, s = np.cos(angle), np.sin(angle)
        u, v = (c * (x - centre[0]) + s * (y - centre[1])) / half[0], (-s * (x - centre[0]) + c * (y - centre[1])) / half[1]
        n, cover = normals_of(u, v, min(half))
        turned = np.stack([c * n[..., 0] - s * n[..., 1], s * n[..., 0] + c * n[..., 1], n[..., 2]], -1)
        shaded = material.shade(turned, environment, rng)
        a = cover[..., None]
        old = self.alpha[y0:y1, x0:x1, None]
        self.colour[y0:y1, x0:x1] = shaded * a + self.colour[y0:y1, x0:x1] * (1 - a)
        self.alpha[y0:y1, x0:x1] = (a + old * (1 - a))[..., 0]


def soft(distance):
    """Coverage from a signed distance in pixels, positive inside."""
    return np.clip(distance + 0.5, 0, 1)


def ball(u, v, size):
    r = np.sqrt(u * u + v * v)
    z = np.sqrt(np.clip(1 - r * r, 1e-4, 1))
    return np.stack([u, v, z], -1), soft((1 - r) * size)


def facet(u, v, size):
    r = np.sqrt(u * u + v * v) + 1e-6
    lift = np.where(r > 0.55, 0.75, 0.15)
    n = np.stack([u / r * lift, v / r * lift, np.sqrt(1 - lift**2)], -1)
    return n, soft((1 - r) * size)


def torus(wire):
    def normals(u, v, size):
        r = np.sqrt(u * u + v * v) + 1e-6
        across = np.clip((r - (1 - wire)) / wire, -1, 1)
        z = np.sqrt(np.clip(1 - across**2, 1e-4, 1))
        return np.stack([u / r * across, v / r * across, z], -1), soft((wire - np.abs(r - (1 - wire))) * size)
    return normals


def plate(rounding):
    def normals(u, v, size):
        d = (np.abs(u) ** rounding + np.abs(v) ** rounding) ** (1 / rounding)
        edge = np.clip((d - 0.8) / 0.2, 0, 1) * 0.8
        n = np.stack([u * edge, v * edge, np.sqrt(np.clip(1 - edge**2 * (u * u + v * v), 0.05, 1))], -1)
        return n / np.linalg.norm(n, axis=-1, keepdims=True), soft((1 - d) * size)
    return normals


def rod(u, v, size):
    z = np.sqrt(np.clip(1 - v * v, 1e-4, 1))
    return np.stack([0 * v, v, z], -1), soft((1 - np.abs(v)) * size) * (np.abs(u) <= 1.02)


class Piece:
    """Draws one piece of jewelry of a random make on a canvas."""

    def __init__(self, rng, width, height):
        self.rng, self.canvas, self.size = rng, Canvas(width, height), min(width, height)
        self.environment = Environment(rng)
        self.metal_name = rng.choice(list(METALS), p=[0.36, 0.14, 0.34, 0.06, 0.1])
        self.metal = Material(rng, METALS[self.metal_name])
        self.second = Material(rng)
        self.closed, self.lines, self.family = [], [], "cable"

    def put(self, centre, half, angle, shape, material):
        self.canvas.part(centre, np.maximum(half, 0.4), angle, shape, material, self.environment, self.rng)

    def along(self, points, thickness, family, closed=False):
        """Lays links or beads of a thickness along a line of points."""
        rng = self.rng
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        arc = np.concatenate([[0], np.cumsum(steps)])
        pitch = {"beads": 2.02, "cable": 2.3, "curb": 1.3, "tube": 0.7, "rope": 0.8, "flat": 1.6}[family] * thickness
        pitch = max(pitch, 1.0)
        at = np.arange(0, arc[-1], pitch)
        xs, ys = (np.interp(at, arc, points[:, k]) for k in (0, 1))
        angles = np.arctan2(np.gradient(ys), np.gradient(xs)) if len(at) > 1 else np.zeros(len(at))
        beat = rng.integers(3, 12)
        for k, (x, y, a) in enumerate(zip(xs, ys, angles)):
            material, t = self.metal, thickness
            if family == "beads":
                material = self.second if k % beat or rng.random() < 0.5 else self.metal
                self.put((x, y), (t, t), a, ball, material)
            elif family == "cable":
                wire = 0.32
                shape = torus(wire) if k % 2 == 0 else rod
                self.put((x, y), (1.45 * t, t if k % 2 == 0 else 0.4 * t), a, shape, material)
            elif family == "curb":
                self.put((x, y), (1.1 * t, 0.85 * t), a + 0.6, torus(0.38), material)
            elif family == "rope":
                self.put((x, y), (1.1 * t, 0.5 * t), a + 0.9, ball, material)
            elif family == "flat":
                self.put((x, y), (0.85 * t, t), a, plate(4), material if k % 3 else self.second)
            else:
                self.put((x, y), (0.8 * t, t), a, rod, material)
        self.lines.append(points)
        self.closed.append(closed)
        self.family = family

    def pendant(self, at, size):
        rng = self.rng
        kind = rng.choice(["disc", "drop", "gem", "bar", "cross", "heart", "cluster"])
        x, y = at
        self.put((x, y + 0.2 * size), (0.25 * size, 0.3 * size), 0, torus(0.35), self.metal)
        c = (x, y + 1.3 * size)
        if kind == "disc":
            self.put(c, (size, size), 0, plate(2), self.metal)
            if rng.random() < 0.5:
                self.put(c, (0.5 * size, 0.5 * size), 0, facet, self.second)
        elif kind == "drop":
            self.put(c, (0.7 * size, size), 0, ball, self.second)
        elif kind == "gem":
            self.put(c, (size, size), rng.uniform(0, 1), plate(3), self.metal)
            self.put(c, (0.8 * size, 0.8 * size), 0, facet, self.second)
        elif kind == "bar":
            self.put((x, y + 0.6 * size), (1.8 * size, 0.3 * size), rng.normal(0, 0.1), plate(6), self.metal)
        elif kind == "cross":
            self.put(c, (0.22 * size, size), 0, plate(6), self.metal)
            self.put((c[0], c[1] - 0.25 * size), (0.65 * size, 0.22 * size), 0, plate(6), self.metal)
        elif kind == "heart":
            for d in (-1, 1):
                self.put((c[0] + 0.3 * d * size, c[1]), (0.5 * size, 0.85 * size), -0.6 * d, plate(2.4), self.metal)
        else:
            for k in range(rng.integers(5, 12)):
                a = rng.uniform(0, 6.28)
                r = rng.uniform(0, 0.8) * size
                shape, material = ((ball, self.second), (facet, self.second), (plate(2), self.metal))[rng.integers(3)]
                self.put((c[0] + r * np.cos(a), c[1] + r * np.sin(a)), np.full(2, rng.uniform(0.2, 0.45) * size), a, shape, material)

    def thickness(self, thin, thick):
        return self.size * float(np.exp(self.rng.uniform(np.log(thin), np.log(thick))))

    def necklace(self):
        rng, (h, w) = self.rng, self.canvas.alpha.shape
        centre, top = w * rng.uniform(0.42, 0.58), h * rng.uniform(-0.1, 0.25)
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            reach, depth = w * rng.uniform(0.12, 0.42), h * rng.uniform(0.25, 0.7)
            t = np.linspace(-1, 1, 160)
            power = rng.uniform(1.3, 3)
            y = top + depth * (1 - np.abs(t) ** power)
            x = centre + reach * (np.sign(t) * np.abs(t) ** rng.uniform(0.6, 1.1)) + 0.02 * w * np.sin(3 * t + rng.uniform(0, 6))
            family = rng.choice(["beads", "cable", "curb", "tube", "rope", "flat"], p=[0.28, 0.3, 0.12, 0.12, 0.1, 0.08])
            thickness = self.thickness(0.002, 0.03 if family in ("beads", "flat") else 0.01)
            self.along(np.stack([x, y], 1), thickness, family)
            if rng.random() < 0.6:
                self.pendant((x[80], y[80] + thickness), self.thickness(0.012, 0.07))
            if rng.random() < 0.15:
                for k in range(10, 150, int(rng.integers(6, 20))):
                    self.pendant((x[k], y[k]), self.thickness(0.01, 0.025))

    def loop(self, centre, radii, tilt, thickness, family, head):
        t = np.linspace(0, 2 * np.pi, 200)
        if self.rng.random() < 0.4:
            t = np.linspace(np.pi * 0.75, np.pi * 2.25, 160)
        x, y = radii[0] * np.cos(t), radii[1] * np.sin(t)
        c, s = np.cos(tilt), np.sin(tilt)
        points = np.stack([centre[0] + c * x - s * y, centre[1] + s * x + c * y], 1)
        self.along(points, thickness, family, True)
        if head:
            at = points[np.argmin(points[:, 1])]
            self.pendant((at[0], at[1] - 1.4 * head), head)

    def ring(self):
        rng, (h, w) = self.rng, self.canvas.alpha.shape
        for _ in range(rng.choice([1, 1, 1, 2])):
            r = self.size * rng.uniform(0.1, 0.32)
            centre = (w * rng.uniform(0.3, 0.7), h * rng.uniform(0.3, 0.7))
            self.loop(centre, (r, r * rng.uniform(0.3, 1)), rng.normal(0, 0.3), r * rng.uniform(0.05, 0.2),
                      rng.choice(["tube", "tube", "tube", "rope", "flat"]), r * rng.uniform(0.15, 0.5) * (rng.random() < 0.75))
        self.family = "band"

    def bracelet(self):
        rng, (h, w) = self.rng, self.canvas.alpha.shape
        for _ in range(rng.choice([1, 1, 2])):
            r = self.size * rng.uniform(0.25, 0.42)
            self.loop((w / 2 + w * rng.normal(0, 0.05), h / 2 + h * rng.normal(0, 0.06)), (r, r * rng.uniform(0.3, 0.95)),
                      rng.normal(0, 0.4), self.thickness(0.006, 0.05), rng.choice(["beads", "cable", "curb", "tube", "flat"]), 0)

    def earring(self):
        rng, (h, w) = self.rng, self.canvas.alpha.shape
        apart, top, size = w * rng.uniform(0.1, 0.25), h * rng.uniform(0.2, 0.5), self.thickness(0.02, 0.1)
        state, make = rng.bit_generator.state, rng.choice(["hoop", "drop", "stud", "chandelier"])
        for side in (-1, 1):
            rng.bit_generator.state = state
            x, y = w / 2 + side * apart, top
            if make == "hoop":
                self.loop((x, y + size), (size * rng.uniform(0.5, 1), size), 0, size * 0.08, "tube", 0)
            elif make == "drop":
                self.put((x, y - 0.4 * size), (0.12 * size, 0.4 * size), 0, torus(0.2), self.metal)
                self.pendant((x, y), size)
            elif make == "stud":
                self.put((x, y), (size, size), 0, facet, self.second)
            else:
                self.put((x, y), (size, 0.7 * size), 0, plate(2), self.metal)
                for k in range(-2, 3):
                    self.along(np.array([[x + 0.4 * k * size, y + 0.5 * size], [x + 0.5 * k * size, y + 2 * size]]), 0.08 * size, "beads")
        self.lines, self.closed, self.family = [], [], make


# MARK: Displays

def noise(rng, width, height, cell, octaves=4, stretch=(1, 1)):
    out, weight = np.zeros((height, width)), 1.0
    for _ in range(octaves):
        cw, ch = max(2, int(width / (cell * stretch[0]))), max(2, int(height / (cell * stretch[1])))
        grid = Image.fromarray(rng.normal(size=(ch, cw)).astype(np.float32))
        out += weight * np.asarray(grid.resize((width, height), Image.BICUBIC))
        cell, weight = max(2.0, cell / 2.3), weight * 0.55
    return out


def surface(rng, width, height):
    """A display's or backdrop's surface, linear."""
    kind = rng.choice(["plain", "cloth", "velvet", "wood", "stone", "print", "weave"])
    colour = rng.uniform(0, 1) ** rng.uniform(0.5, 2.5) * np.clip(rng.normal(1, rng.choice([0.05, 0.3]), 3), 0.1, 2)
    if kind == "wood":
        colour = colour * (1, 0.7, 0.45)
    base = np.ones((height, width, 1)) * colour
    if kind == "cloth":
        base = base * (1 + 0.15 * noise(rng, width, height, rng.uniform(60, 200))[..., None])
    elif kind == "velvet":
        base = base * np.exp(0.2 * noise(rng, width, height, 90) + 0.12 * rng.normal(size=(height, width)))[..., None]
    elif kind == "wood":
        base = base * np.exp(0.3 * noise(rng, width, height, 12, stretch=(14, 1)))[..., None]
    elif kind == "stone":
        veins = np.abs(noise(rng, width, height, 120, 5))
        base = base * (0.6 + 0.5 * np.clip(veins * 2, 0, 1))[..., None]
    elif kind == "print":
        for _ in range(3):
            pattern = noise(rng, width, height, rng.uniform(15, 70), 2) > rng.uniform(0.2, 1)
            base = np.where(pattern[..., None], rng.uniform(0, 1, 3), base)
    elif kind == "weave":
        y, x = np.mgrid[:height, :width]
        p = rng.uniform(3, 9)
        base = base * (1 + 0.18 * np.sin(x / p * 6.28) * np.sin(y / p * 6.28) + 0.06 * rng.normal(size=(height, width)))[..., None]
    return np.clip(base, 0, 1.5)


def clutter(rng, scene):
    """What is thin, bright or round and yet no jewelry: seams, folds, slats, print, logos, boxes, leaves, fingers."""
    height, width = scene.shape[:2]
    size = max(width, height)
    def at():
        return rng.uniform(-0.05, 1.05) * width, rng.uniform(-0.05, 1.05) * height
    def arc(points):
        a, b, c = (np.array(at()) for _ in range(3))
        t = np.linspace(0, 1, points)[:, None]
        return [tuple(p) for p in (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c]
    for _ in range(rng.poisson(2.2)):
        layer = Image.new("L", (width, height))
        draw = ImageDraw.Draw(layer)
        kind = rng.choice(["seam", "slats", "text", "logo", "box", "leaf", "finger", "fold", "bokeh", "stitches", "edge"])
        tone = rng.uniform(0, 1, 3) if rng.random() < 0.4 else np.full(3, rng.choice([rng.uniform(0, 0.1), rng.uniform(0.6, 1.3)]))
        strength, soft_by = rng.uniform(0.25, 1), rng.uniform(0.3, 1.2)
        if kind == "seam":
            draw.line(arc(24), fill=255, width=int(rng.integers(1, 4)))
        elif kind == "stitches":
            line = arc(60)
            for k in range(0, 58, 2):
                draw.line(line[k:k + 2], fill=255, width=2)
        elif kind == "slats":
            a, gap, thick = rng.uniform(0, 3.14), rng.uniform(6, 40), int(rng.integers(1, 8))
            (x, y), n, reach = at(), int(rng.integers(4, 16)), rng.uniform(0.1, 0.6) * size
            c, s_ = np.cos(a), np.sin(a)
            for k in range(n):
                px, py = x - s_ * gap * k, y + c * gap * k
                draw.line([(px - c * reach, py - s_ * reach), (px + c * reach, py + s_ * reach)], fill=255, width=thick)
        elif kind in ("text", "logo"):
            x, y = at()
            word = "".join(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVabcdeghiklmnoprstu  &.")) for _ in range(rng.integers(3, 16)))
            font = ImageFont.truetype(str(rng.choice(FONTS)), int(rng.integers(10, 60))) if FONTS else ImageFont.load_default()
            draw.text((x - 60, y), word, fill=255, font=font)
            if kind == "logo":
                r = rng.uniform(20, 60)
                draw.ellipse((x - r, y - r, x + r, y + r), outline=255, width=int(rng.integers(1, 5)))
        elif kind == "box":
            (x, y), w, h = at(), rng.uniform(0.1, 0.6) * width, rng.uniform(0.1, 0.5) * height
            lean = rng.normal(0, 0.15) * h
            corners = [(x, y), (x + w, y + lean), (x + w + lean, y + h), (x + lean, y + h - lean)]
            draw.polygon(corners, fill=int(rng.uniform(0, 255)))
            draw.line(corners + corners[:1], fill=255, width=int(rng.integers(1, 5)))
        elif kind == "leaf":
            for _ in range(rng.integers(1, 8)):
                x, y = at()
                shape = Image.new("L", (160, 60))
                ImageDraw.Draw(shape).ellipse((0, 5, 159, 54), fill=255)
                shape = shape.resize((int(rng.integers(20, 160)), int(rng.integers(8, 50)))).rotate(rng.uniform(0, 360), expand=True)
                layer.paste(255, (int(x), int(y)), shape)
        elif kind == "finger":
            tone, strength, soft_by = np.array((0.75, 0.45, 0.33)) * rng.uniform(0.15, 1.1), 1, rng.uniform(2, 8)
            draw.line(arc(16), fill=255, width=int(rng.uniform(0.06, 0.2) * size), joint="curve")
        elif kind == "fold":
            soft_by, strength = rng.uniform(3, 20), rng.uniform(0.1, 0.5)
            for _ in range(rng.integers(1, 6)):
                draw.line(arc(24), fill=255, width=int(rng.integers(3, 30)))
        elif kind == "bokeh":
            soft_by, strength = rng.uniform(1, 4), rng.uniform(0.1, 0.6)
            for _ in range(rng.integers(3, 25)):
                (x, y), r = at(), rng.uniform(4, 40)
                draw.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.uniform(60, 255)))
        else:
            # A bright rim along a curved edge, as on busts and cards.
            line = arc(24)
            draw.line(line, fill=255, width=int(rng.integers(2, 7)))
            soft_by = rng.uniform(0.8, 3)
        ink = strength * np.asarray(layer.filter(ImageFilter.GaussianBlur(soft_by)))[..., None] / 255.0
        scene = scene * (1 - ink) + tone * ink
    return scene


def display(rng, width, height, kind):
    """A backdrop with a stand: what smooth large shapes look like; they also have bright, thin edges."""
    scene = surface(rng, width, height)
    y, x = np.mgrid[:height, :width] / max(width, height)
    stand = Image.new("L", (width, height))
    draw = ImageDraw.Draw(stand)
    w, h = width, height
    for _ in range(rng.integers(0, 3) if kind != "necklace" else 1):
        if kind == "necklace" and rng.random() < 0.8:
            n, s, c = w * rng.uniform(0.08, 0.16), w * rng.uniform(0.28, 0.48), w / 2
            draw.polygon([(c - n, -5), (c + n, -5), (c + n * 1.1, h * 0.2), (c + s, h * rng.uniform(0.3, 0.5)), (c + s * 0.9, h + 5),
                          (c - s * 0.9, h + 5), (c - s, h * rng.uniform(0.3, 0.5)), (c - n * 1.1, h * 0.2)], fill=255)
        else:
            cx, cy, rx, ry = w * rng.uniform(0.3, 0.7), h * rng.uniform(0.4, 0.8), w * rng.uniform(0.08, 0.4), h * rng.uniform(0.08, 0.4)
            box = (cx - rx, cy - ry, cx + rx, cy + ry)
            (draw.ellipse if rng.random() < 0.4 else draw.rectangle)(box, fill=255)
    mask = stand.filter(ImageFilter.GaussianBlur(rng.uniform(0.6, 2)))
    inside = np.asarray(mask)[..., None] / 255.0
    round_ = np.asarray(stand.filter(ImageFilter.GaussianBlur(w * rng.uniform(0.02, 0.1)))) / 255.0
    gy, gx = np.gradient(round_ * w * 0.08)
    tilt = rng.uniform(0, 6.28)
    lit = np.clip(1 - rng.uniform(0.2, 0.8) * (gx * np.cos(tilt) + gy * np.sin(tilt)), 0.15, 2)
    scene = scene * (1 - inside) + surface(rng, width, height) * lit[..., None] * inside
    scene = clutter(rng, scene)
    a = rng.uniform(0, 6.28)
    scene = scene * (1 + rng.uniform(0, 0.8) * (np.cos(a) * (x - 0.5) + np.sin(a) * (y - 0.5)))[..., None]
    return np.clip(scene, 0, 2), np.asarray(mask) / 255.0


def spread(colour, alpha):
    """The piece's colour carried on beyond its edges."""
    height, width = alpha.shape
    total, weight = colour.copy(), alpha.copy()
    for factor, share in ((4, 1e-2), (16, 1e-4), (64, 1e-6)):
        def far(plane):
            small = Image.fromarray(plane.astype(np.float32)).resize((-(-width // factor), -(-height // factor)), Image.BOX)
            return share * np.asarray(small.resize((width, height), Image.BILINEAR))
        total += np.stack([far(colour[..., c]) for c in range(3)], -1)
        weight += far(alpha)
    return total / np.maximum(weight, 1e-9)[..., None]


def sketch(seed):
    rng = np.random.default_rng(seed)
    width, height = [(640, 640), (512, 640), (640, 480), (576, 640)][rng.integers(4)]
    kind = rng.choice(["necklace", "earring", "ring", "bracelet"], p=[0.46, 0.16, 0.24, 0.14])
    piece = Piece(rng, width, height)
    getattr(piece, kind)()
    alpha = np.clip(piece.canvas.alpha, 0, 1)
    scene, stand = display(rng, width, height, kind)
    # Its shadow: the silhouette, moved and blurred.
    reach = rng.normal(0, 0.012 * width, 2)
    shadow = Image.fromarray((alpha * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(1, 12)))
    shadow = np.roll(np.asarray(shadow) / 255.0, (int(abs(reach[1])), int(reach[0])), (0, 1))
    scene = scene * (1 - rng.uniform(0, 0.7) * shadow)[..., None]
    return Sample(spread(piece.canvas.colour, alpha), alpha, scene, stand,
                  {"type": str(kind), "metal": str(piece.metal_name), "family": "sketch-" + piece.family, "display": "sketch",
                   "centreLines": [np.round(l[::8], 1).tolist() for l in piece.lines], "closed": piece.closed, "band": None,
                   "attachments": [], "instances": 1, "seed": int(seed)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for k in range(options.first, options.first + options.count):
        folder = options.out / f"{k:05d}"
        if not folder.exists():
            sketch(options.seed * 1_000_003 + k).write(folder)


if __name__ == "__main__":
    main()
