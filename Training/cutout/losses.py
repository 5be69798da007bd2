"""What is asked of finder and matter. Alpha, foreground and background together after Forte and Pitié 2020, section 3."""

import torch
import torch.nn.functional as F


def thinness(alpha):
    """Weights that let a chain of two pixels count like a pendant: high on what is thin and beside it."""
    near = F.avg_pool2d(F.max_pool2d(alpha, 5, 1, 2), 17, 1, 8)
    edge = F.max_pool2d(alpha, 5, 1, 2) + F.max_pool2d(-alpha, 5, 1, 2)
    return 1 + 4 * alpha * (1 - near) + 2 * edge


def finder_loss(output, batch):
    logits, types = output
    alpha = batch["alpha"][:, None]
    weight = thinness(alpha)
    cross = (weight * F.binary_cross_entropy_with_logits(logits, alpha, reduction="none")).sum() / weight.sum()
    p = torch.sigmoid(logits)
    overlap = (2 * (weight * p * alpha).sum((1, 2, 3)) + 50) / ((weight * (p + alpha)).sum((1, 2, 3)) + 50)
    told = batch["type"] >= 0
    kind = F.cross_entropy(types, batch["type"], ignore_index=-1, reduction="sum") / told.sum().clamp(min=1)
    dice = (1 - overlap).mean()
    return 4 * cross + dice + 0.3 * kind, {"cross": cross, "dice": dice, "type": kind}


def pyramid(x, levels=4):
    """Laplacian pyramid by means over squares."""
    bands = []
    for _ in range(levels):
        small = F.avg_pool2d(x, 2)
        bands.append(x - F.interpolate(small, scale_factor=2.0, mode="bilinear", align_corners=False))
        x = small
    return bands + [x]


def slopes(x):
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def linear(srgb):
    """Display-linear light; the toe's straight part is near enough to the power there."""
    return srgb.clamp(1e-3, 1) ** 2.2


def masked(difference, mask):
    return (difference.abs() * mask).sum() / (3 * mask.sum() + 1)


def matter_loss(output, batch):
    alpha, fore, back = batch["alpha"][:, None], batch["foreground"], batch["background"]
    logit, f, b = output[:, :1], output[:, 1:4], output[:, 4:]
    a = torch.sigmoid(logit)
    weight = thinness(alpha)
    cross = (weight * F.binary_cross_entropy_with_logits(logit, alpha, reduction="none")).sum() / weight.sum()
    plain = (weight * (a - alpha).abs()).sum() / weight.sum()
    bands = sum(2**k * (p - q).abs().mean() for k, (p, q) in enumerate(zip(pyramid(a), pyramid(alpha))))
    steep = sum((p - q).abs().mean() for p, q in zip(slopes(a), slopes(alpha)))
    lf, lb, pf, pb = linear(fore), linear(back), linear(f), linear(b)
    picture = alpha * lf + (1 - alpha) * lb
    composed = (a * lf + (1 - a) * lb - picture).abs().mean() + (alpha * pf + (1 - alpha) * pb - picture).abs().mean()
    colours = masked(f - fore, (alpha > 0.03).float() * (1 + 3 * (alpha < 0.97).float())) + masked(
        b - back, (alpha < 0.97).float() * (1 + 3 * (alpha > 0.03).float()))
    total = cross + 2 * plain + bands + 2 * steep + composed + 0.5 * colours
    return total, {"cross": cross, "alpha": plain, "bands": bands, "gradient": steep, "composed": composed, "colours": colours}


LOSSES = {"finder": finder_loss, "matter": matter_loss}
