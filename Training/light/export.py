"""Turns a checkpoint into the files that Parure reads: light.xml and light.bin (OpenVINO, weights in float16).

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

from network import LightNetwork

PLANES = 7


class Ready(nn.Module):
    """The network fed with the cutout's seven planes, of which it takes colour and coverage."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, planes):
        return self.net(planes[:, :4])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    net = LightNetwork()
    net.load_state_dict(torch.load(options.checkpoint, map_location="cpu")["average"])
    ready = Ready(net).eval()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        onnx = str(Path(scratch) / "light.onnx")
        torch.onnx.export(ready, torch.rand(1, PLANES, 128, 192), onnx, opset_version=13, input_names=["planes"],
                          dynamic_axes={"planes": {2: "height", 3: "width"}})
        core = openvino.Core()
        openvino.save_model(core.read_model(onnx), options.out / "light.xml", compress_to_fp16=True)
        compiled = core.compile_model(options.out / "light.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        rng = np.random.default_rng(1)
        for height, width in ((160, 160), (128, 160), (160, 96), (32, 160)):
            planes = rng.random((1, PLANES, height, width), np.float32)
            mine, theirs = ready(torch.from_numpy(planes)).numpy(), next(iter(compiled(planes).values()))
            # Float16 weights cost about three digits.
            gap = float(np.abs(mine - theirs).max())
            print(f"light {height}x{width}: largest difference {gap:.1e}")
            assert gap < 2e-2, "OpenVINO does not compute what torch does"


if __name__ == "__main__":
    main()
