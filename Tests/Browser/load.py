"""How a studio answers while two pictures render, and whether a batch of 100 lets a single picture through.

    PARURE_RENDERERS=2 PARURE_SAMPLES=0 PARURE_PORTRAITS=0 ./parure studio --port 8080 --data "$(mktemp -d)" &
    PARURE_STUDIO_URL=http://127.0.0.1:8080 python3 Tests/Browser/load.py [SECONDS] [CLIENTS]

The plates' cache should be empty, or there is little to render. Everything that was ordered is cancelled in the end.
"""

import http.client
import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

EXAMPLES = Path(__file__).resolve().parents[2] / "Examples"
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60
CLIENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 4
BATCH = 100


class Client:
    """A browser's one connection, with the session and token of a page."""

    def __init__(self):
        self.door = http.client.HTTPConnection(urlsplit(os.environ["PARURE_STUDIO_URL"]).netloc, timeout=300)
        page, headers = self.exchange("GET", "/", headers={"Accept": "text/html"})
        self.token = re.search(rb'name="parure-token" content="([0-9a-f]+)"', page).group(1).decode()
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def exchange(self, method, path, body=None, headers={}):
        self.door.request(method, path, body, headers)
        answer = self.door.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return text, answer.headers

    def page(self, path):
        self.exchange("GET", path, headers={"Accept": "text/html", "Cookie": self.cookie})

    def get(self, path):
        return json.loads(self.exchange("GET", f"/api/v1{path}")[0])

    def post(self, path, value={}):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return json.loads(self.exchange("POST", f"/api/v1{path}", body, {"Cookie": self.cookie, "X-Parure-Token": self.token})[0])

    def upload(self, kind):
        return self.post("/photos", (EXAMPLES / f"{kind}.jpg").read_bytes())["photo"]["id"]

    def order(self, photo, kind, seed=1):
        choices = {"type": kind, "outputSize": "2K", "seed": seed}
        return self.post("/pictures", {"photo": photo, "choices": choices})["job"]["id"]

    def state(self, job):
        return self.get(f"/jobs/{job}")["state"]


def wait(true, what, seconds=900):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            sys.exit(f"it took too long: {what}")
        time.sleep(0.2)


def measure(name, tasks, seconds, clients):
    """Each client does the tasks by turns, one after the other, without a pause."""
    times, end = [], time.monotonic() + seconds

    def work(number):
        one, turn = Client(), number
        while time.monotonic() < end:
            start = time.monotonic()
            tasks[turn % len(tasks)](one)
            times.append(time.monotonic() - start)
            turn += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    p50, p99 = (1000 * times[int(share * (len(times) - 1))] for share in (0.5, 0.99))
    quick = sum(t < 0.2 for t in times) / len(times)
    print(f"{name}: {len(times)} by {clients} at a time, {len(times) / seconds:.1f}/s, median {p50:.0f} ms, 99th percentile {p99:.0f} ms, "
          f"slowest {1000 * times[-1]:.0f} ms, {100 * quick:.2f} % under 200 ms; load average {os.getloadavg()[0]:.1f}", flush=True)


def pages(*paths):
    return [lambda one, path=path: one.page(path) for path in paths]


def main():
    one = Client()
    photos = {kind: one.upload(kind) for kind in ("necklace", "ring")}
    for photo in photos.values():
        wait(lambda: one.get(f"/photos/{photo}")["state"] == "ready", "reading")
    seen = pages("/", "/library", "/shoots", "/models", "/models/new", "/guide/ring", "/credits", *(f"/photos/{photo}" for photo in photos.values()))
    measure("pages, nothing else to do", seen, SECONDS / 4, CLIENTS)

    jobs = [one.order(photo, kind) for kind, photo in photos.items()]
    both = lambda: all(one.state(job) == "running" for job in jobs)
    wait(both, "two pictures at once")
    measure("pages, two pictures render", seen, SECONDS, CLIENTS)
    measure("uploads, two pictures render", [lambda one: one.upload("earring")], SECONDS / 2, 2)
    print("both pictures still render" if both() else "a picture was ready before the end")

    many = [one.upload("bracelet") for _ in range(BATCH)]
    shoot = one.post("/shoots", {"name": "Batch", "photos": many})["shoot"]["id"]
    one.post(f"/shoots/{shoot}/start")
    for job in jobs:
        one.post(f"/jobs/{job}/cancel")
    started = lambda: [item for item in one.get(f"/shoots/{shoot}")["items"] if item["state"] not in ("queued", "reading", "ready")]
    wait(lambda: len(started()) >= 2, "the batch")
    measure(f"pages, a batch of {BATCH} renders", [*seen, *pages(f"/shoots/{shoot}")], SECONDS / 2, CLIENTS)

    before, start = {item["job"] for item in started()}, time.monotonic()
    single = one.order(photos["ring"], "ring", seed=2)
    wait(lambda: one.state(single) != "queued", "a single picture beside the batch")
    seconds = time.monotonic() - start
    others = len({item["job"] for item in started()} - before)
    print(f"a single picture beside the batch: begins after {seconds:.0f} s, {others} of the batch before it")

    start = time.monotonic()
    fresh = one.upload("necklace")
    wait(lambda: one.get(f"/photos/{fresh}")["state"] != "reading", "a photo beside the batch")
    print(f"a photo beside the batch: read after {time.monotonic() - start:.0f} s")
    for job in one.get("/jobs")["jobs"]:
        one.post(f"/jobs/{job['id']}/cancel")


main()
