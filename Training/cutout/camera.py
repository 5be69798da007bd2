"""What lens, shop and camera add: blur of all layers alike, print and stickers, uneven light, noise, compression."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from pictures import blurred, compressed, convolved, coordinates, discs, over, soft_copy, to_linear, to_srgb, trails

FONTS = sorted(Path("/usr/share/fonts").rglob("*.ttf"))


# MARK: Lens

def through(s, soften):
    """Layers keep their meaning: blurred coverage, and the mean of what each contributes."""
    rest = 1 - s.alpha
    soft = soften(torch.cat([s.foreground * s.alpha, s.alpha, s.background * rest], 1))
    alpha, rest = soft[:, 3:4].clamp(0, 1), 1 - soft[:, 3:4]
    s.foreground = torch.where(alpha > 0.02, soft[:, :3] / alpha.clamp(min=0.02), s.foreground).clamp(0, 1)
    s.background = torch.where(rest > 0.02, soft[:, 4:] / rest.clamp(min=0.02), s.background).clamp(0, 1)
    s.alpha = alpha


def soft(dice, s):
    radii = 0.3 + np.abs(dice.host.normal(0, 0.5, len(s)))
    through(s, lambda layers: blurred(layers, radii))


def softer(dice, s):
    radii = dice.host.uniform(1, 2.5, len(s))
    through(s, lambda layers: blurred(layers, radii))


def shaken(dice, s):
    kernels = trails(dice.host.uniform(2, 6, len(s)), dice.host.uniform(0, np.pi, len(s)))
    through(s, lambda layers: convolved(layers, kernels))


def half_focused(dice, s):
    """A lens near by: sharp on one side or in one place, discs elsewhere."""
    kernels = discs(dice.host.uniform(1.5, 6, len(s)))
    x, y = coordinates(s.side, dice.device)
    angle, shift = dice.uniform(len(s), 0, 2 * np.pi), dice.uniform(len(s), -0.4, 0.4)
    along = (x * angle.cos() + y * angle.sin()) / s.side - shift
    along = over(dice.chance(len(s), 0.4), along.abs() - 0.15, along)
    share = (along * dice.uniform(len(s), 2, 8)).clamp(0, 1)
    through(s, lambda layers: over(share, convolved(layers, kernels), layers))


# MARK: Shop

def words(count, height=64, width=480):
    """Masks of made-up words in the machine's fonts; the same ones each time."""
    rng = np.random.default_rng(7)
    masks = np.zeros((count, height, width), np.uint8)
    for mask in masks:
        text = "".join(rng.choice(list("ABCDEFGHIKLMNORSTUaeionrst0123456789 .©$€")) for _ in range(rng.integers(3, 15)))
        font = ImageFont.truetype(str(rng.choice(FONTS)), int(rng.integers(10, 49))) if FONTS else ImageFont.load_default()
        image = Image.new("L", (width, height))
        ImageDraw.Draw(image).text((width // 2, height // 2), text, fill=255, font=font, anchor="mm" if FONTS else None)
        mask[:] = np.asarray(image)
    return masks


class Shop:
    """Print, stickers and tags."""

    def __init__(self, device):
        self.words = torch.from_numpy(words(512)).to(device)

    def text(self, dice, count, n, x, y, angle, scale):
        """Ink of a word about x, y."""
        masks = self.words[torch.from_numpy(dice.host.integers(len(self.words), size=count)).to(dice.device)][:, None] / 255
        across, down = coordinates(n, dice.device)
        across, down = (across - x) / scale, (down - y) / scale
        u, v = across * angle.cos() + down * angle.sin(), down * angle.cos() - across * angle.sin()
        height, width = masks.shape[2:]
        grid = torch.stack((u * (2 / width), v * (2 / height)), -1)[:, 0]
        return torch.nn.functional.grid_sample(masks, grid, align_corners=False)

    def place(self, dice, s):
        return dice.uniform(len(s), -s.side / 2, s.side / 2), dice.uniform(len(s), -s.side / 2, s.side / 2)

    def watermark(self, dice, s):
        lean = dice.put(dice.host.normal(0, 0.15, len(s)))
        ink = self.text(dice, len(s), s.side, *self.place(dice, s), lean, dice.uniform(len(s), 0.7, 1.3))
        ink, tone = ink * dice.uniform(len(s), 0.15, 1), dice.uniform(len(s), 0, 1)
        s.background, s.foreground = over(ink, tone, s.background), over(ink, tone, s.foreground)

    def card(self, dice, s):
        """A paper, sometimes round, with lines or a word on it: its colour and coverage."""
        x, y = coordinates(s.side, dice.device)
        (cx, cy), angle = self.place(dice, s), dice.put(dice.host.normal(0, 0.3, len(s)))
        half_width, half_height = dice.uniform(len(s), 4, s.side / 6), dice.uniform(len(s), 4, s.side / 8)
        u, v = (x - cx) * angle.cos() + (y - cy) * angle.sin(), (y - cy) * angle.cos() - (x - cx) * angle.sin()
        box = torch.minimum(half_width - u.abs(), half_height - v.abs())
        ellipse = (1 - ((u / half_width) ** 2 + (v / half_height) ** 2).sqrt()) * torch.minimum(half_width, half_height)
        ink = (over(dice.chance(len(s), 0.35), ellipse, box) + 0.5).clamp(0, 1)
        pale = dice.uniform(len(s), 0.6, 1) * (0.9 + 0.1 * dice.colour(len(s)))
        paper = over(dice.chance(len(s), 0.5), pale, to_linear(dice.colour(len(s))))
        period = dice.uniform(len(s), 6, 30)
        lines = ((v / period) % 1 < 0.15) * (u.abs() < half_width - 4) * dice.chance(len(s), 0.5)
        word = self.text(dice, len(s), s.side, cx, cy, angle, (half_width / 60).clamp(0.3, 1.2)) * dice.chance(len(s), 0.6)
        return over(torch.maximum(lines, word), to_linear(dice.colour(len(s))), paper), ink

    def sticker(self, dice, s):
        """On the photo: it hides the piece."""
        paper, ink = self.card(dice, s)
        s.background, s.alpha = over(ink, paper, s.background), s.alpha * (1 - ink)

    def tag(self, dice, s):
        """Behind the piece, with its shadow."""
        paper, ink = self.card(dice, s)
        shade = soft_copy(ink, dice.host.uniform(1, 6, len(s)), dice.uniform(len(s), -4, 4), dice.uniform(len(s), 0, 6))
        s.background = over(ink, paper, s.background * (1 - dice.uniform(len(s), 0, 0.7) * shade))
        s.prior = torch.maximum(s.prior, ink * dice.chance(len(s), 0.3))


def vignette(dice, s):
    x, y = (v / s.side for v in coordinates(s.side, dice.device))
    angle = dice.uniform(len(s), 0, 2 * np.pi)
    slope = dice.uniform(len(s), 0, 0.9) * (angle.cos() * x + angle.sin() * y)
    gain = (1 + slope - dice.uniform(len(s), 0, 0.8) * (x * x + y * y)).clamp(0.1, 2)
    s.background, s.foreground = (s.background * gain).clamp(max=1), (s.foreground * gain).clamp(max=1)


# MARK: Camera; these change the picture only

def noisy(dice, s):
    noise = dice.normal_field(*s.picture.shape)
    coarse = dice.chance(len(s), 0.4)
    noise = over(coarse, 2 * blurred(noise, np.full(len(s), 0.8)), noise)
    light = to_linear(s.picture)
    s.picture = to_srgb(light + noise * 10 ** dice.uniform(len(s), -3, -1.7) * (light + 0.02).sqrt())


def sharpened(dice, s):
    coarse = blurred(s.picture, dice.host.uniform(0.6, 1.6, len(s)))
    s.picture = (s.picture + dice.uniform(len(s), 0.2, 1.2) * (s.picture - coarse)).clamp(0, 1)


def jpeg(dice, s):
    s.picture = compressed(s.picture, dice.host.integers(40, 96, len(s)).astype(float)).clamp(0, 1)
