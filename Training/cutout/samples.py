"""Layered photographs on disk: foreground, coverage, background, display, truth."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image


def to_linear(srgb):
    srgb = np.asarray(srgb, np.float32)
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def to_srgb(linear):
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


# Display-linear values of the 256 levels of a file.
LINEAR = to_linear(np.arange(256) / 255).astype(np.float32)


@dataclass
class Sample:
    """`picture = alpha · foreground + (1 − alpha) · background`, all display-linear."""

    foreground: np.ndarray
    alpha: np.ndarray
    background: np.ndarray
    display: np.ndarray
    truth: dict

    def write(self, folder):
        """Writes aside, then renames, so that a reader never sees half a sample."""
        part = folder.with_name(folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name in ("foreground", "background"):
            Image.fromarray((to_srgb(getattr(self, name)) * 255 + 0.5).astype(np.uint8)).save(
                part / f"{name}.jpg", quality=95, subsampling=0)
        for name in ("alpha", "display"):
            Image.fromarray((getattr(self, name) * 255 + 0.5).astype(np.uint8)).save(part / f"{name}.png")
        (part / "truth.json").write_text(json.dumps(self.truth))
        os.rename(part, folder)


@dataclass
class Layers:
    """A sample as the loader keeps it: 8-bit pictures."""

    foreground: Image.Image
    alpha: Image.Image
    background: Image.Image
    display: Image.Image
    truth: dict

    @staticmethod
    def read(folder):
        def load(name, mode):
            with Image.open(folder / name) as image:
                return image.convert(mode)
        return Layers(load("foreground.jpg", "RGB"), load("alpha.png", "L"), load("background.jpg", "RGB"),
                      load("display.png", "L"), json.loads((folder / "truth.json").read_text()))


def sample_folders(root):
    """The finished samples below a folder, in order."""
    return sorted(p.parent for p in Path(root).glob("*/truth.json") if not p.parent.name.endswith(".part"))
