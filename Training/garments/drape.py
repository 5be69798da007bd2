"""Drapes a pattern with Blender's cloth: first the rest pose, then the body moves into its pose, then the cloth
settles. Decimetres are given to Blender as if they were metres, which the tuned stiffnesses allow for."""

import time

import bpy
import numpy as np

from quadmesh import compact, edges, object_from, subdivided, vertex_positions


def _key_pose(obj, posed, last_frame):
    obj.shape_key_add(name="Basis")
    key = obj.shape_key_add(name="pose")
    key.data.foreach_set("co", posed.astype(np.float32).ravel())
    for frame, value in ((1, 0), (2, 0), (last_frame, 1)):
        key.value = value
        key.keyframe_insert("value", frame=frame)


def part_of_body(body, posed, group, select, levels):
    """A part of the body for cloth to lie on: its quads, positions at rest and posed."""
    faces = body.faces(group)
    quads, (rest, moved), _ = compact(faces[select(body.base[faces].mean(1))], body.base, posed)
    return subdivided(quads, levels, rest, moved)


def _collider(quads, rest, moved, pose_frames, friction):
    obj = object_from("collider", rest, quads)
    _key_pose(obj, moved, pose_frames)
    obj.modifiers.new("collision", "COLLISION")
    s = obj.collision
    s.thickness_outer, s.thickness_inner, s.damping, s.cloth_friction, s.use_culling = 0.012, 0.15, 0.3, friction, True


def _group(obj, name, values):
    group = obj.vertex_groups.new(name=name)
    for i in np.nonzero(values > 0.01)[0]:
        group.add([int(i)], float(values[i]), "REPLACE")
    return name


def drape(pattern, design, colliders, wanted=None):
    """The draped positions. `colliders` is a list of quads with their positions at rest and posed; `wanted` positions
    whose edge lengths the cloth tends to, instead of those it starts with."""
    began = time.time()
    cloth, frames, pose_frames = design["cloth"], design["frames"], design["poseframes"]
    for quads, rest, moved in colliders:
        _collider(quads, rest, moved, pose_frames, cloth.get("friction", 12))
    obj = object_from("cloth", pattern.rest, pattern.quads)
    _key_pose(obj, pattern.posed, pose_frames)
    modifier = obj.modifiers.new("cloth", "CLOTH")
    s = modifier.settings
    s.quality, s.mass = cloth["quality"], cloth["mass"]
    s.tension_stiffness, s.compression_stiffness = cloth["tension"], cloth["compression"]
    s.shear_stiffness, s.bending_stiffness, s.bending_model = cloth["shear"], cloth["bending"], "ANGULAR"
    s.tension_damping = s.compression_damping = s.shear_damping = 5
    s.bending_damping, s.air_damping = 0.5, 2.0
    if wanted is not None:
        key = obj.shape_key_add(name="wanted")
        key.data.foreach_set("co", wanted.astype(np.float32).ravel())
        key.value = 0
        s.rest_shape_key = key
    # Negative shrinking is extra cloth: it is what makes folds.
    s.shrink_min, s.shrink_max = -cloth["extra"], -cloth.get("extra_edge", 0)
    s.vertex_group_shrink = _group(obj, "gather", pattern.gather)
    s.vertex_group_mass, s.pin_stiffness = _group(obj, "pin", pattern.pin), 1.0
    c = modifier.collision_settings
    c.use_collision, c.distance_min, c.collision_quality = True, 0.015, cloth["collision_quality"]
    pairs = edges(pattern.quads)
    length = float(np.median(np.linalg.norm(pattern.rest[pairs[:, 0]] - pattern.rest[pairs[:, 1]], axis=1)))
    # Well below the edge length, or the cloth crumples like an accordion.
    c.use_self_collision, c.self_distance_min, c.self_friction = True, min(0.02, 0.3 * length), 5
    scene = bpy.context.scene
    modifier.point_cache.frame_end = scene.frame_end = frames
    scene.gravity = tuple(design.get("gravity", (0, -9.81, 0)))
    print(f"draping {len(pattern.rest)} vertices, median edge {length * 100:.1f} mm", flush=True)
    for frame in range(1, frames + 1):
        scene.frame_set(frame)
        if frame % 10 == 0:
            print(f"  frame {frame} of {frames}, {time.time() - began:.0f} s", flush=True)
    result = vertex_positions(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh())
    if not np.isfinite(result).all() or np.abs(result).max() > 12:
        raise SystemExit("the cloth blew up: lower the stiffness or raise the quality")
    return result
