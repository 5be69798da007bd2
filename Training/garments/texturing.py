"""Lays the panels of a garment flat, in millimetres of cloth."""

import bpy
import numpy as np

from quadmesh import compact, object_from

SLEEVES = (2, 3)


def corner_uv(pattern, joints, extra):
    """Per corner of every quad: where it lies on the cloth, millimetres; v runs up the body."""
    uv = np.zeros(pattern.quads.shape + (2,))
    for panel in np.unique(pattern.panel):
        chosen = np.nonzero(pattern.panel == panel)[0]
        if panel in SLEEVES:
            flat = _unrolled(pattern.rest, pattern.quads[chosen], joints, 1 if panel == 2 else -1)
        else:
            quads, (rest,), used = compact(pattern.quads[chosen], pattern.rest)
            flat = _unwrapped(rest, quads, np.array([1 if panel == 0 else -1, 1]))
        uv[chosen] = flat * (100 * (1 + extra)) + np.array([700.0 * (panel - 1.5), 0])
    return uv - np.array([0, np.round(uv[..., 1].mean())])


def _unwrapped(rest, quads, mirror):
    """Blender's unwrapping of an open panel with least stretch, turned upright and brought to true scale."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    obj = object_from("panel", rest, quads, np.zeros((quads.size, 2)))
    bpy.context.view_layer.objects.active = obj
    obj.select_set(True)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.uv.unwrap(method="MINIMUM_STRETCH", iterations=20, no_flip=False)
    bpy.ops.object.mode_set(mode="OBJECT")
    flat = np.empty(quads.size * 2, np.float32)
    obj.data.uv_layers[0].data.foreach_get("uv", flat)
    flat = flat.reshape(-1, 2).astype(float)
    upright = rest[quads.ravel()][:, :2] * mirror
    a, b = flat - flat.mean(0), upright - upright.mean(0)
    u, _, v = np.linalg.svd(a.T @ b)
    a = a @ (u @ v)
    side = np.linalg.norm(rest[quads[:, 1]] - rest[quads[:, 0]], axis=1)
    laid = a.reshape(-1, 4, 2)
    a *= np.median(side / np.maximum(np.linalg.norm(laid[:, 1] - laid[:, 0], axis=1), 1e-9))
    return a.reshape(-1, 4, 2)


def _unrolled(rest, quads, joints, sign):
    """A sleeve round the arm's line: girth across, length along, cut open under the arm."""
    p = rest * np.array([sign, 1, 1])
    axis = (joints[1] - joints[0]) / np.linalg.norm(joints[1] - joints[0])
    outward = np.cross(axis, [0, 0, 1.0])
    outward /= np.linalg.norm(outward)
    relative = p - joints[0]
    along = relative @ axis
    front = np.cross(outward, axis)
    angle = np.arctan2(relative @ front, relative @ outward)
    radius = np.median(np.linalg.norm(relative - along[:, None] * axis, axis=1)[np.unique(quads)])
    corner = angle[quads]
    # A face across the cut takes all its corners from one side.
    corner = np.where(corner - corner[:, :1] > np.pi, corner - 2 * np.pi, corner)
    corner = np.where(corner - corner[:, :1] < -np.pi, corner + 2 * np.pi, corner)
    return np.stack([corner * radius * sign, -along[quads]], 2)
