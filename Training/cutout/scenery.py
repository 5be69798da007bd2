"""What else is in the photograph: other displays, stands, tags, shadows, reflections, second pieces."""

import numpy as np
import torch

from loading import BACKGROUND, Frames
from pictures import blurred, coordinates, over, soft_copy, to_linear, warped


def quarter_turns(dice, count):
    return dice.host.integers(4, size=count) * np.pi / 2


def mirrored(dice, count):
    return dice.host.random(count) < 0.5


def beside(dice, spots, n, scale, reach, angle=None):
    """Frames about one of each sample's spots (N × K × 2), off the middle by up to `reach` of the side."""
    count = len(spots)
    x, y = spots[np.arange(count), dice.host.integers(spots.shape[1], size=count)].T
    x, y = (v + dice.host.uniform(-reach, reach, count) * n / scale for v in (x, y))
    return Frames(x, y, scale, quarter_turns(dice, count) if angle is None else angle, mirrored(dice, count))


class Scenery:
    def __init__(self, library):
        self.library = library

    # MARK: Behind the piece

    def elsewhere(self, dice, s):
        """Part of another sample's background: cloth, wood, a bust's edge."""
        samples = self.library.pick(dice, len(s))
        width, height = self.library.all["size"][samples].T
        x, y = dice.host.uniform(0.2, 0.8, (2, len(s)))
        scale = dice.host.uniform(0.7, 2, len(s))
        frames = Frames(x * width, y * height, scale, quarter_turns(dice, len(s)), mirrored(dice, len(s)))
        s.background = to_linear(self.library.looked_up(samples, frames, s.side, BACKGROUND)[0])

    def plain(self, dice, s):
        s.background = torch.ones_like(s.background) * dice.light(len(s), 1, 0.3) * 0.4

    def stand(self, dice, s):
        """Another sample's stand, with its shadow; what a finder might take for piece."""
        if not len(self.library.with_stands):
            return
        samples = dice.host.choice(self.library.with_stands, len(s))
        frames = beside(dice, self.library.all["stand"][samples], s.side, dice.host.uniform(0.25, 1.2, len(s)), 0.5,
                        dice.host.normal(0, 0.2, len(s)))
        *_, colour, coverage = self.library.cut(samples, frames, s.side)
        s.background = laid(dice, s.background, colour * dice.light(len(s), 0.5, 0.15), coverage)
        s.prior = torch.maximum(s.prior, coverage * dice.chance(len(s), 0.3))

    # MARK: Second pieces

    def another(self, dice, s):
        samples = self.library.pick(dice, len(s))
        # A sample without a piece stays outside.
        spots = np.nan_to_num(self.library.all["spots"][samples], nan=-1e4)
        return samples, beside(dice, spots, s.side, s.frames.scale * dice.host.uniform(0.5, 1.2, len(s)), 0.5)

    def again(self, dice, s):
        """The same piece, a little aside: two rings on each other."""
        aside = dice.host.uniform(0.05, 0.3, (2, len(s))) * dice.host.choice((-1, 1), (2, len(s))) * s.side / s.frames.scale
        scale, angle = s.frames.scale * dice.host.uniform(0.75, 1.1, len(s)), s.frames.angle + dice.host.normal(0, 0.5, len(s))
        return s.samples, Frames(s.frames.x + aside[0], s.frames.y + aside[1], scale, angle, mirrored(dice, len(s)))

    def second(self, dice, s, twin):
        """A second piece's colour and coverage."""
        samples, frames = self.again(dice, s) if twin else self.another(dice, s)
        colour, coverage, *_ = self.library.cut(samples, frames, s.side)
        return (colour * dice.light(len(s), 0.3, 0.05) * s.cast).clamp(max=1), coverage

    def joined(self, dice, s, twin=False):
        """A second piece that is wanted too, above or below."""
        colour, coverage = self.second(dice, s, twin)
        above = dice.chance(len(s), 0.5)
        top, under = over(above, coverage, s.alpha), over(above, s.alpha, coverage)
        top_colour, under_colour = over(above, colour, s.foreground), over(above, s.foreground, colour)
        # The upper one shades the lower.
        under_colour = under_colour * (1 - dice.uniform(len(s), 0, 0.7) * contact(dice, top))
        union = top + under * (1 - top)
        both = (top_colour * top + under_colour * under * (1 - top)) / union.clamp(min=1e-3)
        s.foreground = torch.where(union < 1e-3, s.foreground, both)
        s.alpha = union
        s.prior = torch.maximum(s.prior, union)

    def joined_twin(self, dice, s):
        self.joined(dice, s, twin=True)

    def unwanted(self, dice, s, twin=False):
        """A second piece behind, which the seller does not want: a click or a stroke said so."""
        colour, coverage = self.second(dice, s, twin)
        colour = colour * (1 - dice.uniform(len(s), 0, 0.6) * contact(dice, s.alpha))
        s.background = over(coverage, colour, s.background)
        s.excluded = coverage * (1 - s.alpha)
        s.prior = torch.maximum(s.prior, coverage)
        s.clicked = np.ones(len(s), bool)

    def unwanted_twin(self, dice, s):
        self.unwanted(dice, s, twin=True)


def contact(dice, coverage):
    """A tight shadow."""
    count = len(coverage)
    return soft_copy(coverage, dice.host.uniform(0.6, 4, count), dice.uniform(count, -5, 5), dice.uniform(count, -2, 6))


def laid(dice, ground, colour, coverage):
    """An object on a ground, with its shadows: a wide and a tight one."""
    count = len(ground)
    wide = soft_copy(coverage, dice.host.uniform(4, 12, count), dice.uniform(count, -12, 12), dice.uniform(count, 0, 14))
    ground = ground * (1 - dice.uniform(count, 0, 0.6) * wide) * (1 - dice.uniform(count, 0, 0.6) * contact(dice, coverage))
    return over(coverage, colour, ground)


def hugged(dice, s):
    """Shadow close to the edge, as dark as it may be."""
    shade = contact(dice, s.alpha)
    s.background = s.background * (1 - dice.uniform(len(s), 0.35, 0.95) * shade)
    s.prior = torch.maximum(s.prior, shade * dice.chance(len(s), 0.3) * dice.uniform(len(s), 0.4, 1))


def reflected(dice, s):
    """A polished table shows the piece upside down below it, the fainter the farther."""
    x, y = coordinates(s.side, dice.device)
    rows = (s.alpha.amax(3, keepdim=True) > 0.5) * (y + s.side)
    foot = rows.amax(2, keepdim=True) - s.side - dice.uniform(len(s), -2, 5)
    layers = warped(torch.cat([s.foreground * s.alpha, s.alpha], 1), x, 2 * foot - y)
    layers = blurred(layers, dice.host.uniform(0.4, 3, len(s)))
    depth = (y - foot).clamp(min=0)
    share = dice.uniform(len(s), 0.1, 0.65) * torch.exp(-depth / dice.uniform(len(s), 20, 250)) * (y > foot)
    s.background = s.background * (1 - share * layers[:, 3:]) + share * layers[:, :3]
    s.prior = torch.maximum(s.prior, (1.5 * share * layers[:, 3:]).clamp(max=1) * dice.chance(len(s), 0.3))
