"""Layered samples on the device that composes from them, and the frames in which they are seen."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch

from network import TYPES
from pictures import to_linear
from samples import Layers, sample_folders

# Where in a sample's eight bytes a pixel its layers lie.
FOREGROUND, ALPHA, BACKGROUND, DISPLAY = slice(0, 3), slice(3, 4), slice(4, 7), slice(7, 8)
LEVELS, SPOTS = 6, 128


@dataclass
class Frames:
    """Where squares of new photographs lie on samples: the source of the middle, pixels a source pixel, turn, mirror."""

    x: np.ndarray
    y: np.ndarray
    scale: np.ndarray
    angle: np.ndarray
    flip: np.ndarray

    def __getitem__(self, rows):
        return Frames(*(getattr(self, field.name)[rows] for field in fields(self)))

    def levels(self):
        """The level of a pyramid whose pixels are nearest to the frame's."""
        return np.clip(np.round(-np.log2(self.scale)), 0, LEVELS - 1).astype(int)

    def axes(self):
        """The steps on the source of a pixel to the right and of one down: N × 2 × 2."""
        c, s, mirror = np.cos(self.angle), np.sin(self.angle), np.where(self.flip, -1, 1)
        return np.stack([np.stack([c * mirror, s * mirror], -1), np.stack([-s, c], -1)], 1) / self.scale[:, None, None]


def halved(plane):
    """Means of squares of two by two; odd sides repeat their last row."""
    plane = np.pad(plane, ((0, plane.shape[0] % 2), (0, plane.shape[1] % 2), (0, 0)), "edge").astype(np.uint16)
    rows = plane[::2] + plane[1::2]
    return ((rows[:, ::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8)


class Sample:
    """A sample's pyramid, every pixel's eight bytes as one number, and what the host needs to know of it."""

    def __init__(self, folder):
        layers = Layers.read(folder)
        plane = np.dstack([np.asarray(p) for p in (layers.foreground, layers.alpha, layers.background, layers.display)])
        self.facts = self.described(plane[..., 3], plane[..., 7], layers.truth)
        self.sides, levels = [], []
        for _ in range(LEVELS):
            self.sides.append(plane.shape[1::-1])
            levels.append(np.ascontiguousarray(plane).view(np.int64).ravel())
            plane = halved(plane)
        self.bytes = np.concatenate(levels)

    def described(self, alpha, display, truth):
        rng = np.random.default_rng(1)
        def spots(plane):
            found = np.flatnonzero(plane > 100)
            if not len(found):
                return np.full((SPOTS, 2), np.nan)
            y, x = np.divmod(rng.choice(found, SPOTS), plane.shape[1])
            return np.stack([x, y], 1) + 0.5
        ys, xs = (np.flatnonzero((alpha > 100).any(axis)) for axis in (1, 0))
        return {"size": alpha.shape[::-1], "box": (xs[0], ys[0], xs[-1] + 1, ys[-1] + 1) if len(xs) else (np.nan,) * 4,
                "spots": spots(alpha), "stand": spots(display), "stand share": (display > 100).mean(),
                "type": TYPES.index(truth["type"]), "drawn": truth.get("family", "").startswith("sketch-")}


class Library:
    """All samples of some folders in the device's memory; the folders may grow while it is in use."""

    def __init__(self, roots, device):
        self.roots, self.device = [Path(r) for r in roots], torch.device(device)
        self.known, self.facts, self.sides = set(), [], []
        self.bytes = torch.zeros(0, dtype=torch.int64, device=self.device)
        self.scan()

    def scan(self):
        """Takes in what is new. Rendered samples weigh twice as much as all drawn ones, once they are more than a few."""
        new = [f for root in self.roots for f in sample_folders(root) if f not in self.known]
        if not new and not self.known:
            raise SystemExit("no samples below " + ", ".join(map(str, self.roots)))
        if not new:
            return
        self.known.update(new)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            samples = list(pool.map(Sample, new))
        self.facts += [sample.facts for sample in samples]
        self.sides += [sample.sides for sample in samples]
        self.bytes = torch.cat([self.bytes, *(torch.from_numpy(sample.bytes).to(self.device) for sample in samples)])
        self.extents = np.array(self.sides)
        areas = self.extents.prod(2).ravel()
        self.starts = (np.cumsum(areas) - areas).reshape(-1, LEVELS)
        self.all = {key: np.array([fact[key] for fact in self.facts]) for key in self.facts[0]}
        drawn = self.all["drawn"]
        weight = 2.0 if (~drawn).sum() > 60 else 1.0
        weights = np.where(drawn, 1 / max(drawn.sum(), 1), weight / max((~drawn).sum(), 1))
        self.weights = weights / weights.sum()
        # Stands that can be told from their ground.
        self.with_stands = np.flatnonzero((self.all["stand share"] > 0.02) & (self.all["stand share"] < 0.6))

    def pick(self, dice, count):
        return dice.host.choice(len(self.weights), count, p=self.weights)

    def cut(self, samples, frames, n):
        """Squares of samples, n pixels wide, edges repeated: foreground, coverage, background and display, coverage and
        display nothing outside; colours in linear light."""
        layers, held = self.looked_up(samples, frames, n, slice(0, 8))
        return (to_linear(layers[:, FOREGROUND]), layers[:, ALPHA] * held, to_linear(layers[:, BACKGROUND]),
                layers[:, DISPLAY] * held)

    def looked_up(self, samples, frames, n, part):
        """Some of the eight bytes, 0..1, and what of the frame is inside the sample."""
        levels = frames.levels()
        put = lambda numbers, kind=np.float32: torch.from_numpy(np.asarray(numbers, kind)).to(
            self.device, non_blocking=True).view(-1, 1, 1)
        start = put(self.starts[samples, levels], np.int64)
        width, height = (put(self.extents[samples, levels, k], np.int64) for k in (0, 1))
        factor, axes = 2.0**-levels, frames.axes()
        axis = torch.arange(n, device=self.device) + (0.5 - n / 2)
        right, down = axis.view(1, 1, n), axis.view(1, n, 1)
        def source(k, centre):
            return put(axes[:, 0, k] * factor) * right + put(axes[:, 1, k] * factor) * down + put(centre * factor)
        x, y = source(0, frames.x), source(1, frames.y)
        inside = torch.minimum(torch.minimum(x, width - x), torch.minimum(y, height - y)) * put(frames.scale / factor)
        x, y = x - 0.5, y - 0.5
        left, top = x.floor(), y.floor()
        x, y, left, top = x - left, y - top, left.long(), top.long()
        columns = [(left + dx).clamp(min=0).minimum(width - 1) for dx in (0, 1)]
        rows = [start + (top + dy).clamp(min=0).minimum(height - 1) * width for dy in (0, 1)]
        pixel = lambda row, column: self.bytes[row + column][..., None].view(torch.uint8)[..., part].float()
        above, below = (torch.lerp(pixel(row, columns[0]), pixel(row, columns[1]), x[..., None]) for row in rows)
        out = torch.lerp(above, below, y[..., None]).permute(0, 3, 1, 2).contiguous() / 255
        return out, (inside[:, None] + 0.5).clamp(0, 1)
