"""Other materials: each changes the layers of some scenes, in linear light, and never where the piece is."""

import numpy as np
import torch

from pictures import blurred, coordinates, facets, grain, grey, over, patches, soft_copy, warped, weave

# Silver twice, yellow and rose gold, blackened silver.
METALS = np.array([(1, 1, 1), (1, 1, 1), (1.25, 1, 0.55), (1.3, 0.95, 0.8), (0.3, 0.3, 0.32)])


def mean(picture, alpha):
    """The mean colour of what is covered."""
    return (picture * alpha).sum((2, 3), keepdim=True) / (alpha.sum((2, 3), keepdim=True) + 1)


def middle(picture):
    """The median brightness, from every fourth pixel."""
    return picture[..., ::4, ::4].flatten(1).median(1).values.view(-1, 1, 1, 1)


# MARK: The piece

def alloyed(dice, s):
    tone = METALS[dice.host.integers(len(METALS), size=len(s))]
    tone = torch.cat([dice.put(tone[:, k]) for k in range(3)], 1)
    s.foreground = over(dice.uniform(len(s), 0.6, 1), grey(s.foreground) * tone, s.foreground)


def set_with_crystals(dice, s):
    s.foreground = s.foreground * facets(dice, s.side, dice.host.uniform(3, 14, len(s)))


def flat(dice, s):
    """A plate shows one soft gradient."""
    tone = mean(s.foreground, s.alpha)
    gradient = torch.exp(dice.uniform(len(s), 0.1, 0.9) * grain(dice, s.side, dice.host.uniform(60, 250, len(s))))
    s.foreground = (tone * gradient + dice.uniform(len(s), 0, 0.3) * (s.foreground - tone)).clamp(min=0)


def hammered(dice, s):
    s.foreground = s.foreground * torch.exp(dice.uniform(len(s), 0.2, 0.9) * grain(dice, s.side, dice.host.uniform(2, 20, len(s))))


def mirroring(dice, s):
    """Polished metal shows its display, bent and in its own colour."""
    x, y = coordinates(s.side, dice.device)
    bend = lambda: dice.uniform(len(s), 5, 60) * grain(dice, s.side, dice.host.uniform(20, 120, len(s)))
    seen = warped(blurred(s.background, dice.host.uniform(0.5, 4, len(s))), bend() - x, bend() + y, "border")
    tint = mean(s.foreground, s.alpha)
    tint = tint / (grey(tint) + 0.02)
    share = dice.uniform(len(s), 0.3, 0.85) * patches(dice, s.side, dice.host.uniform(20, 150, len(s)))
    s.foreground = over(share, seen * tint.clamp(0, 2), s.foreground)


def fading(dice, s):
    """Inner walls and lit sides that have nearly the tone of what is behind them."""
    near = blurred(s.background, dice.host.uniform(2, 6, len(s))) * dice.uniform(len(s), 0.85, 1.2)
    where = ((patches(dice, s.side, dice.host.uniform(25, 150, len(s))) - dice.uniform(len(s), 0.3, 0.6)) * 4).clamp(0, 1)
    s.foreground = over(where * dice.uniform(len(s), 0.5, 0.92), near, s.foreground)


# MARK: The display

def woven(dice, s):
    s.background = s.background * torch.exp(dice.uniform(len(s), 0.1, 0.7) * weave(dice, s.side, len(s)))


def mottled(dice, s):
    s.background = s.background * torch.exp(dice.uniform(len(s), 0.2, 0.8) * grain(dice, s.side, dice.host.uniform(2, 40, len(s))))


# MARK: Both

def shaded(dice, s, low=1.0, high=8.0, dark=0.7):
    """A cast shadow, drawn from the outline."""
    shade = soft_copy(s.alpha, dice.host.uniform(low, high, len(s)), dice.uniform(len(s), -9, 9), dice.uniform(len(s), -2, 10))
    s.background = s.background * (1 - dice.uniform(len(s), 0, dark) * shade)


def high_key(dice, s):
    """Nearly white paper, and bright metal that mirrors it."""
    plain = dice.chance(len(s), 0.19) * torch.ones_like(s.background)
    lifted = (s.background * dice.uniform(len(s), 0.55, 1.05) / middle(s.background).clamp(min=0.02)).clamp(max=1)
    s.background = over(plain, dice.uniform(len(s), 0.7, 1), lifted)
    shaded(dice, s, 2, 9, 0.5)
    s.foreground = s.foreground * dice.uniform(len(s), 1, 2)


def white_on_white(dice, s):
    """Silver or white on seamless white, a few per cent apart."""
    level = dice.uniform(len(s), 0.4, 0.88)
    light = torch.exp(dice.uniform(len(s), 0, 0.2) * grain(dice, s.side, dice.host.uniform(100, 400, len(s))))
    s.background = level * light * over(0.1, s.background / mean(s.background, torch.ones_like(s.alpha)).clamp(min=0.02),
                                        torch.ones_like(s.background)).clamp(0.5, 1.3)
    shaded(dice, s, 1, 8, 0.35)
    tone = grey(s.foreground) / grey(mean(s.foreground, s.alpha)).clamp(min=0.02)
    contrast = tone.clamp(0.05, 4) ** dice.uniform(len(s), 0.15, 0.6)
    s.foreground = level * dice.uniform(len(s), 0.8, 1.1) * contrast * torch.ones_like(s.foreground)


def black_on_black(dice, s):
    s.background = s.background * dice.uniform(len(s), 0.01, 0.08) / middle(s.background).clamp(min=0.01)
    s.foreground = s.foreground * dice.uniform(len(s), 0.1, 0.6) ** dice.chance(len(s), 0.5)
