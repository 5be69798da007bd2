"""A woven sleeve with a shirt's cuff: the sleeve is draped as in sleeve.py, gathered into a band that stands off the
wrist and laps over itself; the cuff, the placket above it and the button are stiff and are laid on afterwards.
Lengths are decimetres."""

from dataclasses import replace

import numpy as np
from mathutils import Vector

from cutting import Pattern
from quadmesh import Surface, smoothed, smoothstep, unit, vertex_normals
from sleeve import arm_axes, arm_surface, cut_sleeve, section


def cut_shirt(body, design):
    """The sleeve alone, whose end is tucked below the cuff."""
    tuck = design["tuck"]
    sleeve = design | {"bands": {"cuff": tuck}, "beyond": design["beyond"] - design["cuff"]["width"] + tuck[0]}
    pattern, wanted, uv = cut_sleeve(body, sleeve)
    # Its own end is never seen: what counts is how far the cuff's is.
    inside = design["cuff"]["width"] - tuck[0]
    return replace(pattern, edge=pattern.edge + inside, band=pattern.band * 0), wanted, uv


def with_cuff(body, design, pattern, draped, uv):
    """The draped sleeve with its cuff and placket."""
    cloth = Surface(draped, draped, pattern.quads)
    parts = [_cuff(body, design)]
    if "placket" in design["cuff"]:
        parts.append(_placket(body, design, cloth))
    surface = arm_surface(body)
    for positions, quads, edge, arc, flat in parts:
        on, _, _ = surface.nearest(positions)
        band = (edge <= design["bands"]["cuff"][0]).astype(float)
        pattern += Pattern.laid(quads, on, positions, edge, arc, band=band, arm=np.ones(len(edge)))
        draped, uv = np.concatenate([draped, positions]), np.concatenate([uv, flat])
    return pattern, draped, uv


def button(body, design):
    """A dished button with four holes in the middle of the lap, as a pattern of its own; all of it is bound to one
    place, so that it stays round."""
    cuff, size = design["cuff"], 16
    positions, _, _, _, _ = _cuff(body, design)
    grid = positions.reshape(cuff["rows"] + 1, -1, 3)
    row, column = cuff["rows"] // 2, np.abs(_angles(cuff) - _lap_middle(cuff) - 2 * np.pi).argmin()
    centre = grid[row, column]
    along, across = unit(grid[row + 1, column] - grid[row - 1, column]), unit(grid[row, column] - grid[row, column - 1])
    normal = unit(np.cross(across, along))
    elbow, axis, _, _ = arm_axes(body)
    if normal @ (centre - elbow - axis * ((centre - elbow) @ axis)) < 0:
        normal = -normal
    s = np.linspace(-1, 1, size + 1)
    x, y = np.meshgrid(s, s, indexing="ij")
    # From a square to a disc (Fong 2015, elliptical).
    u, v = x * np.sqrt(1 - y * y / 2), y * np.sqrt(1 - x * x / 2)
    r = np.hypot(u, v)
    lift = 0.012 + 0.006 * smoothstep(0.55, 0.8, r) - 0.004 * smoothstep(0.88, 1, r)
    disc = centre + cuff["button"] / 2 * (u[..., None] * across + v[..., None] * along) + lift[..., None] * normal
    index = np.arange((size + 1) ** 2).reshape(size + 1, size + 1)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], 2)
    if np.cross(disc[1, 0] - disc[0, 0], disc[0, 1] - disc[0, 0]) @ normal < 0:
        quads = quads[..., ::-1]
    hole = np.zeros((size, size), bool)
    hole[np.ix_((6, 9), (6, 9))] = True
    quads = quads[~hole]
    disc = disc.reshape(-1, 3)
    on, _, _ = arm_surface(body).nearest([centre])
    flat = np.stack([u.ravel(), v.ravel()], 1)[quads] * cuff["button"] * 50
    zero = np.zeros(len(disc))
    return Pattern.laid(quads, np.repeat(on, len(disc), 0), disc, zero, zero, arm=zero + 1), disc, flat


def _angles(cuff):
    """Round the arm, and on over the beginning."""
    return cuff["angle"] + np.linspace(0, 2 * np.pi + cuff["lap"], cuff["columns"])


def _lap_middle(cuff):
    return cuff["angle"] + cuff["lap"] / 2


def _cuff(body, design):
    """Positions, quads, distance to the nearest edge, length along it, and where it lies on the cloth."""
    cuff = design["cuff"]
    elbow, axis, across, down = arm_axes(body)
    reach = np.linalg.norm(body.heads["wrist.L"] - elbow)
    along = reach + design["beyond"] - np.linspace(cuff["width"], 0, cuff["rows"] + 1)
    angle = _angles(cuff)
    directions = np.cos(angle)[:, None] * across + np.sin(angle)[:, None] * down
    surface = arm_surface(body)
    radii = np.stack([section(surface, elbow + axis * min(t, reach), directions, axis) for t in along])
    # Stiff cloth spans the arm's hollows and stands off all round; its end lies on its beginning.
    radius = np.maximum(radii + 0.05, 0.55 * radii + 0.45 * radii.mean(1, keepdims=True) + cuff["ease"])
    # Where the sleeve is sewn in nothing gapes.
    sewn = smoothstep(0.18, 0, along - along[0])[:, None]
    radius = radius * (1 - sewn) + (radii + 0.05) * sewn
    turn = angle - angle[0]
    radius = radius + cuff["rise"] * smoothstep(2 * np.pi - 1.0, 2 * np.pi - 0.05, turn)
    # It is worn, and so not quite round nor flat.
    wave = 0.012 * np.sin(2 * angle + 0.7) + 0.008 * np.sin(3 * angle + 4 * along[:, None])
    radius = radius + wave * (1 - sewn)
    positions = elbow + along[:, None, None] * axis + radius[..., None] * directions
    around = turn * radius.mean()
    to_ends = np.minimum(around, around[-1] - around)[None, :]
    to_sides = np.minimum(along - along[0], along[-1] - along)[:, None]
    shape = radius.shape
    edge = np.minimum(to_ends, to_sides)
    arc = np.where(to_ends < to_sides, along[:, None], around[None, :])
    flat = np.stack(np.broadcast_arrays(around[None, :], -along[:, None]), 2) * 100
    return _sheet(positions, edge, np.broadcast_to(arc, shape), flat, elbow, axis)


def _placket(body, design, cloth):
    """The strip above the cuff, pointed at its end, on the sleeve as it hangs."""
    cuff = design["cuff"]
    width, length = cuff["placket"]
    elbow, axis, across, down = arm_axes(body)
    start = np.linalg.norm(body.heads["wrist.L"] - elbow) + design["beyond"] - cuff["width"] + 0.03
    along = start - np.linspace(0, length, 56)
    columns = np.linspace(-0.5, 0.5, 13)
    taper = 1 - 0.96 * smoothstep(length - 0.12, length, start - along) ** 1.3
    radius = 0.33
    positions = np.zeros((len(along), len(columns), 3))
    for i, t in enumerate(along):
        for j, c in enumerate(columns):
            angle = _lap_middle(cuff) + c * width * taper[i] / radius
            d = np.cos(angle) * across + np.sin(angle) * down
            hit = cloth.tree.ray_cast(Vector(elbow + axis * t + 2 * d), Vector(-d))
            positions[i, j] = np.array(hit[0]) + 0.016 * d
    side = (0.5 - np.abs(columns))[None, :] * width * taper[:, None]
    edge = np.minimum(side, (along - along[-1])[:, None])
    arc = np.broadcast_to(along[:, None], edge.shape)
    flat = np.stack(np.broadcast_arrays(columns[None, :] * width, -along[:, None]), 2) * 100
    positions, quads, edge, arc, flat = _sheet(positions, edge, arc, flat, elbow, axis)
    # Interfaced cloth bridges the smallest folds.
    level = smoothed(positions, quads, 3, np.zeros(len(positions), bool))
    outward = vertex_normals(positions, quads)
    lift = np.maximum(((positions - level) * outward).sum(1), 0)
    return level + outward * lift[:, None], quads, edge, arc, flat


def _sheet(positions, edge, arc, flat, elbow, axis):
    """A grid as columns of values and quads that face outward."""
    shape = edge.shape
    index = np.arange(edge.size).reshape(shape)
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], 2).reshape(-1, 4)
    p = positions.reshape(-1, 3)
    out = p - elbow - ((p - elbow) @ axis)[:, None] * axis
    if (vertex_normals(p, quads) * out).sum() < 0:
        quads = quads[:, ::-1]
    return p, quads, edge.ravel(), np.asarray(arc).ravel(), flat.reshape(-1, 2)[quads]
