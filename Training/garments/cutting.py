"""Cuts a top from the base mesh's `helper-tights` and gives its edges bands of regular quads.

All of a pattern's geometry is first laid *on* the tights at rest; from there every vertex is carried into the pose.
Lengths are decimetres.
"""

from dataclasses import dataclass, replace

import numpy as np

from quadmesh import (
    Surface, compact, loops, smoothed, smoothstep, subdivided, unit, value_noise, vertex_normals,
)

ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


@dataclass
class Pattern:
    """A garment before it is draped."""

    quads: np.ndarray
    on_rest: np.ndarray  # on the tights, at rest and posed
    on_posed: np.ndarray
    rest: np.ndarray  # with ease
    posed: np.ndarray
    edge: np.ndarray  # distance to the nearest finished edge
    arc: np.ndarray  # along that edge, from its front
    band: np.ndarray  # 1 in an edge's band, 0 outside
    arm: np.ndarray  # share of the arm
    panel: np.ndarray  # per face
    pin: np.ndarray
    gather: np.ndarray  # 1 where the cloth has no extra width
    taut: np.ndarray = None  # how tightly it follows the skin, 0…1

    def __post_init__(self):
        if self.taut is None:
            self.taut = np.zeros(len(self.edge))

    def __add__(self, other):
        """Both as one pattern."""
        other = replace(other, quads=other.quads + len(self.edge))
        return Pattern(**{k: np.concatenate([v, getattr(other, k)]) for k, v in vars(self).items()})

    @staticmethod
    def laid(quads, on_rest, positions, edge, arc, **more):
        """A stiff piece that is laid on draped cloth."""
        count = len(edge)
        return Pattern(
            quads=quads, on_rest=on_rest, on_posed=on_rest, rest=positions, posed=positions, edge=edge, arc=arc,
            panel=np.zeros(len(quads), int), pin=np.ones(count), gather=np.zeros(count),
            **({"band": np.zeros(count), "arm": np.zeros(count)} | more))


class Neckline:
    """Signed distance to a neckline; negative where cloth covers. A V with a rounded tip, blended over the shoulder
    into the line at the back."""

    def __init__(self, p):
        self.p = p

    def __call__(self, points):
        p = self.p
        x, y = np.abs(points[:, 0] - p.get("shift", 0)), points[:, 1]
        front = self._side(x, y, p["front"], p["power"], p.get("round", 0.2))
        back = self._side(x, y, p["back"], 2.2, 0.0)
        t = smoothstep(-0.12, 0.22, -points[:, 2])
        return front * (1 - t) + back * t

    def _side(self, x, y, bottom, power, rounding):
        def across(v):
            return np.sqrt(v * v + rounding * rounding) - rounding

        width = across(np.array(self.p["width"]))
        f = np.maximum(across(x) / width, 1e-6)
        height = self.p["top"] - bottom
        slope = height * power * f ** (power - 1) / width * x / np.sqrt(x * x + rounding * rounding + 1e-12)
        return (y - bottom - height * f**power) / np.sqrt(1 + slope * slope)


class TopEdge:
    """Signed distance to an edge that runs round the trunk below the arms; negative where cloth covers. Its heights
    are given by azimuth from the front, degrees."""

    AXIS = 0.3  # depth of the trunk's middle

    def __init__(self, p):
        degrees = np.arange(-180.0, 181.0)
        corners = np.array(p["heights"])
        table = np.interp(np.abs(degrees), corners[:, 0], corners[:, 1])
        reach = np.arange(-12, 13)
        weights = np.exp(-0.5 * (reach / p["round"]) ** 2)
        table = np.convolve(np.pad(table, 12, mode="wrap"), weights / weights.sum(), "valid")
        self.degrees, self.table = degrees, table

    def __call__(self, points):
        x, z = points[:, 0], points[:, 2] - self.AXIS
        azimuth = np.degrees(np.arctan2(x, z))

        def height(a):
            return np.interp((a + 180) % 360 - 180, self.degrees, self.table)

        slope = np.degrees(height(azimuth + 0.5) - height(azimuth - 0.5)) / np.maximum(np.hypot(x, z), 0.3)
        return (points[:, 1] - height(azimuth)) / np.sqrt(1 + slope * slope)


def along_arm(points, joints):
    """Distance from the shoulder along the arm's bones, on whichever side."""
    p = points.copy()
    p[:, 0] = np.abs(p[:, 0])
    best, result, start = np.full(len(p), np.inf), np.zeros(len(p)), 0.0
    for i, (a, b) in enumerate(zip(joints, joints[1:])):
        length = np.linalg.norm(b - a)
        t = ((p - a) @ (b - a)) / length**2
        inside = np.clip(t, 0 if i else -1, 1 if i < len(joints) - 2 else 2)
        d = np.linalg.norm(p - a - inside[:, None] * (b - a), axis=1)
        nearer = d < best
        best[nearer], result[nearer] = d[nearer], start + inside[nearer] * length
        start += length
    return result


def neckline(p):
    """The line of a design's `neck`."""
    return TopEdge(p) if "heights" in p else Neckline(p)


def cut_top(body, posed, design):
    """Lays a top on the tights."""
    arm_share = body.share(ARM_BONES)
    joints = [body.heads[f"{b}.L"] for b in ("upperarm01", "lowerarm01", "wrist")]
    elbow = np.linalg.norm(joints[1] - joints[0])
    tights = body.faces("helper-tights")
    quads, (base, base_posed, share), _ = compact(
        tights, body.base, posed, np.c_[arm_share, arm_share * 0, arm_share * 0])
    quads, on, carried, share = subdivided(quads, design["level"], base, base_posed, share)
    arm = share[:, 0]
    surface = Surface(on, carried, quads)

    fields = {"neck": neckline(design["neck"]), "hem": lambda p: design["hem"] - p[:, 1]}
    if "sleeve" in design:
        fields["sleeve"] = lambda p: along_arm(p, joints) - design["sleeve"] * elbow
    bands = design["bands"]  # width in dm and rows of quads
    centre, face_arm = on[quads].mean(1), arm[quads].mean(1)
    keep = fields["neck"](centre) < -bands["neck"][0]
    keep &= (fields["hem"](centre) < -bands["hem"][0]) | (face_arm > 0.5)
    keep &= (face_arm <= 0.5) | ("sleeve" in fields and fields["sleeve"](centre) < -bands["sleeve"][0])
    quads, (on, arm), _ = compact(quads[keep], on, arm)

    on_arm = -fields.get("sleeve", fields["neck"])(on)
    edge = np.minimum(-fields["neck"](on), np.where(arm > 0.5, on_arm, -fields["hem"](on)))
    on, quads, edge, arc, band, arm = _finish_edges(surface, fields, bands, on, quads, edge, arm)
    _, triangle, weights = surface.nearest(on)
    on, on_posed, n, n_posed = surface.carry(triangle, weights)

    # Ease: the cloth stands off, more away from the neckline, and spans the body's hollows.
    ease, inside = design["ease"], edge
    off = ease["neck"] + (ease["chest"] - ease["neck"]) * smoothstep(0, 0.6, inside)
    off = off + (ease["waist"] - ease["chest"]) * smoothstep(3.6, 2.4, on[:, 1]) * (arm < 0.5)
    lower = along_arm(on, joints)
    sleeve = ease["neck"] + (ease["arm"] - ease["neck"]) * smoothstep(-0.05, 0.5, lower / elbow) * smoothstep(0, 0.5, inside)
    off = off * (1 - arm) + sleeve * arm
    off = off + ease.get("pad", 0) * smoothstep(0.7, 1.3, np.abs(on[:, 0])) * smoothstep(4.5, 5.0, on[:, 1])
    off = off + ease.get("uneven", 0) * value_noise(on, 0.7, design.get("seed", 4)) * smoothstep(0, 0.8, inside)
    fixed = band > 0
    start = smoothed(on + n * off[:, None], quads, design["smoothing"], fixed)
    start_posed = smoothed(on_posed + n_posed * off[:, None], quads, design["smoothing"], fixed)

    pin = design["pin"]
    held = smoothstep(pin["width"], 0, edge) * smoothstep(*pin["height"], on[:, 1]) * pin["strength"]
    spread = design["gather"]
    return Pattern(
        quads=quads, on_rest=on, on_posed=on_posed, rest=start, posed=start_posed, edge=edge, arc=arc, band=band,
        arm=arm, panel=_panels(on, arm, quads), pin=held, gather=1 - smoothstep(0, spread, edge - bands["neck"][0]))


def _panels(on, arm, quads):
    """Front, back and two sleeves, as a tailor would cut them."""
    centre, face_arm = on[quads].mean(1), arm[quads].mean(1)
    return np.where(face_arm > 0.5, np.where(centre[:, 0] > 0, 2, 3), np.where(centre[:, 2] > 0.22, 0, 1))


def _finish_edges(surface, fields, bands, on, quads, edge, arm):
    """Moves each ragged boundary onto its line and grows a band of regular quads out to the finished edge."""
    on = on.copy()
    boundary = loops(quads)
    fixed = np.zeros(len(on), bool)
    kinds = []
    for loop in boundary:
        p = on[loop]
        score = {kind: np.median(np.abs(field(p) + bands[kind][0])) for kind, field in fields.items()}
        wrong = "hem" if arm[loop].mean() > 0.5 else "sleeve"
        kind = min(score.keys() - {wrong}, key=score.get)
        kinds.append(kind)
        on[loop] = _onto_line(surface, fields[kind], p, -bands[kind][0], passes=12)
        fixed[loop] = True
    # The first rows behind an edge follow it; then everything returns to the surface.
    near = edge < 0.9
    for _ in range(4):
        on = smoothed(on, quads, 4, fixed | ~near)
        on[near & ~fixed], _, _ = surface.nearest(on[near & ~fixed])
    edge = edge.copy()
    arc = np.zeros(len(on))
    band = np.zeros(len(on))
    parts = [(on, edge, arc, band, arm)]
    count, strips = len(on), [quads]
    for kind, loop in zip(kinds, boundary):
        width, rows = bands[kind]
        edge[loop], band[loop] = width, 1
        inner, ids = on[loop], loop
        for row in range(1, rows + 1):
            level = -width * (1 - row / rows)
            inner = _onto_line(surface, fields[kind], inner, level, passes=4)
            new = np.arange(count, count + len(loop))
            count += len(loop)
            strips.append(np.stack([np.roll(ids, -1), ids, new, np.roll(new, -1)], 1))
            parts.append((inner, np.full(len(loop), -level), np.zeros(len(loop)), np.ones(len(loop)), arm[loop]))
            ids = new
        length = _arc_lengths(inner)
        arc[loop] = length
        for part in parts[-rows:]:
            part[2][:] = length
    on, edge, arc, band, arm = (np.concatenate(columns) for columns in zip(*parts))
    quads = np.concatenate(strips)
    inside = band == 0
    edge[inside] = np.maximum(edge[inside], 0)
    return on, quads, edge, arc, band, arm


def _onto_line(surface, field, points, level, passes):
    """Points of a loop moved along the surface to where the field has a level, and spread evenly along it."""
    for _ in range(passes):
        for _ in range(3):
            h = 1e-3
            gradient = np.stack([(field(points + h * e) - field(points - h * e)) / (2 * h) for e in np.eye(3)], 1)
            _, triangle, weights = surface.nearest(points)
            _, _, n, _ = surface.carry(triangle, weights)
            gradient -= (gradient * n).sum(1, keepdims=True) * n
            step = (level - field(points)) / np.maximum((gradient * gradient).sum(1), 0.2)
            points, _, _ = surface.nearest(points + step[:, None] * gradient)
        # Slide along the line only, toward the middle of both neighbours.
        before, after = np.roll(points, 1, 0), np.roll(points, -1, 0)
        tangent = unit(after - before)
        points = points + 0.5 * (((before + after) / 2 - points) * tangent).sum(1, keepdims=True) * tangent
    return points


def _arc_lengths(loop):
    """Arc length along a closed loop, zero at its front, positive to the person's left, cut at the back."""
    step = np.linalg.norm(np.roll(loop, -1, 0) - loop, axis=1)
    at = np.concatenate([[0], np.cumsum(step)[:-1]])
    front = np.argmax(loop[:, 2] - np.abs(loop[:, 0]) * 0.5)
    arc = (at - at[front] + step.sum() / 2) % step.sum() - step.sum() / 2
    ahead = loop[(front + 3) % len(loop), 0] - loop[front, 0]
    return arc if ahead > 0 else -arc
