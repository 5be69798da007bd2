"""The light network: early blocks of EfficientNet-Lite0 as ImageNet left them, and a small head over the whole photo.

Reads the cutout's seven planes, of which it takes four: sRGB colour 0..1 and the piece's coverage. Gives thirteen
numbers: logits of the nine groups' shares, the key (x right, y down, z toward the camera; length 0 from all round … 1
one lamp), and the logarithm of the key's variance in the picture.
"""

import importlib.util
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

import lights

# The encoder is the cutout's; both rooms have a network.py.
_spec = importlib.util.spec_from_file_location("cutout_network", Path(__file__).parent.parent / "cutout/network.py")
_cutout = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_cutout)

LAST_BLOCK = 10
FEATURES = 40 + 112
MAPS = 5


def conv(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class LightNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = _cutout.Encoder(LAST_BLOCK + 1)
        del self.encoder.blocks[LAST_BLOCK + 1:]
        # Shading, shadows and glints need no ImageNet: a path of their own, from a quarter of the resolution.
        self.shading = nn.Sequential(conv(MAPS, 24), conv(24, 32, 2), conv(32, 32), conv(32, 48, 2))
        self.content = nn.Sequential(nn.Dropout2d(0.2), nn.Conv2d(FEATURES, 32, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.join = nn.Sequential(conv(48 + 32 + 1, 64), nn.Dropout2d(0.1))
        self.looks = nn.Conv2d(64, 2, 1)
        self.leave = nn.Sequential(nn.Dropout(0.2), nn.Linear(64 * 7, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 13))

    def start_from(self, imagenet):
        whole = _cutout.Encoder(0)
        whole.load_imagenet(imagenet)
        mine = self.encoder.state_dict()
        self.encoder.load_state_dict({k: v for k, v in whole.state_dict().items() if k in mine})
        return self

    def features(self, planes):
        """What the frozen encoder sees, at a sixteenth of the resolution."""
        skips = self.encoder(planes[:, :3] * 2 - 1)
        return torch.cat([F.avg_pool2d(skips[2], 2), skips[3]], 1)

    @staticmethod
    def maps(planes):
        """Stops above the photo's mean, brightest spots on the piece, coverage, at a quarter of the resolution."""
        colour, matte = planes[:, :3], planes[:, 3:4]
        linear = (colour * 0.945 + 0.055) ** 2.4
        luminance = 0.2126 * linear[:, :1] + 0.7152 * linear[:, 1:2] + 0.0722 * linear[:, 2:]
        cover = F.avg_pool2d(matte, 4)
        stops = F.avg_pool2d(torch.log2(luminance + 0.004), 4)
        level = (stops - stops.mean((2, 3), keepdim=True)) / 2
        bright = F.max_pool2d(luminance * matte, 4)
        return torch.cat([level, level * cover, bright, cover, (stops + 3) / 3], 1)

    def head(self, features, maps):
        cover = F.avg_pool2d(maps[:, 3:4], 4)
        z = self.join(torch.cat([self.shading(maps), self.content(features), cover], 1))
        # Where things lie tells the side: the channels' means, and their moments along x and y, over the photo, over
        # the piece, and over what is looked at.
        ones = torch.ones_like(cover)
        x, y = torch.cumsum(ones, 3), torch.cumsum(ones, 2)
        x, y = x / x[:, :, :, -1:] * 2 - 1, y / y[:, :, -1:, :] * 2 - 1
        flat = z.flatten(2)
        coordinates = torch.cat([ones, x, y], 1).flatten(2) / (ones.sum((2, 3)).unsqueeze(2))
        moments = torch.matmul(flat, coordinates.transpose(1, 2)).flatten(1)
        onPiece = torch.cat([cover, cover * x], 1).flatten(2) / (cover.sum((2, 3)).unsqueeze(2) + 0.5)
        piece = torch.matmul(flat, onPiece.transpose(1, 2)).flatten(1)
        weights = torch.softmax(self.looks(z).flatten(2), 2)
        seen = torch.matmul(flat, weights.transpose(1, 2)).flatten(1)
        return self.leave(torch.cat([moments, piece, seen], 1))

    def forward(self, planes):
        return self.head(self.features(planes), self.maps(planes))


def both_ways(plain, mirrored):
    """Shares' logarithms, key and logarithm of its variance from the outputs for a photo and for its mirror image, as
    Sources/Appraisal/Light takes them together.
    """
    plain, mirrored = plain.float(), mirrored.float()
    shares = (torch.softmax(plain[:, :9], 1) + torch.softmax(mirrored[:, :9], 1)[:, lights.MIRRORED]) / 2
    key = (plain[:, 9:12] + mirrored[:, 9:12] * torch.tensor([-1.0, 1, 1])) / 2
    deviation = (torch.exp(plain[:, 12].clamp(-8, 2) / 2) + torch.exp(mirrored[:, 12].clamp(-8, 2) / 2)) / 2
    return torch.log(shares + 1e-6), key, 2 * torch.log(deviation)


def loss(answer, weights, toward):
    """Divergence of the shares, and the key's likelihood under a normal distribution of the predicted width.

    Squares, not absolute values: most photographs have no side, so the median of an unsure key is always zero.
    """
    log_shares, key, width = answer
    shares = (weights * (torch.log(weights + 1e-6) - log_shares)).sum(1).mean()
    aside = (key - toward) ** 2
    inplane = (aside[:, :2].sum(1) * 0.5 * torch.exp(-width) + width).mean()
    return shares + 0.5 * inplane + 8 * aside.mean(), {"shares": shares, "key": aside.mean(), "likelihood": inplane}
