"""The same LoRA step in PyTorch (f32), as a baseline: a llama of the given shape with random weights, one sequence, rank-8 adapters on all projections,
logits for the answer tokens only, AdamW. Prints JSON: seconds of each step and the peak of resident memory in MB.

usage: python3 lora-pytorch.py '{"layers":30,"width":576,"hidden":1536,"heads":9,"keyHeads":3,"headSize":64,"vocabulary":49152,"qkNorm":false}' TOKENS ANSWER RANK STEPS THREADS
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as functional

shape = json.loads(sys.argv[1])
tokens, answer, rank, steps, threads = (int(word) for word in sys.argv[2:7])
torch.set_num_threads(threads)
torch.manual_seed(1)
width, hidden, heads, key_heads, size = shape["width"], shape["hidden"], shape["heads"], shape["keyHeads"], shape["headSize"]


class LoraLinear(torch.nn.Module):
    def __init__(self, columns, rows):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(rows, columns) * 0.02, requires_grad=False)
        self.a = torch.nn.Parameter((torch.rand(rank, columns) * 2 - 1) / math.sqrt(columns))
        self.b = torch.nn.Parameter(torch.zeros(rows, rank))

    def forward(self, x):
        return functional.linear(x, self.weight) + functional.linear(functional.linear(x, self.a), self.b) * 2.0


def rms_norm(x):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


def rotate(x, cosine, sine):
    first, second = x.chunk(2, dim=-1)
    return x * cosine + torch.cat((-second, first), dim=-1) * sine


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = LoraLinear(width, heads * size), LoraLinear(width, key_heads * size), LoraLinear(width, key_heads * size)
        self.o = LoraLinear(heads * size, width)
        self.gate, self.up, self.down = LoraLinear(width, hidden), LoraLinear(width, hidden), LoraLinear(hidden, width)

    def forward(self, x, cosine, sine, mask):
        y = rms_norm(x)
        q = self.q(y).view(-1, heads, size).transpose(0, 1)
        k = self.k(y).view(-1, key_heads, size).transpose(0, 1)
        v = self.v(y).view(-1, key_heads, size).transpose(0, 1)
        if shape["qkNorm"]:
            q, k = rms_norm(q), rms_norm(k)
        q, k = rotate(q, cosine, sine), rotate(k, cosine, sine)
        k, v = k.repeat_interleave(heads // key_heads, 0), v.repeat_interleave(heads // key_heads, 0)
        p = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(size) + mask, dim=-1)
        x = x + self.o((p @ v).transpose(0, 1).reshape(-1, heads * size))
        y = rms_norm(x)
        return x + self.down(functional.silu(self.gate(y)) * self.up(y))


embedding = torch.randn(shape["vocabulary"], width) * 0.02
layers = torch.nn.ModuleList(Layer() for _ in range(shape["layers"]))
parameters = [parameter for parameter in layers.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(parameters, lr=1e-4)
angles = torch.outer(torch.arange(tokens).float(), 10000 ** (-torch.arange(0, size, 2).float() / size))
cosine, sine = torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin()
mask = torch.full((tokens, tokens), float("-inf")).triu(1)
ids = torch.randint(3, shape["vocabulary"], (tokens + 1,))

seconds = []
for _ in range(steps):
    started = time.perf_counter()
    x = embedding[ids[:-1]]
    for layer in layers:
        x = layer(x, cosine, sine, mask)
    logits = functional.linear(rms_norm(x[-answer:]), embedding)
    loss = functional.cross_entropy(logits, ids[-answer:])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    optimizer.zero_grad()
    seconds.append(time.perf_counter() - started)

with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
print(json.dumps({"seconds": seconds, "peakMegabytes": round(peak), "torch": torch.__version__, "blas": torch.__config__.show().split("BLAS_INFO=")[-1].split(",")[0]}))
