"""Small tools on quad meshes held as arrays."""

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree


def smoothstep(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def vertex_normals(positions, quads):
    n = np.zeros_like(positions)
    across = np.cross(positions[quads[:, 2]] - positions[quads[:, 0]], positions[quads[:, 3]] - positions[quads[:, 1]])
    for k in range(4):
        np.add.at(n, quads[:, k], across)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12)


def edges(quads):
    return np.unique(np.sort(np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)]), 1), axis=0)


def compact(quads, *arrays):
    """Drops unused vertices; returns the quads renumbered, the arrays reduced, and the old indices."""
    used = np.unique(quads)
    new = np.full(quads.max() + 1, -1)
    new[used] = np.arange(len(used))
    return new[quads], [a[used] for a in arrays], used


def loops(quads):
    """Ordered vertex loops round the holes of a mesh, each with the mesh on its left."""
    seen = {(int(q[k]), int(q[(k + 1) % 4])) for q in quads for k in range(4)}
    after = {a: b for a, b in seen if (b, a) not in seen}
    result = []
    while after:
        loop = [next(iter(after))]
        while loop[-1] in after:
            loop.append(after.pop(loop[-1]))
        result.append(np.array(loop[:-1]))
    return result


def object_from(name, positions, quads, corner_uv=None):
    """A Blender object of a quad mesh."""
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(positions))
    mesh.vertices.foreach_set("co", positions.astype(np.float32).ravel())
    mesh.loops.add(quads.size)
    mesh.polygons.add(len(quads))
    mesh.loops.foreach_set("vertex_index", quads.astype(np.int32).ravel())
    mesh.polygons.foreach_set("loop_start", np.arange(0, quads.size, 4, dtype=np.int32))
    if corner_uv is not None:
        mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", corner_uv.astype(np.float32).ravel())
    mesh.update(calc_edges=True)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(quads), bool))
    result = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(result)
    return result


def vertex_positions(mesh):
    flat = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(float)


def subdivided(quads, levels, *arrays):
    """Catmull–Clark limit surfaces of several vertex arrays (n × 3) on one topology: quads, then the arrays."""
    result, fine = [], None
    for array in arrays:
        obj = object_from("subdivide", array, quads)
        modifier = obj.modifiers.new("subdivide", "SUBSURF")
        modifier.levels = levels
        modifier.use_limit_surface = True
        mesh = bpy.data.meshes.new_from_object(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
        result.append(vertex_positions(mesh))
        if fine is None:
            fine = np.empty(len(mesh.loops), np.int32)
            mesh.loops.foreach_get("vertex_index", fine)
            fine = fine.reshape(-1, 4)
        bpy.data.objects.remove(obj)
        bpy.data.meshes.remove(mesh)
    return [fine] + result


def smoothed(values, quads, passes, fixed, weight=0.5):
    """Laplacian smoothing of vertices that are not fixed."""
    pairs = edges(quads)
    degree = np.maximum(np.bincount(pairs.ravel(), minlength=len(values)), 1)[:, None]
    for _ in range(passes):
        mean = np.zeros_like(values)
        np.add.at(mean, pairs[:, 0], values[pairs[:, 1]])
        np.add.at(mean, pairs[:, 1], values[pairs[:, 0]])
        values = np.where(fixed[:, None], values, (1 - weight) * values + weight * mean / degree)
    return values


class Surface:
    """A surface that points are put on, and carried with from rest to pose."""

    def __init__(self, rest, posed, quads):
        self.rest, self.posed = rest, posed
        self.triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        self.tree = BVHTree.FromPolygons(rest.tolist(), self.triangles.tolist())
        self.normals = vertex_normals(rest, quads)
        self.posed_normals = vertex_normals(posed, quads)

    def nearest(self, points):
        """Points on the surface, and for each its triangle and barycentric coordinates."""
        found = [self.tree.find_nearest(Vector(p)) for p in points]
        on = np.array([f[0] for f in found])
        triangle = np.array([f[2] for f in found])
        corners = self.rest[self.triangles[triangle]]
        return on, triangle, barycentric(on, corners)

    def carry(self, triangle, weights):
        """Rest position, posed position and both normals at places on the surface."""
        corners = self.triangles[triangle]

        def at(values):
            return (values[corners] * weights[:, :, None]).sum(1)

        return at(self.rest), at(self.posed), unit(at(self.normals)), unit(at(self.posed_normals))


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


def barycentric(points, corners):
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    u, v, w = b - a, c - a, points - a
    uu, uv, vv = (u * u).sum(1), (u * v).sum(1), (v * v).sum(1)
    wu, wv = (w * u).sum(1), (w * v).sum(1)
    d = np.maximum(uu * vv - uv * uv, 1e-18)
    s, t = (vv * wu - uv * wv) / d, (uu * wv - uv * wu) / d
    return np.clip(np.stack([1 - s - t, s, t], 1), 0, 1)


def value_noise(points, cell, seed):
    """Smooth noise in [-1, 1]."""
    rng = np.random.default_rng(seed)
    table = rng.uniform(-1, 1, 4096)
    p = points / cell
    i = np.floor(p).astype(int)
    f = p - i
    f = f * f * (3 - 2 * f)
    total = np.zeros(len(points))
    for corner in np.ndindex(2, 2, 2):
        c = np.array(corner)
        h = ((i + c) * np.array([73856093, 19349663, 83492791])).sum(1) % 4096
        total += table[h] * np.where(c, f, 1 - f).prod(1)
    return total


