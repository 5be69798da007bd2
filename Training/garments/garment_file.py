"""Binds a draped garment to the base mesh and writes it as Sources/Anatomy/GarmentFile.swift reads it."""

import struct

import numpy as np
from mathutils.kdtree import KDTree

from cutting import ARM_BONES
from quadmesh import Surface, compact

MAGIC, VERSION = 0x6D72614765726150, 1  # "PareGarm"
MILLIMETRES = 100.0
# Millimetres a quantum.
OFFSET, LENGTH, CLOTH = 0.004, 0.02, 0.05
FAR = 65535


class Writer:
    """The layout of BinaryWriter in Sources/Anatomy/BinaryCoding.swift."""

    def __init__(self):
        self.data = bytearray()

    def value(self, form, value):
        self.data += struct.pack("<" + form, value)

    def array(self, values, dtype):
        values = np.ascontiguousarray(values, dtype=dtype).ravel()
        self.value("Q", len(values))
        self.data += b"\0" * (-len(self.data) % 16)
        self.data += values.tobytes()


def quantised(values, quantum, dtype):
    info = np.iinfo(dtype)
    q = np.round(np.asarray(values) / quantum)
    if q.max(initial=0) > info.max or q.min(initial=0) < info.min:
        raise SystemExit(f"a value of {np.abs(values).max():.1f} mm does not fit its quantum")
    return q.astype(dtype)


def write(path, body, posed, pattern, draped, uv, hidden, design):
    """Everything in millimetres from here on; `hidden` as `hidden_below` tells it."""
    tights, (rest, cage), base = compact(body.faces("helper-tights"), body.base, posed)
    triangles = np.concatenate([tights[:, [0, 1, 2]], tights[:, [0, 2, 3]]])
    _, triangle, weights = Surface(rest, cage, tights).nearest(pattern.on_rest)
    # Only the triangles that carry cloth, and the rings round them that frames are measured on.
    foot = (cage[triangles[triangle]] * weights[:, :, None]).sum(1)
    offset = (draped - foot) * MILLIMETRES

    corners, uvs = _unique_corners(pattern.quads, uv)
    if max(len(uvs), len(draped)) > 65535:
        raise SystemExit("too many vertices for 16 bits: take a coarser level or a higher hem")
    w = Writer()
    w.value("Q", MAGIC)
    w.value("I", VERSION)
    w.value("f", design["thickness"])
    w.value("f", design["hem_thickness"])
    w.value("f", design["bands"]["neck" if "neck" in design["bands"] else "cuff"][0] * MILLIMETRES)
    rib = design.get("rib", [0, 0])
    w.value("f", rib[0])
    w.value("f", rib[1])
    w.array(base, "<u2")
    w.array(cage * MILLIMETRES, "<f4")
    w.array(tights, "<u2")
    w.array(np.where(triangle < len(tights), triangle * 2, (triangle - len(tights)) * 2 + 1), "<u2")
    w.array(np.round(weights[:, 1:] * 65535), "<u2")
    w.array(quantised(offset, OFFSET, np.int16), "<i2")
    w.array(quantised(np.clip(pattern.edge * MILLIMETRES, 0, FAR * LENGTH), LENGTH, np.uint16), "<u2")
    w.array(quantised(pattern.arc * MILLIMETRES, LENGTH, np.int16), "<i2")
    w.array(np.round(pattern.band * 255), "u1")
    w.array(quantised(np.clip(_seam_distance(pattern) * MILLIMETRES, 0, 200), LENGTH, np.uint16), "<u2")
    w.array(pattern.quads, "<u2")
    w.array(quantised(uvs, CLOTH, np.int16), "<i2")
    w.array(corners, "<u2")
    w.array(hidden, "u1")
    w.array(np.round(pattern.taut * 255), "u1")
    path.write_bytes(bytes(w.data))
    print(f"{path.name}: {len(draped)} vertices, {len(pattern.quads)} quads, {len(uvs)} uvs, "
          f"offsets up to {np.abs(offset).max():.0f} mm, {len(w.data) / 1e6:.2f} MB")


def _unique_corners(quads, uv):
    """uv pairs without repetition, and for every corner the index of its pair."""
    key = np.concatenate([quads.reshape(-1, 1), np.round(uv.reshape(-1, 2) / CLOTH)], 1).astype(np.int64)
    unique, index = np.unique(key, axis=0, return_inverse=True)
    return index.reshape(-1, 4), unique[:, 1:] * CLOTH


def _seam_distance(pattern):
    """Distance on the uncreased pattern to the nearest edge between two panels."""
    owner = {}
    seam = set()
    for q, panel in zip(pattern.quads, pattern.panel):
        for k in range(4):
            e = tuple(sorted((int(q[k]), int(q[(k + 1) % 4]))))
            if owner.setdefault(e, panel) != panel:
                seam.add(e)
    if not seam:
        return np.full(len(pattern.rest), 2.0)
    points = np.concatenate([[pattern.rest[a] * (1 - t) + pattern.rest[b] * t for t in (0, 0.25, 0.5, 0.75)] for a, b in seam])
    tree = KDTree(len(points))
    for i, p in enumerate(points):
        tree.insert(p, i)
    tree.balance()
    return np.array([tree.find(p)[2] for p in pattern.rest])


def hidden_below(body, posed, pattern, draped):
    """For every base vertex of the body, 1 where cloth lies over it at least 55 mm from any finished edge: cloth stands off
    the chest, and a camera from above looks a good way in. What covers the trunk hides no arm beside it."""
    count = body.faces("body").max() + 1
    tree = KDTree(len(draped))
    for i, p in enumerate(draped):
        tree.insert(p, i)
    tree.balance()
    on_body = Surface(body.base, posed, body.faces("body"))
    hidden = np.zeros(count, np.uint8)
    arm = body.share(ARM_BONES)
    for v in range(count):
        p, n = posed[v], on_body.posed_normals[v]
        _, i, d = tree.find(p)
        hidden[v] = d < 0.9 and pattern.edge[i] > 0.55 and abs(arm[v] - pattern.arm[i]) < 0.5 and (draped[i] - p) @ n > -0.02
    return hidden
