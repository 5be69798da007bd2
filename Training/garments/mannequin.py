"""The body that garments are cut for: MakeHuman's base mesh in Parure's reference shape, posed as for a necklace.

Lengths are decimetres as in base.obj; x to the person's left, y up, z forward.
"""

import gzip
import json
from pathlib import Path

import numpy as np

# `BodyShape.reference` in Sources/Anatomy/ShapeMixing.swift, as targets and weights.
REFERENCE = [
    ("macrodetails/caucasian-female-young", 1.0),
    ("macrodetails/universal-female-young-averagemuscle-averageweight", 0.6),
    ("macrodetails/universal-female-young-averagemuscle-minweight", 0.4),
    ("macrodetails/proportions/female-young-averagemuscle-averageweight-idealproportions", 0.36),
    ("macrodetails/proportions/female-young-averagemuscle-minweight-idealproportions", 0.24),
]
UP, LEFT, BACK = (0, 1, 0), (1, 0, 0), (0, 0, -1)


def rotation(axis, degrees):
    """Rotation matrix about an axis (Rodrigues)."""
    a = np.asarray(axis, float) / np.linalg.norm(axis)
    t = np.radians(degrees)
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def neck_pose(arms=30.0, twist=5.0, lean=0.6, shrug=4.0, swing=4.0):
    """Turns of the bones as in Sources/Anatomy/NeckPose.swift; twist, lean and shrug pull folds into cloth."""
    turns = {
        "spine02": rotation(UP, twist * 0.6) @ rotation(BACK, lean),
        "spine03": rotation(UP, twist * 0.4) @ rotation(BACK, lean),
        "neck01": rotation(UP, 5) @ rotation(LEFT, -3),
    }
    for side, sign in (("L", 1), ("R", -1)):
        turns[f"clavicle.{side}"] = rotation(BACK, sign * 3 + 1.2 - (shrug if sign > 0 else 0))
        turns[f"upperarm01.{side}"] = rotation(BACK, sign * (arms - 1.5 * sign)) @ rotation(LEFT, swing * sign)
    return turns


class Mannequin:
    """Base mesh, bones and skin weights in the reference shape."""

    def __init__(self, assets):
        assets = Path(assets)
        self.base, self.quads, self.groups = _read_obj(assets / "3dobjs/base.obj")
        for name, weight in REFERENCE:
            _add_target(self.base, assets / "targets" / f"{name}.target.gz", weight)
        groups = json.loads((assets / "mesh_metadata/basemesh_vertex_groups.json").read_text())
        rig = json.loads((assets / "rigs/standard/rig.default.json").read_text())

        def joint(end):
            if end["strategy"] == "CUBE":
                return np.concatenate([self.base[a : b + 1] for a, b in groups[end["cube_name"]]]).mean(0)
            indices = [end["vertex_index"]] if end["strategy"] == "VERTEX" else end["vertex_indices"]
            return self.base[indices].mean(0)

        self.parents = {name: bone.get("parent") for name, bone in rig.items()}
        self.heads = {name: joint(bone["head"]) for name, bone in rig.items()}
        self.weights = json.loads((assets / "rigs/standard/weights.default.json").read_text())["weights"]

    def faces(self, group):
        return self.quads[self.groups == group]

    def share(self, prefixes):
        """Per vertex the summed weight of the bones whose names start so."""
        share = np.zeros(len(self.base))
        for bone, rows in self.weights.items():
            if bone.startswith(tuple(prefixes)):
                for vertex, weight in rows:
                    share[vertex] += weight
        return share

    def posed(self, turns):
        """All vertices under turns of bones (linear blending)."""
        transforms = {}

        def transform(bone):
            if bone not in transforms:
                m = np.eye(4)
                if bone in turns:
                    m[:3, :3] = turns[bone]
                    m[:3, 3] = self.heads[bone] - turns[bone] @ self.heads[bone]
                parent = self.parents[bone]
                transforms[bone] = transform(parent) @ m if parent else m
            return transforms[bone]

        rest = np.c_[self.base, np.ones(len(self.base))]
        result, total = np.zeros_like(self.base), np.zeros(len(self.base))
        for bone, rows in self.weights.items():
            if rows:
                index = np.array([row[0] for row in rows])
                weight = np.array([row[1] for row in rows])
                result[index] += weight[:, None] * (rest[index] @ transform(bone).T)[:, :3]
                total[index] += weight
        moved = total > 1e-6
        result[moved] /= total[moved, None]
        result[~moved] = self.base[~moved]
        return result


def _read_obj(path):
    vertices, quads, groups, group = [], [], [], None
    for line in open(path):
        words = line.split()
        if not words:
            continue
        if words[0] == "v":
            vertices.append([float(word) for word in words[1:4]])
        elif words[0] == "g":
            group = words[1]
        elif words[0] == "f":
            quads.append([int(word.split("/")[0]) - 1 for word in words[1:5]])
            groups.append(group)
    return np.array(vertices), np.array(quads), np.array(groups)


def _add_target(vertices, path, weight):
    for line in gzip.open(path, "rt"):
        if line.strip() and not line.startswith("#"):
            index, *shift = line.split()
            vertices[int(index)] += weight * np.array([float(s) for s in shift])
