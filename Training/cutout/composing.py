"""Recombines layered samples into photographs that were never seen before, with the seller's strokes on them.

Everything that changes the picture changes its truth alike: layers are cropped, scaled, turned and lit apart, composed
in linear light, blurred together, and only then made worse as cameras and shops do. A whole batch is composed at once, on
the device that trains.
"""

import numpy as np
import torch

import camera
import surfaces
from hints import hints
from loading import Frames, Library
from pictures import Dice, to_srgb
from scenery import Scenery, hugged, reflected


class Scenes:
    """Photographs in the making: layers in linear light, what a finder may take for piece, and what the host knows."""

    def __init__(self, **layers):
        self.__dict__["layers"] = layers

    def __len__(self):
        return len(self.samples)

    def __getattr__(self, name):
        return self.layers[name]

    def __setattr__(self, name, value):
        self.layers[name] = value

    @property
    def side(self):
        return self.alpha.shape[-1]


class Some(Scenes):
    """A few of the scenes: layers are taken out when they are read, and put back when they are written."""

    def __init__(self, whole, rows):
        super().__init__()
        self.__dict__.update(whole=whole, rows=rows, where=torch.from_numpy(rows).to(whole.alpha.device, non_blocking=True))

    def __getattr__(self, name):
        if name not in self.layers:
            value = self.whole.layers[name]
            self.layers[name] = value[self.where if torch.is_tensor(value) else self.rows]
        return self.layers[name]

    def __setattr__(self, name, value):
        self.layers[name] = value
        self.whole.layers[name][self.where if torch.is_tensor(value) else self.rows] = value


class Composer:
    """Makes batches of one part's examples; `size` pixels square, a multiple of 32."""

    def __init__(self, library, part, size, seed):
        self.library, self.part, self.size = library, part, size
        self.dice = Dice(seed, library.device)
        self.scenery, self.shop = Scenery(library), camera.Shop(library.device)

    def frame(self, sample):
        """Centre, scale, quarter turns, mirror and a small rotation; and whether the whole photograph is in it."""
        rng, n, facts = self.dice.host, self.size, self.library.all
        (w, h), (x0, y0, x1, y1) = facts["size"][sample], facts["box"][sample]
        lean = rng.normal(0, np.radians(8)) if rng.random() < 0.4 else 0.0
        turns = rng.choice((0, 0, 0, 0, 0, 1, 2, 3)) * np.pi / 2
        if self.part == "finder" and rng.random() < 0.55:
            filled = rng.uniform(0.85, 1.25)
            return w / 2 + rng.normal(0, 0.04) * w, h / 2 + rng.normal(0, 0.04) * h, n / max(w, h) * filled, lean, filled < 1.1
        pieceless = np.isnan(x0)
        if rng.random() < 0.3 and not pieceless:
            # The piece fills the frame, as shops show rings and studs: what is inside an outline is seen with it.
            filled = rng.uniform(0.5, 1.15)
            scale = min(3.0, n / max(x1 - x0, y1 - y0, 8) * filled)
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            dx, dy = rng.uniform(-0.15, 0.15, 2) * n / scale
            return x + dx, y + dy, scale, turns + lean, filled < 1
        scale = np.exp(rng.uniform(np.log(0.6), np.log(1.7)))
        if self.part == "matter" and rng.random() < 0.35:
            scale = rng.uniform(0.9, 1.1)
        if rng.random() < 0.88 and not pieceless:
            (x, y), (dx, dy) = rng.choice(facts["spots"][sample]), rng.uniform(-0.3, 0.3, 2) * n / scale
            return x + dx, y + dy, scale, turns + lean, False
        return rng.uniform(0, w), rng.uniform(0, h), scale, turns + lean, False

    def scenes(self, count):
        """Samples in their frames, as they are, and which of them are whole."""
        samples = self.library.pick(self.dice, count)
        *numbers, whole = map(np.array, zip(*(self.frame(k) for k in samples)))
        frames = Frames(*numbers, self.dice.host.random(count) < 0.5)
        foreground, alpha, background, _ = self.library.cut(samples, frames, self.size)
        cast = self.dice.light(count, 0.35, 0.12) * self.dice.light(count, 0.3, 0.3) ** self.dice.chance(count, 0.15)
        return Scenes(samples=samples, frames=frames, cast=cast, alpha=alpha, foreground=foreground, background=background,
                      prior=alpha.clone(), excluded=torch.zeros_like(alpha), clicked=np.zeros(count, bool)), whole

    def apply(self, scenes, *choices):
        """Each scene goes through at most one of the effects, which come with their probabilities."""
        draw, low = self.dice.host.random(len(scenes)), 0.0
        for share, effect in choices:
            rows = np.flatnonzero((draw >= low) & (draw < low + share))
            low += share
            if len(rows):
                effect(self.dice, Some(scenes, rows))

    def arrange(self, s):
        """Materials, displays, lights and what else is there."""
        scenery, shop, dice = self.scenery, self.shop, self.dice
        self.apply(s, (0.3, scenery.elsewhere), (0.08, scenery.plain))
        self.apply(s, (0.3, surfaces.alloyed))
        self.apply(s, (0.12, surfaces.set_with_crystals), (0.09, surfaces.flat), (0.12, surfaces.hammered))
        self.apply(s, (0.2, surfaces.woven), (0.12, surfaces.mottled))
        self.apply(s, (0.12, surfaces.high_key), (0.08, surfaces.black_on_black))
        self.apply(s, (0.12, scenery.stand), (0.08, shop.tag))
        self.apply(s, (0.25, surfaces.shaded))
        # Piece and display under lights of their own, then both under one.
        s.foreground, s.background = s.foreground * dice.light(len(s), 0.3, 0.06), s.background * dice.light(len(s), 0.5, 0.1)
        self.apply(s, (0.1, surfaces.mirroring), (0.07, surfaces.fading), (0.06, surfaces.white_on_white))
        s.foreground, s.background = (s.foreground * s.cast).clamp(max=1), (s.background * s.cast).clamp(max=1)
        if self.part == "matter":
            self.apply(s, (0.12, scenery.unwanted), (0.04, scenery.unwanted_twin),
                       (0.07, scenery.joined), (0.04, scenery.joined_twin))
        else:
            self.apply(s, (0.17, scenery.joined), (0.07, scenery.joined_twin))
        self.apply(s, (0.1, hugged), (0.07, reflected))

    def photograph(self, s):
        """The picture, after which layers stay as they are."""
        self.apply(s, (0.36, camera.soft), (0.18, camera.softer), (0.06, camera.shaken), (0.08, camera.half_focused))
        self.apply(s, (0.12, self.shop.watermark))
        self.apply(s, (0.12, self.shop.sticker))
        self.apply(s, (0.25, camera.vignette))
        s.picture = to_srgb(s.foreground * s.alpha + s.background * (1 - s.alpha))
        self.apply(s, (0.5, camera.noisy))
        self.apply(s, (0.35, camera.sharpened))
        self.apply(s, (0.5, camera.jpeg))
        s.picture = (s.picture * 255).round() / 255

    @torch.no_grad()
    def batch(self, count):
        """What the network reads, and what it is to say: planes, alpha, type, for the matter also both colours."""
        scenes, whole = self.scenes(count)
        self.arrange(scenes)
        self.photograph(scenes)
        types = torch.from_numpy(np.where(whole, self.library.all["type"][scenes.samples], -1)).to(self.library.device)
        batch = {"alpha": scenes.alpha[:, 0], "type": types.where(scenes.alpha.sum((1, 2, 3)) > 30, torch.full_like(types, -1))}
        if self.part == "finder":
            nothing = torch.zeros(1, device=self.library.device).expand(count, 4, self.size, self.size)
            return batch | {"planes": torch.cat([scenes.picture, nothing], 1)}
        return batch | {"planes": torch.cat([scenes.picture, hints(self.dice, scenes)], 1),
                        "foreground": to_srgb(scenes.foreground), "background": to_srgb(scenes.background)}


def stream(roots, part, size, seed, count, device="cpu"):
    """Batches without end. The folders are looked at again from time to time, for they may grow."""
    library = Library(roots, device)
    composer, made = Composer(library, part, size, seed), 0
    while True:
        yield composer.batch(count)
        made += count
        if made % 4000 < count:
            library.scan()
