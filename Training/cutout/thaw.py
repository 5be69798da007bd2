"""Turns the files that ship back into a checkpoint to train on: the way back of export.py.

    thaw.py Assets/cutout/PART.xml OUT.pt --data DIR...

A file's convolutions hold the batch norms that followed them. Those are given back as they would be after training: with
the statistics of their inputs over examples of `--data`, and scale and shift that change nothing. Fails where torch then
does not compute what the file does. Needs the wheel `openvino`.
"""

import argparse
import re
from pathlib import Path

import numpy as np
import openvino
import torch
from torch import nn

from export import Ready
from composing import stream
from network import CutoutNetwork

# The batch norm that follows a convolution, by the last parts of their names.
NORMS = {"stem": "bn", "expand": "bn0", "depthwise": "bn1", "project": "bn2", "reduce": "bn0", "mix": "bn1", "0": "1"}


def constant(node):
    while node.get_type_name() in ("Convert", "Reshape", "Unsqueeze"):
        node = node.input_value(0).get_node()
    return torch.from_numpy(np.array(node.data, np.float32)) if node.get_type_name() == "Constant" else None


def module_name(friendly):
    """`/net/full/full.0/Conv/WithoutBiases` as `full.0`."""
    parts = [p for p in friendly.split("/") if p][1:]
    parts = parts[:next(k for k, p in enumerate(parts) if p.startswith("Conv"))]
    # A sequence repeats its name: blocks/blocks.3.
    return ".".join(p for k, p in enumerate(parts) if not (k + 1 < len(parts) and parts[k + 1].startswith(p + ".")))


def thawed(model, part):
    net = CutoutNetwork(part)
    modules = dict(net.named_modules())
    with torch.no_grad():
        for op in model.get_ops():
            if "Convolution" not in op.get_type_name():
                continue
            name = module_name(op.get_friendly_name())
            conv = modules[name]
            conv.weight.copy_(constant(op.input_value(1).get_node()).reshape(conv.weight.shape))
            followers = [i.get_node() for i in op.output(0).get_target_inputs()]
            added = [constant(i.get_node()) for f in followers if f.get_type_name() == "Add" for i in f.input_values()]
            bias = next((c for c in added if c is not None), None)
            owner, _, last = name.rpartition(".")
            norm = modules.get(f"{owner}.{NORMS[last]}" if owner else NORMS[last]) if last in NORMS else None
            if norm is not None:
                norm.bias.copy_(bias.flatten())
                norm.weight.fill_((1 + norm.eps) ** 0.5)
            elif conv.bias is not None:
                conv.bias.copy_(bias.flatten())
        for name, module in modules.items():
            if isinstance(module, nn.Linear):
                weights = {o.get_friendly_name(): o for o in model.get_ops() if o.get_type_name() == "Constant"}
                for field in ("weight", "bias"):
                    value = constant(weights[f"net.{name}.{field}_compressed"])
                    getattr(module, field).copy_(value.reshape(getattr(module, field).shape))
    return net.eval()


def calibrate(net, batches):
    """Gives batch norms the statistics of what comes in, and takes them out again by scale and shift."""
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    sums = {m: [0, 0.0, 0.0] for m in norms}

    def watch(module, inputs):
        x = inputs[0].double()
        total = sums[module]
        total[0] += x.numel() / x.shape[1]
        total[1] = total[1] + x.sum((0, 2, 3))
        total[2] = total[2] + (x * x).sum((0, 2, 3))

    hooks = [m.register_forward_pre_hook(watch) for m in norms]
    with torch.no_grad():
        for planes in batches:
            net(planes)
        for hook in hooks:
            hook.remove()
        for m, (count, first, second) in sums.items():
            mean = first / count
            variance = (second / count - mean * mean).clamp(min=1e-6)
            m.running_mean.copy_(mean)
            m.running_var.copy_(variance)
            m.weight.copy_((variance + m.eps).sqrt())
            m.bias.add_(mean.float())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--batches", type=int, default=12)
    options = parser.parse_args()
    part = re.match(r"finder|matter", options.file.name)[0]
    core = openvino.Core()
    model = core.read_model(options.file)
    net = thawed(model, part)
    examples = stream(options.data, part, options.size, 5, 8)
    planes = [next(examples)["planes"] for _ in range(options.batches)]
    calibrate(net, planes)
    compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    with torch.no_grad():
        ours = Ready(net)(planes[0][:1])
    ours = ours if isinstance(ours, tuple) else (ours,)
    for mine, theirs in zip(ours, compiled(planes[0][:1].numpy()).values()):
        gap = float(np.abs(mine.numpy() - theirs).max() / max(1.0, np.abs(mine.numpy()).max()))
        print(f"{part}: largest relative difference {gap:.1e}")
        assert gap < 2e-2, "torch does not compute what the file does"
    state = net.state_dict()
    torch.save({"net": state, "average": state, "options": {"part": part}}, options.out)


if __name__ == "__main__":
    main()
