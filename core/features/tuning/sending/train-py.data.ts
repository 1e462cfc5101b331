/**
 * `train.py` of a Ray job: Sprout's own training (core/adapters/ggml: order, packs, rates, first weights) with transformers and PEFT. Everything above
 * `def train` is plain Python without packages. Made for Python ≥ 3.10 and the versions in `requirements.ts`.
 */
export const trainPy = String.raw`"""Trains the adapter that settings.json describes on data.jsonl, and writes it as PEFT does.

Made by Sprout. The answer alone is learnt: of each row, "tokens" are what the model reads, and from place "answer" on they are scored.
Order, packs, rates and first weights are those of Sprout's own training, drawn from the same seed.

    python train.py [--out adapter] [--base FOLDER_OR_NAME] [--checkpointing]
"""
import argparse
import json
import math
import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
LOWEST_RATE = 0.1  # of the peak, at the end
OPEN_BINS = 32
GOLDEN = 0x9E3779B9
MASK = 0xFFFFFFFF


def mix(x):
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> 15)) * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def seeded_state(*parts):
    state = GOLDEN
    for part in parts:
        state = mix((state ^ part) & MASK)
    return state


def seeded(*parts):
    """Numbers from 0 to 1 that depend on the parts alone."""
    state = seeded_state(*parts)

    def draw():
        nonlocal state
        state = (state + GOLDEN) & MASK
        return mix(state) / 2**32

    return draw


def shuffle(items, draw):
    for at in range(len(items) - 1, 0, -1):
        other = int(draw() * (at + 1))
        items[at], items[other] = items[other], items[at]
    return items


def pack_sequences(lengths, order, most):
    """Puts examples together, each pack at most so many tokens; the first open pack with room takes the next."""
    open_bins, bins = [], []
    for at in order:
        length = lengths[at]
        if length == 0:
            continue
        found = next((one for one in open_bins if one["room"] >= length), None)
        if found is None:
            found = {"members": [], "room": most}
            bins.append(found)
            open_bins.append(found)
            if len(open_bins) > OPEN_BINS:
                open_bins.remove(min(open_bins, key=lambda one: one["room"]))
        found["members"].append(at)
        found["room"] -= length
    return [one["members"] for one in bins]


def plan_steps(lengths, settings):
    """For each step of the training, the places of its examples."""
    steps = []
    for epoch in range(settings["epochs"]):
        draw = seeded(settings["seed"], 2, epoch)
        order = shuffle(list(range(len(lengths))), draw)
        packs = shuffle(pack_sequences(lengths, order, settings["sequence_tokens"]), draw)
        size = max(1, settings["accumulation"])
        for at in range(0, len(packs), size):
            steps.append([member for pack in packs[at : at + size] for member in pack])
    return steps


def learning_rate_at(step, steps, settings):
    """Up in a line, then down along a cosine to a tenth of the peak. Steps count from 1."""
    peak = settings["learning_rate"]
    rising = math.ceil(steps * settings["warmup"])
    if step <= rising:
        return peak * step / rising
    progress = (step - rising) / max(1, steps - rising)
    return peak * (LOWEST_RATE + (1 - LOWEST_RATE) * (1 + math.cos(math.pi * progress)) / 2)


def read_rows(path):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    for number, row in enumerate(rows, 1):
        tokens, answer = row["tokens"], row["answer"]
        if not 0 <= answer < len(tokens) or any(type(token) is not int or token < 0 for token in tokens):
            sys.exit(f"{path}, line {number}: the tokens are damaged.")
    return rows


def scored_part(row):
    """What the model reads, and the tokens that it is to write at the end of that. The first token has nothing before it."""
    tokens, answer = row["tokens"], max(1, row["answer"])
    return tokens[:-1], tokens[answer:]


def length_of(row):
    read, labels = scored_part(row)
    return len(read) if labels else 0


def same_text(left, right):
    return "".join(left.split()) == "".join(right.split())


def first_weights(seed, place, rank, columns):
    """A of the adapter number "place": uniform within 1/sqrt(columns). B is zero. [rank, columns]"""
    import numpy

    count = numpy.arange(1, rank * columns + 1, dtype=numpy.uint64)
    x = (seeded_state(seed, 1, place) + count * GOLDEN) & MASK
    x = ((x ^ (x >> numpy.uint64(16))) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> numpy.uint64(15))) * 0x846CA68B) & MASK
    x = x ^ (x >> numpy.uint64(16))
    return ((x / 2**32 * 2 - 1) / math.sqrt(columns)).astype(numpy.float32).reshape(rank, columns)


def load_base(base, torch):
    """The model in the place or of the name; a GGUF file beside this script too."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    card = torch.cuda.is_available()
    kind = torch.bfloat16 if card and torch.cuda.is_bf16_supported() else torch.float32
    place = pathlib.Path(base)
    where = ((str(place.resolve().parent),), {"gguf_file": place.name}) if place.suffix == ".gguf" else ((base,), {})
    model = AutoModelForCausalLM.from_pretrained(*where[0], dtype=kind, **where[1])
    return model.to("cuda" if card else "cpu"), AutoTokenizer.from_pretrained(*where[0], **where[1])


def check_tokens(rows, tokenizer, vocabulary):
    """The rows' tokens are those of the base, or nothing is trained: with another base they would say something else."""
    if max(max(row["tokens"]) for row in rows) >= vocabulary:
        sys.exit("The examples hold tokens that this base does not have: it is another model than the one they were made for.")
    read = [(tokenizer.decode(scored_part(row)[1], skip_special_tokens=True), row["messages"][-1]["content"]) for row in rows]
    wrong = [pair for pair in read if not same_text(*pair)]
    if len(wrong) > len(rows) / 20:
        sys.exit(f"This base reads {len(wrong)} of {len(rows)} answers as something else: it is another model than the one they were made for. The first: {wrong[0][0][:80]!r} for {wrong[0][1][:80]!r}.")


def train(settings, rows, base, out, checkpointing=False):
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(settings["seed"])
    model, tokenizer = load_base(base, torch)
    check_tokens(rows, tokenizer, model.get_input_embeddings().num_embeddings)
    model = get_peft_model(model, LoraConfig(
        task_type="CAUSAL_LM", r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"], target_modules=settings["target_modules"], bias="none",
    ))
    if checkpointing:
        model.enable_input_require_grads()
        model.gradient_checkpointing_enable()
    learnt = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    adapters = sorted((name for name, _ in learnt if ".lora_A." in name), key=lambda name: place_of(name, settings["target_modules"]))
    weights = dict(learnt)
    with torch.no_grad():
        for place, name in enumerate(adapters):
            weights[name].copy_(torch.from_numpy(first_weights(settings["seed"], place, *weights[name].shape)))
    optimizer = torch.optim.AdamW([weight for _, weight in learnt], lr=settings["learning_rate"], betas=(0.9, 0.999), eps=1e-8, weight_decay=settings["weight_decay"])

    steps = plan_steps([length_of(row) for row in rows], settings)
    device = next(model.parameters()).device
    log = []
    model.train()
    for step, members in enumerate(steps, 1):
        scored = sum(len(scored_part(rows[at])[1]) for at in members)
        total = 0.0
        for at in members:
            read, labels = scored_part(rows[at])
            logits = model(input_ids=torch.tensor([read], device=device), logits_to_keep=len(labels), use_cache=False).logits[0].float()
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels, device=device), reduction="sum")
            (loss / scored).backward()
            total += loss.item()
        if not math.isfinite(total):
            sys.exit(f"Step {step}: the loss is no number. Try a lower learning rate.")
        rate = learning_rate_at(step, len(steps), settings)
        for group in optimizer.param_groups:
            group["lr"] = rate
        if settings["clip"] > 0:
            torch.nn.utils.clip_grad_norm_([weight for _, weight in learnt], settings["clip"])
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        log.append({"step": step, "loss": total / scored, "learningRate": rate})
        print(f"step {step}/{len(steps)} loss {total / scored:.4f}", flush=True)
    write_whole(model, log, out)


def place_of(name, modules):
    """Adapters in Sprout's order: by layer, and in a layer queries, keys, values, output, gate, up, down."""
    parts = name.split(".")
    return int(parts[parts.index("layers") + 1]), modules.index(next(part for part in parts if part in modules))


def write_whole(model, log, out):
    """The folder is there whole, or as it was."""
    out = pathlib.Path(out)
    unfinished = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    model.save_pretrained(unfinished)
    with open(unfinished / "training-log.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in log)
    shutil.rmtree(out, ignore_errors=True)
    os.replace(unfinished, out)
    print(f"Done: bring the folder {out} back to Sprout.", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Trains the adapter that settings.json describes.")
    parser.add_argument("--out", default=str(HERE / "adapter"), help="folder for the adapter; on a cluster one that lasts")
    parser.add_argument("--base", help="folder or name of the base, where it is not the one in settings.json")
    parser.add_argument("--checkpointing", action="store_true", help="less memory, a third slower")
    given = parser.parse_args()
    settings = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
    base = given.base or settings["base"]
    train(settings, read_rows(HERE / "data.jsonl"), str(HERE / base) if base.endswith(".gguf") and not os.path.isabs(base) else base, given.out, given.checkpointing)


if __name__ == "__main__":
    main()
`;
