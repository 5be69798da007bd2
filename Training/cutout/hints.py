"""What the matter is told beside the picture: the finder's map with its mistakes, and the seller's hand."""

import numpy as np
import torch
import torch.nn.functional as F

from network import HINTS
from pictures import closed, coordinates, patches


def hints(dice, s):
    """The map, keep strokes, remove strokes, a click."""
    count, a = len(s), s.alpha
    apart = s.clicked
    click = apart & (dice.host.random(count) < 0.7)
    found = mistaken(dice, s.prior) * dice.chance(count, 0.9)
    lost, false = (a > 0.6) & (found < 0.4), (a < 0.02) & (found > 0.5)
    keep = strokes(dice, where_enough(dice, lost, a > 0.7), 3, 3) * dice.chance(count, 0.3)
    remove = strokes(dice, where_enough(dice, false, a < 0.01), 3, 6) * dice.chance(count, 0.3)
    # Without a click the other piece is struck out.
    struck = strokes(dice, s.excluded > 0.5, 3, 3) * dice.put(apart & ~click)
    clicked = strokes(dice, a > 0.5, 1, 1) * dice.put(click)
    out = torch.cat([found, keep * (a > 0.4), torch.maximum(remove, struck) * (a < 0.1), clicked], 1)
    assert out.shape[1] == HINTS
    return out


def where_enough(dice, area, otherwise):
    """Mostly where it is needed, if that is more than a few pixels."""
    enough = (area.sum((1, 2, 3), keepdim=True) > 8) & (dice.chance(len(area), 0.8) > 0)
    return torch.where(enough, area, otherwise)


def mistaken(dice, prior):
    """The map as a finder sees it: coarse, with holes and inventions."""
    count, n = len(prior), prior.shape[-1]
    # Openings of links, lattices and fringes are closed: the matter must open them again.
    sides = dice.host.choice((0, 5, 9, 15), count, p=(0.55, 0.15, 0.15, 0.15))
    coarse = dice.host.choice((1, 2, 2, 4), count)
    p = prior.clone()
    for side in (5, 9, 15):
        change(p, sides == side, lambda plane: closed(plane, side))
    for k in (2, 4):
        change(p, coarse == k, lambda plane: F.interpolate(F.avg_pool2d(plane, k), size=(n, n), mode="bilinear"))
    p = ((p - dice.uniform(count, 0, 0.25)) * dice.uniform(count, 0.9, 2.2)).clamp(0, 1)
    cells = dice.host.choice((8.0, 16.0, 32.0), count)
    holes = ((patches(dice, n, cells) - dice.uniform(count, 0.1, 0.4)) * 6).clamp(0, 1)
    inventions = ((patches(dice, n, cells) - dice.uniform(count, 0.7, 0.9)) * 6).clamp(0, 1)
    p = p * torch.maximum(holes, 1 - dice.chance(count, 0.5))
    return torch.maximum(p, inventions * dice.chance(count, 0.4))


def change(planes, chosen, function):
    rows = np.flatnonzero(chosen)
    if len(rows):
        where = torch.from_numpy(rows).to(planes.device)
        planes[where] = function(planes[where])


def spot(dice, area):
    """One of an area's pixels, each as likely: x and y from the middle, and whether there is any. Every second pixel serves."""
    n, small = area.shape[-1], area[..., ::2, ::2]
    draw = (dice.field(*small.shape) + 1e-3) * small
    best, at = draw.flatten(1).max(1)
    x, y = at % small.shape[-1], torch.div(at, small.shape[-1], rounding_mode="floor")
    place = lambda v: (2 * v + 0.5 - n / 2).view(-1, 1, 1, 1)
    return place(x), place(y), (best > 0).view(-1, 1, 1, 1)


def strokes(dice, area, most, width):
    """One to `most` strokes between near points of an area, dots if they are thin."""
    count, n = len(area), area.shape[-1]
    x, y = coordinates(n, dice.device)
    numbers = dice.host.integers(1, most + 1, count)
    out = torch.zeros(area.shape, device=dice.device)
    for k in range(most):
        px, py, there = spot(dice, area)
        reach, radius = dice.uniform(count, 5, 40), dice.uniform(count, 0.5, width)
        qx, qy, near = spot(dice, area & ((x - px).abs() < reach) & ((y - py).abs() < reach))
        # From one to the other, or a dot.
        long = near * (dice.chance(count, 1.0 if width > 1 else 0.5))
        dx, dy = (qx - px) * long, (qy - py) * long
        along = (((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy + 1e-3)).clamp(0, 1)
        distance = torch.hypot(x - px - along * dx, y - py - along * dy)
        out = torch.maximum(out, (distance <= radius) * there * dice.put(numbers > k))
    return out
