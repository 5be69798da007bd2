"""Lapels and collar of a jacket: stiff cloth that is turned over the jacket's edge and laid on it as it was draped.
Lengths are decimetres."""

import numpy as np

from cutting import Pattern
from quadmesh import Surface, loops, smoothed, smoothstep, unit, value_noise, vertex_normals

STEP = 0.02
BEHIND = np.array([0.08, 0.05, 0.02])  # places of the facing behind the edge
TURN = np.linspace(0, np.pi, 7)  # angles of the roll


def with_lapels(design, pattern, draped, uv):
    """The draped jacket with a lapel on each side and a collar between them."""
    sewn = _Edge(pattern, draped, design["lapels"])
    for piece in (sewn.lapel(), sewn.collar(), sewn.lapel(mirrored=True)):
        positions, on, edge, arc, flat = (a.reshape(edge_shape(a)) for a in piece)
        quads = _grid(piece[2].shape, flipped=sewn.is_flipped(piece[0], piece[2]))
        pattern += Pattern.laid(quads, on, positions, edge, arc)
        draped, uv = np.concatenate([draped, positions]), np.concatenate([uv, flat[quads]])
    return pattern, draped, uv


def edge_shape(a):
    """Rows and columns as one list."""
    return (-1,) + a.shape[2:]


class _Edge:
    """The jacket's front and neck edge, which is where lapels and collar roll, and paths from there over the cloth."""

    def __init__(self, pattern, draped, p):
        self.p = p
        # Interfaced cloth bridges the small folds below it.
        calm = smoothed(draped, pattern.quads, 10, np.zeros(len(draped), bool))
        loop = max(loops(pattern.quads), key=lambda l: draped[l, 1].mean())
        loop = np.roll(loop, -int((draped[loop, 1] + 9 * (np.abs(draped[loop, 0]) > 0.4)).argmin()))
        if draped[loop[len(loop) // 4], 0] < 0:
            loop = np.roll(loop[::-1], 1)
        step = np.linalg.norm(np.diff(draped[loop], axis=0, append=draped[loop[:1]]), axis=1)
        self.arc = np.concatenate([[0], np.cumsum(step)])
        self.length = self.arc[-1]
        self.surface = Surface(calm, pattern.on_rest, pattern.quads)
        self.paths, self.normals, self.feet = self._walk(calm, loop, pattern.quads)

    def _walk(self, cloth, loop, quads):
        """Points along paths that run from the edge into the cloth, square to it."""
        at, n = cloth[loop], vertex_normals(cloth, quads)[loop]
        along = np.roll(at, -1, 0) - np.roll(at, 1, 0)
        heading = unit(np.cross(n, along))
        inside, _, _ = self.surface.nearest(at + 0.1 * heading)
        outside, _, _ = self.surface.nearest(at - 0.1 * heading)
        if np.linalg.norm(inside - at) < np.linalg.norm(outside - at):
            heading = -heading
        for _ in range(20):
            heading = unit(np.roll(heading, 1, 0) + 2 * heading + np.roll(heading, -1, 0))
        points, normals, feet = [], [], []
        for _ in range(int(max(self.p["width"], self.p["collar"]) / STEP) + 6):
            on, triangle, weights = self.surface.nearest(at)
            _, foot, n, _ = self.surface.carry(triangle, weights)
            points.append(on)
            normals.append(n)
            feet.append(foot)
            heading = unit(heading - (heading * n).sum(1, keepdims=True) * n)
            at = on + STEP * heading
        return (np.stack(a, 1) for a in (points, normals, feet))

    def _at(self, values, s, e):
        """A value of the paths at a place along the edge and a distance from it."""
        count = values.shape[0]
        i = np.interp(np.mod(s, self.length), self.arc, np.arange(count + 1))
        j = np.clip(e / STEP, 0, values.shape[1] - 1.001)
        i0, j0 = i.astype(int) % count, j.astype(int)
        i1, a, b = (i0 + 1) % count, (i - i.astype(int))[..., None], (j - j0)[..., None]
        return ((1 - a) * ((1 - b) * values[i0, j0] + b * values[i0, j0 + 1])
                + a * ((1 - b) * values[i1, j0] + b * values[i1, j0 + 1]))

    def _height(self, y):
        """Where along the edge, going up the person's left, it reaches a height."""
        points = self.paths[:, 0]
        return self.arc[np.argmax(points[: len(points) // 2, 1] > y)]

    def gorge(self, e):
        """The seam between collar and lapel: it runs out from the edge and a little down."""
        return self._height(self.p["gorge"]) - self.p["slant"] * e

    def lapel(self, mirrored=False):
        p = self.p
        rows = np.linspace(0, 1, 52)[:, None]
        width = p["width"] * (0.12 + 0.88 * rows**0.85)
        start = self._height(p["break"])

        def along(e):
            return start + (self.gorge(e) - start) * rows

        def to_end(s, e):
            return self.gorge(e) - s

        return self._laid(width, along, to_end, 19, mirrored, roll=0.05 - 0.022 * smoothstep(0.3, 1, rows))

    def collar(self):
        p = self.p
        rows = np.linspace(0, 1, 74)[:, None]
        notch = p["notch"]

        def front(e):
            return self.gorge(np.minimum(e, notch)) + 0.004 + 0.9 * np.maximum(e - notch, 0)

        def along(e):
            return front(e) * (1 - rows) + (self.length - front(e)) * rows

        def to_end(s, e):
            return np.minimum(s - front(e), self.length - front(e) - s)

        return self._laid(np.full_like(rows, p["collar"]), along, to_end, 14, False, roll=np.full_like(rows, 0.028))

    def _laid(self, width, along, to_end, columns, mirrored, roll):
        """A piece that comes from behind the edge, turns over it and lies on the cloth: positions, places on the body
        at rest, distance to its own edge, length along the roll, and where it lies on its cloth."""
        out = np.linspace(0, 1, columns + 1)[1:] * width
        zero = np.zeros_like(width)
        e = np.concatenate([zero + BEHIND, zero + 0 * TURN, out], 1)
        s = along(np.where(np.arange(e.shape[1]) < len(BEHIND) + len(TURN), 0, e))
        reach = np.concatenate([-zero - BEHIND - np.pi * roll, roll * (TURN - np.pi), out], 1)
        # It rests on the jacket's own thickness; the roll stands off, the outer edge lies flat.
        rest = 0.032
        centre = rest + roll * 0.9 - roll
        lift = np.concatenate(
            [centre - roll + zero * BEHIND, centre - roll * np.cos(TURN),
             rest + (centre + roll - rest) * smoothstep(8 * roll, 0, out)], 1)
        beyond = np.concatenate([zero * BEHIND, roll * np.sin(TURN), zero * out], 1)
        at = np.where(mirrored, self.length - s, s)
        p, n = self._at(self.paths, at, e), unit(self._at(self.normals, at, e))
        inward = unit(self._at(self.paths, at, e + 2 * STEP) - self._at(self.paths, at, 0 * e))
        worn = np.maximum(value_noise((p + n).reshape(-1, 3), 0.9, 7).reshape(e.shape), 0) * smoothstep(0.05, 0.4, reach)
        p = p + n * (lift + 0.03 * worn)[..., None] - inward * beyond[..., None]
        edge = np.minimum(width - reach, np.maximum(to_end(s, np.maximum(reach, 0)), 0))
        s = s - s.mean()
        return p, self._at(self.feet, at, e), np.maximum(edge, 0), s, np.stack([reach, s], 2) * 100

    def is_flipped(self, positions, edge):
        """Whether a grid of rows and columns would face the jacket."""
        last = positions[:, -6:]
        n = np.cross(last[1:, :-1] - last[:-1, :-1], last[:-1, 1:] - last[:-1, :-1]).reshape(-1, 3)
        _, triangle, weights = self.surface.nearest(last[:-1, :-1].reshape(-1, 3))
        _, _, outward, _ = self.surface.carry(triangle, weights)
        return (n * outward).sum() > 0


def _grid(shape, flipped):
    index = np.arange(shape[0] * shape[1]).reshape(shape)
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], 2).reshape(-1, 4)
    return quads[:, ::-1] if flipped else quads
