"""Trains the reader. Prints the loss and, at the end, how well sentences of unseen subjects are read. Seeds are fixed; on another machine, or with another
time limit, the last digits differ. Time is CPU time of a thread, so that a busy machine learns as much."""
import argparse
import collections
import random
import time

import torch
import torch.nn.functional as F

from data import VERDICTS, read_articles, read_pairs, read_windows, read_wordings
from model import Reader, WordPieces, batch, bert_from_onnx
from views import hidden, pair_view, views

BATCH_PIECES = 2048
POOL = 384  # examples that are sorted by length before they are cut into batches
WARM_UP = 100  # steps
# The weights that are kept are the mean of those from here on: they read unseen subjects a little better than the last ones do.
AVERAGE_FROM, AVERAGE_EVERY = 0.6, 20  # share of the time, steps
CLASS_WEIGHTS = [0.6, 1.0, 1.3, 1.6, 1.3]
ALERT_WEIGHT = 0.3
# Sentence pairs teach what follows from what, and are soon learnt: their share falls from the given one to this.
LEAST_PAIRS = 0.1


def batches(articles, pairs, share, rng):
    """Endless batches of examples of like length, of which `share()` are sentence pairs."""
    left, left_pairs, subjects = [], [], collections.defaultdict(list)
    for one in articles:
        subjects[one.subject].append(one)
    while True:
        pool = []
        while len(pool) < POOL:
            if pairs and rng.random() < share():
                if len(left_pairs) < 8:
                    left_pairs = rng.sample(pairs, len(pairs))
                pool.append(pair_view([left_pairs.pop() for _ in range(rng.choice((1, 1, 2, 2, 3)))], rng))
            else:
                left = left or rng.sample(articles, len(articles))
                pool += [hidden(one, rng) for one in views(left.pop(), articles, subjects, rng)]
        pool.sort(key=lambda one: len(one.ids))
        cut, current = [], []
        for one in pool:
            if current and len(one.ids) * (len(current) + 1) > BATCH_PIECES:
                cut.append(current)
                current = []
            current.append(one)
        rng.shuffle(cut)
        yield from cut


def evaluate(model, articles):
    model.eval()
    told = collections.Counter()
    examples = sorted((example for article in articles for _, example in read_windows(article)), key=lambda one: len(one.ids))
    with torch.no_grad():
        for at in range(0, len(examples), 24):
            inputs, labels, _ = batch(examples[at : at + 24])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, _ = model(*inputs)
            for due, found in zip(labels.flatten().tolist(), logits[:, :, 0].argmax(-1).flatten().tolist()):
                if due >= 0:
                    told[due, found] += 1
    for at, name in enumerate(VERDICTS):
        due, found = (sum(n for pair, n in told.items() if pair[side] == at) for side in (0, 1))
        print(f"{name}: F1 {2 * told[at, at] / max(1, due + found):.3f} over {due}")


def main():
    options = argparse.ArgumentParser()
    for name in ("base", "vocabulary", "out"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--articles", nargs="+", required=True, help="labelled articles to learn from, JSON lines")
    options.add_argument("--wordings", help="terms in other words, JSON lines")
    options.add_argument("--validation", required=True)
    options.add_argument("--pairs", help="sentence pairs, gzipped JSON lines")
    options.add_argument("--pair-share", type=float, default=0.5, help="at the start")
    options.add_argument("--frozen", type=int, default=0, help="layers, from the bottom, that stay as they are, and with them what is below")
    options.add_argument("--minutes", type=float, default=46, help="of CPU time, of each thread")
    options.add_argument("--rate", type=float, default=1.2e-4)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", help="weights to go on from, instead of the base")
    o = options.parse_args()
    rng = random.Random(o.seed)
    torch.manual_seed(o.seed)
    pieces = WordPieces(o.vocabulary)
    articles, validation = read_articles(o.articles, pieces, read_wordings(o.wordings)), read_articles([o.validation], pieces)
    pairs = read_pairs(o.pairs, pieces, 60_000, rng) if o.pairs else []
    model = Reader(bert_from_onnx(o.base))
    if o.start:
        model.load_state_dict(torch.load(o.start, map_location="cpu"))
    print(f"{len(articles)} articles, {len(pairs)} pairs; torch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    # The word table stays as it is: rare words keep their place, and a step is cheaper.
    bert = model.bert
    for part in (bert.w, *((bert.p, bert.t, bert.ln, *bert.layers[: o.frozen]) if o.frozen > 0 else ())):
        part.requires_grad_(False)
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    plain = [p for name, p in named if name.startswith("bert") and ("ln" in name or "bias" in name)]
    decayed = [p for name, p in named if name.startswith("bert") and not ("ln" in name or "bias" in name)]
    head = [p for name, p in named if not name.startswith("bert")]
    groups = [(plain, 0.0, o.rate), (decayed, 0.01, o.rate), (head, 0.01, 5 * o.rate)]
    optimizer = torch.optim.AdamW([{"params": p, "weight_decay": decay, "lr": rate} for p, decay, rate in groups])
    weights, started, losses = torch.tensor(CLASS_WEIGHTS), time.process_time(), []
    mean, averaged, gone = None, 0, 0.0
    stream = batches(articles, pairs, lambda: max(LEAST_PAIRS, o.pair_share * (1 - 3 * gone)), rng)
    for step in range(1_000_000):
        gone = (time.process_time() - started) / torch.get_num_threads() / 60 / o.minutes
        if gone >= 1:
            break
        for group, (_, _, rate) in zip(optimizer.param_groups, groups):
            group["lr"] = rate * min(1, (step + 1) / WARM_UP) * max(0.02, 1 - gone)
        model.train()
        inputs, labels, alerts = batch(next(stream))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, article = model(*inputs)
        loss = F.cross_entropy(logits.reshape(-1, 5), labels.reshape(-1), weight=weights, ignore_index=-100, reduction="sum")
        loss = loss / max(1, int((labels > 0).sum()) + 0.1 * int((labels == 0).sum()))
        if (alerts >= 0).any():
            loss = loss + ALERT_WEIGHT * F.cross_entropy(article, alerts, ignore_index=-100)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss))
        if gone > AVERAGE_FROM and step % AVERAGE_EVERY == 0:
            averaged += 1
            with torch.no_grad():
                now = model.state_dict()
                mean = mean or {name: torch.zeros_like(p) for name, p in now.items()}
                for name, p in now.items():
                    mean[name] += (p - mean[name]) / averaged
        if step % 50 == 49:
            print(f"step {step + 1}: loss {sum(losses[-50:]) / 50:.3f}, {gone:.0%} of the time", flush=True)
    if mean:
        model.load_state_dict(mean)
    torch.save(model.state_dict(), o.out)
    evaluate(model, validation)


if __name__ == "__main__":
    main()
