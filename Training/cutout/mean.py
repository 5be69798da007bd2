"""The mean of two trainings of one part that began from the same weights: mean.py ONE.pt OTHER.pt OUT.pt

Such a mean often is better than either (Wortsman et al. 2022, "Model soups"); measure it with `evaluate.py`.
"""

import argparse
from pathlib import Path

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("one", "other", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    one, other = (torch.load(path, map_location="cpu", weights_only=False) for path in (options.one, options.other))
    if one["options"]["part"] != other["options"]["part"]:
        parser.error("the two are not of one part")
    mean = {key: torch.lerp(value.float(), other["average"][key].float(), 0.5) if value.dtype.is_floating_point else value
            for key, value in one["average"].items()}
    torch.save({"average": mean, "options": other["options"]}, options.out)


if __name__ == "__main__":
    main()
