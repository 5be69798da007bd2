"""A long sleeve on the left forearm: a tube of regular quads with more cloth than arm, so that it bunches at the cuff.
Lengths are decimetres."""

import numpy as np
from mathutils import Vector

from cutting import Pattern
from quadmesh import Surface, compact, smoothstep, subdivided, unit, value_noise

FOREARM = ("lowerarm", "wrist")


def cut_sleeve(body, design):
    """The pattern round the arm at rest, and the longer, wider shape whose lengths the cloth wants to have."""
    elbow, axis, across, down = arm_axes(body)
    reach = np.linalg.norm(body.heads["wrist.L"] - elbow)
    first, last = design["from"] * reach, reach + design["beyond"]
    columns, rows = design["columns"], design["rows"]
    cuff, cuff_rows = design["bands"]["cuff"]
    length, width = design["extra_length"], design["extra_width"]

    surface = arm_surface(body)
    # Rows: evenly along the cloth, which is longer than the arm everywhere but in the cuff.
    sleeve = np.linspace(first, last - cuff, rows - cuff_rows + 1)
    along = np.concatenate([sleeve, np.linspace(last - cuff, last, cuff_rows + 1)[1:]])
    # The tube's cross-section is the arm's own, rounded, with ease.
    angle = np.arange(columns) / columns * 2 * np.pi
    directions = np.cos(angle)[:, None] * across + np.sin(angle)[:, None] * down
    positions = np.zeros((rows + 1, columns, 3))
    for i, t in enumerate(along):
        centre = elbow + axis * min(t, reach)
        radius = section(surface, centre, directions, axis)
        in_cuff = smoothstep(last - cuff - 0.15, last - cuff, t)
        ease = design["ease"]["sleeve"] * (1 - in_cuff) + design["ease"]["cuff"] * in_cuff
        positions[i] = centre + axis * max(t - reach, 0) + directions * (radius + ease)[:, None]
    inside = np.clip((last - cuff - along) / (last - cuff - first), 0, 1)
    # Slanting waves for the cloth to buckle along: rings round the arm, none of them whole.
    inside = np.repeat(np.clip((last - cuff - along) / (last - cuff - first), 0, 1), columns)
    start = positions.reshape(-1, 3)
    t, turn = np.repeat(along, columns), np.tile(angle, rows + 1)
    slant = np.stack([(t + 0.12 * np.sin(turn + 0.6)) / 0.16, np.cos(turn) * 1.1, np.sin(turn) * 1.1], 1)
    wave = value_noise(slant, 1.0, design["seed"]) * smoothstep(0, 0.08, inside) * smoothstep(1, 0.92, inside)
    start = start + np.tile(directions, (rows + 1, 1)) * (design["buckle"] * (0.5 + 0.5 * wave) * (wave != 0))[:, None]

    # What the cloth would measure: every row farther from the cuff, every girth wider away from the cuff.
    step = np.diff(along, prepend=along[0]) * np.where(along <= last - cuff + 1e-9, length, 1)
    cloth_along = np.cumsum(step)
    cloth_along += along[-1] - cloth_along[-1]
    widen = 1 + (width - 1) * smoothstep(last - cuff, last - cuff - 0.25, along)
    wanted = positions - positions.mean(1, keepdims=True)
    wanted = positions.mean(1, keepdims=True) + wanted * widen[:, None, None]
    wanted = wanted + axis * (cloth_along - along)[:, None, None]

    index = np.arange((rows + 1) * columns).reshape(rows + 1, columns)
    quads = np.stack([index[:-1], np.roll(index[:-1], -1, 1), np.roll(index[1:], -1, 1), index[1:]], 2).reshape(-1, 4)
    girth = np.linalg.norm(np.roll(wanted, -1, 1) - wanted, axis=2).sum(1).mean()
    to_cuff, to_top = cloth_along[-1] - cloth_along, cloth_along - cloth_along[0]
    edge = np.repeat(np.minimum(to_cuff, to_top), columns)
    band = np.repeat((to_cuff <= cuff + 1e-6).astype(float), columns)
    held = np.repeat(np.maximum(smoothstep(cuff + 0.05, cuff - 0.05, to_cuff), smoothstep(0.12, 0.02, to_top)), columns)
    pattern = Pattern(
        quads=quads, on_rest=start, on_posed=start, rest=start, posed=start, edge=edge,
        arc=np.tile(angle / (2 * np.pi) * girth - girth / 2, rows + 1), band=band, arm=np.ones(len(start)),
        panel=np.zeros(len(quads), int), pin=held, gather=np.zeros(len(start)))
    return pattern, wanted.reshape(-1, 3), _flat(columns, rows, girth, cloth_along)


def arm_axes(body):
    """The elbow, the direction from there to the wrist, and two directions across it."""
    elbow = body.heads["lowerarm01.L"]
    axis = unit(body.heads["wrist.L"] - elbow)
    across = unit(np.cross(axis, [0, 0, 1.0]))
    return elbow, axis, across, np.cross(axis, across)


def arm_surface(body):
    """The tights round the left arm, as they lie on the body at rest."""
    share = body.share(("upperarm", "lowerarm", "wrist"))
    tights = body.faces("helper-tights")
    tights = tights[(share[tights].mean(1) > 0.5) & (body.base[tights].mean(1)[:, 0] > 0)]
    quads, (base,), _ = compact(tights, body.base)
    quads, fine = subdivided(quads, 1, base)
    return Surface(fine, fine, quads)


def section(surface, centre, directions, axis):
    """Radii of the arm about a point of its axis, smoothed round it."""
    radius = np.zeros(len(directions))
    for i, d in enumerate(directions):
        hit = surface.tree.ray_cast(Vector(centre + d * 1.5), Vector(-d))
        radius[i] = 1.5 - hit[3] if hit[0] is not None else np.nan
    radius = np.where(np.isfinite(radius), radius, np.nanmedian(radius))
    for _ in range(10):
        radius = (np.roll(radius, 1) + 2 * radius + np.roll(radius, -1)) / 4
    return radius


def _flat(columns, rows, girth, along):
    """Per corner, millimetres of cloth; cut open along the first column."""
    u = np.arange(columns + 1) / columns * girth * 100
    v = -along * 100
    grid = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), 2)
    corners = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], 2)
    return corners.reshape(-1, 4, 2) - grid.reshape(-1, 2).mean(0)
