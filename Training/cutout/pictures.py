"""What is done to batches of pictures: N × C × n × n floats, each example with numbers of its own.

Numbers that decide how much is computed come from the host as arrays of N, so that nothing ever waits for the device;
all others are tensors, N × 1 × 1 × 1.
"""

import numpy as np
import torch
import torch.nn.functional as F

GREY = (0.21, 0.72, 0.07)


class Dice:
    """Random numbers: choices on the host, noise on the device."""

    def __init__(self, seed, device):
        self.host, self.device = np.random.default_rng(seed), torch.device(device)
        self.generator = torch.Generator(device).manual_seed(seed)

    def put(self, numbers):
        """Numbers of the host, one an example, for the device."""
        return torch.from_numpy(np.asarray(numbers, np.float32)).to(self.device, non_blocking=True).view(-1, 1, 1, 1)

    def uniform(self, count, low, high):
        return self.put(self.host.uniform(low, high, count))

    def chance(self, count, share):
        return self.put(self.host.random(count) < share)

    def light(self, count, spread, tint):
        """Gains of three colours; spreads in stops."""
        stops = self.host.normal(0, spread, (count, 1)) + self.host.normal(0, tint, (count, 3))
        return self.put(2**stops).view(count, 3, 1, 1)

    def colour(self, count):
        return self.put(self.host.random((count, 3))).view(count, 3, 1, 1)

    def field(self, *shape):
        return torch.rand(shape, generator=self.generator, device=self.device)

    def normal_field(self, *shape):
        return torch.randn(shape, generator=self.generator, device=self.device)


def to_linear(srgb):
    return torch.where(srgb <= 0.04045, srgb / 12.92, ((srgb.clamp(min=0) + 0.055) / 1.055) ** 2.4)


def to_srgb(linear):
    linear = linear.clamp(0, 1)
    return torch.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear.clamp(min=1e-4) ** (1 / 2.4) - 0.055)


def grey(picture):
    r, g, b = GREY
    return r * picture[:, :1] + g * picture[:, 1:2] + b * picture[:, 2:]


def over(ink, above, below):
    return below + ink * (above - below)


def coordinates(n, device):
    """Pixel centres, from the middle of the picture: x and y, to be broadcast."""
    axis = torch.arange(n, device=device) + (0.5 - n / 2)
    return axis.view(1, 1, 1, n), axis.view(1, 1, n, 1)


def warped(picture, x, y, outside="zeros"):
    """A picture looked up where x and y say, in pixels of the result from its middle."""
    x, y = torch.broadcast_tensors(x, y)
    grid = torch.stack((x, y), -1)[:, 0] * (2 / x.shape[-1])
    return F.grid_sample(picture, grid, padding_mode=outside, align_corners=False)


def convolved(picture, kernels):
    """Each example with a kernel of its own, N × height × width; edges repeat."""
    count, channels, height, width = picture.shape
    weights = torch.from_numpy(np.asarray(kernels, np.float32)).to(picture.device, non_blocking=True)
    up, left = weights.shape[1] // 2, weights.shape[2] // 2
    wide = F.pad(picture.reshape(1, -1, height, width), (left, left, up, up), mode="replicate")
    # The libraries would measure every new shape; the plain kernel is quick.
    with torch.backends.cudnn.flags(enabled=False):
        out = F.conv2d(wide, weights.repeat_interleave(channels, 0)[:, None], groups=count * channels)
    return out.view(picture.shape)


def blurred(picture, radii):
    """Gaussian blur; radii on the host."""
    taps = np.arange(-int(3 * radii.max()) - 1, int(3 * radii.max()) + 2)
    kernels = np.exp(-0.5 * (taps / np.maximum(radii, 0.05)[:, None]) ** 2)
    kernels /= kernels.sum(1, keepdims=True)
    return convolved(convolved(picture, kernels[:, None, :]), kernels[:, :, None])


def discs(radii):
    """Kernels of a lens out of focus."""
    reach = int(np.ceil(radii.max()))
    y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    kernels = np.clip(radii[:, None, None] + 0.5 - np.hypot(x, y), 0, 1)
    return kernels / kernels.sum((1, 2), keepdims=True)


def trails(lengths, angles):
    """Kernels of a hand that moved."""
    reach = int(np.ceil(lengths.max() / 2))
    y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    c, s = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    along, across = np.abs(x * c + y * s), np.abs(y * c - x * s)
    kernels = np.clip(lengths[:, None, None] / 2 + 0.5 - along, 0, 1) * np.clip(1 - across, 0, 1)
    return kernels / kernels.sum((1, 2), keepdims=True)


def soft_copy(plane, radii, dx, dy):
    """A plane blurred and moved; at half the resolution, which softness does not miss."""
    x, y = coordinates(plane.shape[-1], plane.device)
    return warped(blurred(F.avg_pool2d(plane, 2), radii / 2), x - dx, y - dy)


def closed(plane, side):
    """Grey closing by a square of `side` pixels."""
    for sign in (1, -1):
        for kernel in ((1, side), (side, 1)):
            plane = sign * F.max_pool2d(sign * plane, kernel, 1, (kernel[0] // 2, kernel[1] // 2))
    return plane


# MARK: Textures

def patches(dice, n, cells):
    """Noise of a grain of so many pixels (host), 0..1."""
    count, m = len(cells), int(np.ceil(n / cells.min())) + 4
    x, y = coordinates(n, dice.device)
    shift = dice.field(count, 2, 1, 1)
    place = lambda v, k: ((v + n / 2) / dice.put(cells) + 1 + shift[:, k:k + 1]) * (2 / (m - 1)) - 1
    grid = torch.stack(torch.broadcast_tensors(place(x, 0), place(y, 1)), -1)[:, 0]
    return F.grid_sample(dice.field(count, 1, m, m), grid, mode="bicubic", padding_mode="border", align_corners=True)


def grain(dice, n, cells):
    """The same, −1..1."""
    return 2 * patches(dice, n, cells) - 1


def weave(dice, n, count):
    """Cloth: two sets of threads across each other, uneven, mean 0, about −1..1."""
    x, y = coordinates(n, dice.device)
    coarse, fine = np.full(count, 24.0), np.full(count, 3.0)
    x, y = x + 2 * grain(dice, n, coarse), y + 2 * grain(dice, n, coarse)
    angle, period = dice.uniform(count, 0, 3.14), dice.uniform(count, 2.5, 16)
    u = (x * angle.cos() + y * angle.sin()) / period
    v = (y * angle.cos() - x * angle.sin()) / (period * dice.uniform(count, 0.7, 1.5))
    over_under = (u.floor() + v.floor()) % 2 == 0
    thread = torch.where(over_under, torch.sin(torch.pi * (u % 1)), torch.sin(torch.pi * (v % 1)))
    return (2 * thread - 1.2) * (1 + 0.4 * grain(dice, n, fine))


def facets(dice, n, cells):
    """Close-set crystals: cells whose facets are black, grey or a glint; 0 upwards, mean about 0.6."""
    count, m = len(cells), int(n / cells.min()) + 3
    x, y = coordinates(n, dice.device)
    x, y = torch.broadcast_tensors((x + n / 2) / dice.put(cells), (y + n / 2) / dice.put(cells))
    cell = (y.long() * m + x.long()).flatten(1)
    seeds = dice.field(count, 2, m * m) * 0.7 - 0.35
    seed = lambda k: seeds[:, k].gather(1, cell).view_as(x)
    dx, dy = x % 1 - 0.5 - seed(0), y % 1 - 0.5 - seed(1)
    sector = (torch.atan2(dy, dx) / 0.7854).long() + 4 + 9 * (dx * dx + dy * dy > 0.08).long()
    levels = torch.tensor([0.05, 0.2, 0.45, 0.7, 1.0, 1.6], device=dice.device)
    tones = levels[(dice.field(count, m * m * 18) * 5.999).long()]
    return tones.gather(1, cell * 18 + sector.flatten(1) % 18).view_as(x)


# MARK: Compression

LUMA = np.array([16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
                 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
                 120, 101, 72, 92, 95, 98, 112, 100, 103, 99])
CHROMA = np.full((8, 8), 99)
CHROMA[:4, :4] = [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]]
COSINES = np.array([[np.sqrt((1 if k == 0 else 2) / 8) * np.cos((2 * x + 1) * k * np.pi / 16) for x in range(8)] for k in range(8)])


def rounded_blocks(plane, tables):
    """A plane after its 8 × 8 blocks' cosine coefficients were rounded to multiples of the tables' (N × 64, host)."""
    count, _, height, width = plane.shape
    basis = torch.from_numpy(np.float32(COSINES)).to(plane.device, non_blocking=True)
    steps = torch.from_numpy(np.float32(tables)).to(plane.device, non_blocking=True).view(count, 1, 1, 8, 8)
    blocks = plane.view(count, height // 8, 8, width // 8, 8).transpose(2, 3)
    blocks = basis.T @ (torch.round(basis @ blocks @ basis.T / steps) * steps) @ basis
    return blocks.transpose(2, 3).reshape(plane.shape)


def compressed(srgb, qualities):
    """Through JPEG's losses with half the colour, by the tables of ITU-T T.81 annex K as the usual encoder scales them."""
    scale = np.where(qualities < 50, 5000 / qualities, 200 - 2 * qualities)[:, None]
    luma, chroma = (np.clip(np.floor((t.reshape(1, 64) * scale + 50) / 100), 1, 255) for t in (LUMA, CHROMA))
    r, g, b = srgb.clamp(0, 1).mul(255).round().split(1, 1)
    y = 0.299 * r + 0.587 * g + 0.114 * b
    y, cb, cr = y - 128, 0.564 * (b - y), 0.713 * (r - y)
    y = rounded_blocks(y, luma) + 128
    cb, cr = (F.interpolate(rounded_blocks(F.avg_pool2d(c, 2), chroma), scale_factor=2.0, mode="bilinear", align_corners=False)
              for c in (cb, cr))
    return torch.cat([y + 1.402 * cr, y - 0.344 * cb - 0.714 * cr, y + 1.772 * cb], 1) / 255
