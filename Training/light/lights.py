"""The studio's light groups: their order, where their light comes from, and how photographers mix them."""

import math

import numpy as np

# In the order of Sources/Imaging/LightMix.swift.
GROUPS = ("softboxes", "flash", "overhead", "left", "right", "tent", "fill", "rim", "environment")
INDEX = {name: k for k, name in enumerate(GROUPS)}

# Azimuth from the camera (negative at its left), elevation, share: Sources/Rendering/StudioLights.swift.
BOXES = {"softboxes": ((-48, 34, 0.62), (52, 28, 0.38)), "flash": ((4, 9, 1),), "overhead": ((0, 74, 1),),
         "left": ((-66, 30, 1),), "right": ((66, 30, 1),), "fill": ((14, 4, 1),),
         "rim": ((146, 30, 0.6), (-150, 36, 0.4)), "tent": (), "environment": ()}


def net_direction(boxes):
    """Sum of the unit vectors toward the boxes, times their shares: x right, y down, z toward the camera."""
    total = np.zeros(3)
    for azimuth, elevation, share in boxes:
        a, e = math.radians(azimuth), math.radians(elevation)
        total += share * np.array([math.sin(a) * math.cos(e), -math.sin(e), math.cos(a) * math.cos(e)])
    return total


DIRECTIONS = np.array([net_direction(BOXES[name]) for name in GROUPS], np.float32)
# What a mirrored picture's groups are called.
MIRRORED = [INDEX[{"left": "right", "right": "left"}.get(name, name)] for name in GROUPS]
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def shares(gains):
    """Shares of the groups' luminances, in order, from gains by name."""
    w = np.array([float(np.dot(LUMINANCE, gains[g])) if g in gains else 0.0 for g in GROUPS], np.float32)
    return w / max(w.sum(), 1e-6)


def key(weights):
    """Where the light comes from: length 0 (from all round) to 1 (one small lamp)."""
    return weights @ DIRECTIONS


def draw(rng):
    """Gains by name: mostly as the specimens' lottery draws them but oftener from a side, else any groups together."""
    gains = {}

    def add(name, gain, cast=(1, 1, 1)):
        gains[name] = gains.get(name, 0) + np.float32(cast) * gain

    u = rng.uniform
    warm, cold = (1.12, 1, u(0.5, 0.85)), (u(0.75, 0.95), 1, u(1.05, 1.3))
    if rng.random() < 0.65:
        kind = rng.choice((0, 1, 1, 1, 2, 3, 4, 5, 5, 6))
        if kind == 0:
            add("softboxes", u(0.5, 0.9))
        elif kind == 1:
            add(rng.choice(("left", "right")), u(0.6, 1), cold if rng.random() < 0.4 else (1, 1, 1))
        elif kind == 2:
            add("flash", u(0.5, 0.9))
            add("overhead", u(0, 0.2), warm)
        elif kind == 3:
            add("overhead", u(0.5, 0.9), warm if rng.random() < 0.5 else (1, 1, 1))
        elif kind == 4:
            add("tent", u(0.6, 0.95))
        elif kind == 5:
            add(rng.choice(("left", "right")), u(0.3, 0.6), cold)
            add("overhead", u(0.2, 0.5), warm)
        else:
            add("softboxes", u(0.2, 0.5))
            add("rim", u(0.2, 0.7))
            add("fill", u(0.05, 0.3))
    else:
        for name in rng.sample(("softboxes", "flash", "overhead", "left", "right", "tent", "fill"), rng.randint(1, 3)):
            add(name, u(0.15, 0.8), rng.choice(((1, 1, 1), (1, 1, 1), warm, cold)))
    if rng.random() < 0.8:
        add("environment", u(0.08, 0.6), warm if rng.random() < 0.3 else (1, 1, 1))
    if rng.random() < 0.4:
        add("tent", u(0.05, 0.3))
    return gains
