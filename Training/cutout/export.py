"""Turns a checkpoint into the files that Parure reads: PART.xml and PART.bin (OpenVINO, weights in float16).

    export.py CHECKPOINT.pt OUT

Goes through ONNX, with both sides free, and fails where OpenVINO's numbers are not torch's. Needs the wheel `openvino`.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import openvino
import torch
from torch import nn

from network import PLANES, CutoutNetwork


class Ready(nn.Module):
    """The network as it is used: alpha and colours 0..1; the finder as it is."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, planes):
        y = self.net(planes)
        if isinstance(y, tuple):
            return y
        return torch.cat([torch.sigmoid(y[:, :1]), torch.clamp(y[:, 1:], 0, 1)], 1)


def ready(checkpoint):
    state = torch.load(checkpoint, map_location="cpu")
    net = CutoutNetwork(state["options"]["part"])
    net.load_state_dict(state["average"])
    return Ready(net).eval(), net.part


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    net, part = ready(options.checkpoint)
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        onnx = str(Path(scratch) / f"{part}.onnx")
        torch.onnx.export(net, torch.rand(1, PLANES, 128, 160), onnx, opset_version=13, input_names=["planes"],
                          dynamic_axes={"planes": {2: "height", 3: "width"}})
        core = openvino.Core()
        openvino.save_model(core.read_model(onnx), options.out / f"{part}.xml", compress_to_fp16=True)
        compiled = core.compile_model(options.out / f"{part}.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        rng = np.random.default_rng(1)
        for height, width in ((256, 256), (320, 448)):
            planes = rng.random((1, PLANES, height, width), np.float32)
            planes[:, 3:] = planes[:, 3:] > 0.95
            ours = net(torch.from_numpy(planes))
            ours = ours if isinstance(ours, tuple) else (ours,)
            for mine, theirs in zip(ours, compiled(planes).values()):
                # Float16 weights cost about three digits.
                gap = float(np.abs(mine.numpy() - theirs).max() / max(1.0, np.abs(mine.numpy()).max()))
                print(f"{part} {height}x{width}: largest relative difference {gap:.1e}")
                assert gap < 2e-2, "OpenVINO does not compute what torch does"


if __name__ == "__main__":
    main()
