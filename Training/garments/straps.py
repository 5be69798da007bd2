"""Thin straps over the shoulders of a top whose edge runs below the arms. Lengths are decimetres."""

import numpy as np
from mathutils import Vector

from cutting import Pattern, TopEdge
from quadmesh import Surface, smoothstep, unit

TUCK = 0.1  # of a strap below the cloth, where it is sewn on
REACH = 1.6  # from the trunk's middle out over the shoulder, below the jaw


def with_straps(body, posed, design, pattern, draped, uv):
    """The draped top with a strap on each side."""
    skin = Surface(posed, posed, body.faces("body"))
    rest = Surface(posed, body.base, body.faces("body"))
    for sign in (1, -1):
        positions, edge, arc, flat, taut = _strap(skin, design["straps"], pattern, draped, sign)
        quads = _grid(edge.shape)
        p = positions.reshape(-1, 3)
        _, triangle, weights = rest.nearest(p)
        _, on, _, _ = rest.carry(triangle, weights)
        pattern += Pattern.laid(quads, on, p, edge.ravel(), arc.ravel(), taut=taut.ravel())
        draped, uv = np.concatenate([draped, p]), np.concatenate([uv, flat.reshape(-1, 2)[quads]])
    return pattern, draped, uv


def _strap(skin, p, pattern, draped, sign):
    """A ribbon drawn tight from the front edge to the back's: positions, distance to its sides, length along it,
    where it lies on the cloth, and how tightly it follows the skin; rows × columns."""
    ends = [_sewn(skin, pattern, draped, sign * p[k]) for k in ("front", "back")]
    line = _taut(skin, *ends)
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    length = np.concatenate([[0], np.cumsum(step)])
    along = np.linspace(0, length[-1], int(length[-1] / 0.035))
    line = np.stack([np.interp(along, length, line[:, k]) for k in range(3)], 1)
    on, triangle, weights = skin.nearest(line)
    _, _, _, normal = skin.carry(triangle, weights)
    for _ in range(12):
        normal[1:-1] = (normal[:-2] + 2 * normal[1:-1] + normal[2:]) / 4
    tangent = np.gradient(line, axis=0)
    across = unit(np.cross(tangent, unit(normal)))
    columns = np.linspace(-0.5, 0.5, 6)
    positions = line[:, None] + p["width"] * columns[None, :, None] * across[:, None] + 0.006 * unit(normal)[:, None]
    shape = positions.shape[:2]
    edge = np.broadcast_to((0.5 - np.abs(columns)) * p["width"], shape)
    arc = np.broadcast_to(along[:, None], shape)
    flat = np.stack(np.broadcast_arrays(columns * p["width"], -along[:, None]), 2) * 100
    # It spans what it does not touch; nowhere is it kept off the skin as wide cloth is.
    touches = np.maximum(smoothstep(0.05, 0.01, np.linalg.norm(on - line, axis=1)), 0.02)
    return positions, edge, arc, flat, np.broadcast_to(touches[:, None], shape)


def _sewn(skin, pattern, draped, degrees):
    """Where on the skin a strap ends, a little below the cloth's edge at an azimuth."""
    at = np.nonzero(pattern.edge < 1e-6)[0]
    on = pattern.on_rest[at]
    at = at[on[:, 1] > on[:, 1].mean()]  # not the hem
    azimuth = np.degrees(np.arctan2(pattern.on_rest[at, 0], pattern.on_rest[at, 2] - TopEdge.AXIS))
    edge = draped[at[np.abs(azimuth - degrees).argmin()]]
    on, _, _ = skin.nearest([edge - (0, TUCK, 0)])
    return on[0]


def _taut(skin, front, back):
    """A string over the shoulder: the hull of the body's section in an upright plane."""
    middle = (front + back) / 2
    ahead = unit((front - middle) * (1, 0, 1))
    angles = np.linspace(_angle(front - middle, ahead), np.pi - _angle(back - middle, -ahead), 160)
    points = [front]
    for a in angles[1:-1]:
        d = np.cos(a) * ahead + np.sin(a) * np.array([0, 1.0, 0])
        hit = skin.tree.ray_cast(Vector(middle + REACH * d), Vector(-d), REACH)
        if hit[0] is not None:
            points.append(np.array(hit[0]))
    points.append(back)
    flat = [np.array([(p - middle) @ ahead, p[1] - middle[1]]) for p in points]
    hull = [0]
    for i in range(1, len(flat)):
        while len(hull) > 1 and _turn(flat[hull[-2]], flat[hull[-1]], flat[i]) <= 0:
            hull.pop()
        hull.append(i)
    return np.array(points)[hull]


def _angle(v, ahead):
    return np.arctan2(v[1], v @ ahead)


def _turn(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _grid(shape):
    index = np.arange(shape[0] * shape[1]).reshape(shape)
    return np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], 2).reshape(-1, 4)
