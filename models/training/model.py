"""The reader: BERT's encoder with a head that gives, for each marked sentence, its verdict on the term, and for the article its alert."""
import math
import unicodedata

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class WordPieces:
    """BERT's uncased tokeniser, as tokenizer.json has it."""

    def __init__(self, vocabulary):
        self.table = {line.rstrip("\n"): at for at, line in enumerate(open(vocabulary, encoding="utf8"))}
        self.known = {}

    def words(self, text):
        words, word = [], ""
        for char in unicodedata.normalize("NFD", text.lower()):
            kind = unicodedata.category(char)
            if kind == "Mn" or char in "\0\ufffd":
                continue
            space = char in "\t\n\r " or kind == "Zs"
            if not space and kind in ("Cc", "Cf"):
                continue
            alone = kind[0] == "P" or char in "$+<=>^`|~" or 0x4E00 <= ord(char) <= 0x9FFF
            if space or alone:
                if word:
                    words.append(word)
                word = ""
                if alone:
                    words.append(char)
            else:
                word += char
        return words + [word] if word else words

    def pieces(self, word):
        found, start = [], 0
        while start < len(word) and len(word) <= 100:
            end = len(word)
            while end > start and (piece := self.table.get(("##" if start else "") + word[start:end])) is None:
                end -= 1
            if end == start:
                return [100]
            found.append(piece)
            start = end
        return found or [100]

    def __call__(self, text):
        for word in (words := self.words(text)):
            if word not in self.known:
                self.known[word] = self.pieces(word)
        return [piece for word in words for piece in self.known[word]]


class Layer(nn.Module):
    def __init__(self, hidden, heads, inner):
        super().__init__()
        self.heads = heads
        self.qkv, self.o = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.ln1, self.ln2 = nn.LayerNorm(hidden, eps=1e-12), nn.LayerNorm(hidden, eps=1e-12)
        self.i, self.u = nn.Linear(hidden, inner), nn.Linear(inner, hidden)

    def forward(self, x, mask, dropout):
        batch, length, hidden = x.shape
        size = hidden // self.heads
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, size).permute(2, 0, 3, 1, 4).contiguous()
        q = q * (1 / math.sqrt(size))
        # In the products' own type: autocast would take the softmax to 32 bits and back, which costs more than the products.
        with torch.autocast("cpu", enabled=False):
            scores = torch.matmul(q, k.transpose(-1, -2))
            scores += mask.to(scores.dtype)
            c = torch.matmul(torch.softmax(scores, -1), v).permute(0, 2, 1, 3).reshape(batch, length, hidden)
        drop = (lambda t: F.dropout(t, dropout)) if self.training else (lambda t: t)
        x = self.ln1(x + drop(self.o(c)))
        return self.ln2(x + drop(self.u(F.gelu(self.i(x)))))


class Bert(nn.Module):
    def __init__(self, layers=6, hidden=384, heads=12, inner=1536, vocabulary=30522, positions=512):
        super().__init__()
        self.w, self.p, self.t = nn.Embedding(vocabulary, hidden), nn.Embedding(positions, hidden), nn.Embedding(2, hidden)
        self.ln, self.drop = nn.LayerNorm(hidden, eps=1e-12), 0.1
        self.layers = nn.ModuleList(Layer(hidden, heads, inner) for _ in range(layers))

    def forward(self, ids, types, present):
        x = self.ln(self.w(ids) + self.p.weight[: ids.shape[1]][None] + self.t(types))
        x = F.dropout(x, self.drop) if self.training else x
        mask = (1.0 - present[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, mask, self.drop)
        return x


class Reader(nn.Module):
    def __init__(self, bert, hidden=384, inner=256):
        super().__init__()
        self.bert, self.drop = bert, 0.1
        self.ps, self.pt = nn.Linear(2 * hidden, hidden), nn.Linear(2 * hidden, hidden)
        self.a, self.b, self.c, self.e = (nn.Linear(hidden, inner) for _ in range(4))
        self.out, self.al = nn.Linear(inner, len("SRCXU")), nn.Linear(hidden, 4)

    def forward(self, ids, types, present, sentence_marks, sentence_spans, term_marks, term_spans):
        """Marks pick a part's first piece, spans average over its pieces: [batch, parts, length]. Gives logits [batch, sentences, terms, 5] and [batch, 4]."""
        h = self.bert(ids, types, present).float()
        # In 32 bits: torch 1.13 takes minutes for the backward pass of small products in 16.
        with torch.autocast("cpu", enabled=False):
            s = torch.tanh(self.ps(torch.cat([torch.matmul(sentence_marks, h), torch.matmul(sentence_spans, h)], -1)))
            t = torch.tanh(self.pt(torch.cat([torch.matmul(term_marks, h), torch.matmul(term_spans, h)], -1)))
            if self.training:
                s, t = F.dropout(s, self.drop), F.dropout(t, self.drop)
            product, distance = s[:, :, None, :] * t[:, None, :, :], (s[:, :, None, :] - t[:, None, :, :]).abs()
            u = F.gelu(self.a(s)[:, :, None, :] + self.b(t)[:, None, :, :] + self.c(product) + self.e(distance))
            u = F.dropout(u, self.drop) if self.training else u
            return self.out(u), self.al(h[:, 0])


def batch(examples):
    """The inputs of `Reader.forward`, then labels [batch, sentences] and alerts [batch]; -100 where nothing is learnt."""
    count, length, rows = len(examples), -(-max(len(e.ids) for e in examples) // 32) * 32, max(len(e.spans) for e in examples)
    ids, types = torch.zeros(count, length, dtype=torch.long), torch.zeros(count, length, dtype=torch.long)
    present = torch.zeros(count, length)
    marks, spans = torch.zeros(count, rows, length), torch.zeros(count, rows, length)
    term_marks, term_spans = torch.zeros(count, 1, length), torch.zeros(count, 1, length)
    labels, alerts = torch.full((count, rows), -100), torch.full((count,), -100)
    for at, e in enumerate(examples):
        ids[at, : len(e.ids)] = torch.tensor(e.ids)
        types[at, : e.head] = 1
        present[at, : len(e.ids)] = 1
        for row, (start, end) in enumerate(e.spans):
            marks[at, row, start] = 1
            spans[at, row, start:end] = 1 / max(1, end - start)
        start, end = e.term_span
        term_marks[at, 0, start] = 1
        term_spans[at, 0, start:end] = 1 / (end - start)
        labels[at, : len(e.spans)] = torch.tensor(e.labels[: len(e.spans)])
        if e.alert >= 0:
            alerts[at] = e.alert
    return (ids, types, present, marks, spans, term_marks, term_spans), labels, alerts


def bert_from_onnx(file):
    """The weights of a BERT that was exported to ONNX in 32 bits. Those of products have generated names there: each is known by the bias that is added to it."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(file).graph
    weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    made_by = {node.output[0]: node for node in graph.node}
    product = {}
    for node in graph.node:
        for bias, other in (node.input[:2], node.input[1::-1]) if node.op_type == "Add" else ():
            if bias in weights and other in made_by and made_by[other].op_type == "MatMul" and made_by[other].input[1] in weights:
                product[bias] = weights[made_by[other].input[1]]

    def only(suffix):
        (name,) = [one for one in weights if one.endswith(suffix)]
        return name

    def tensor(suffix):
        return torch.from_numpy(np.array(weights[only(suffix)]))

    def linear(name):
        bias = only(name + ".bias")
        return torch.from_numpy(np.array(product[bias].T)), torch.from_numpy(np.array(weights[bias]))

    bert = Bert(len({name.split("encoder.layer.")[1].split(".")[0] for name in weights if "encoder.layer." in name}))
    with torch.no_grad():
        for table, name in ((bert.w, "word_embeddings"), (bert.p, "position_embeddings"), (bert.t, "token_type_embeddings")):
            table.weight.copy_(tensor(f"embeddings.{name}.weight"))
        norms = [(bert.ln, "embeddings.LayerNorm")]
        for at, layer in enumerate(bert.layers):
            stem = f"encoder.layer.{at}."
            parts = [linear(stem + f"attention.self.{name}") for name in ("query", "key", "value")]
            layer.qkv.weight.copy_(torch.cat([weight for weight, _ in parts]))
            layer.qkv.bias.copy_(torch.cat([bias for _, bias in parts]))
            for module, name in ((layer.o, "attention.output.dense"), (layer.i, "intermediate.dense"), (layer.u, "output.dense")):
                weight, bias = linear(stem + name)
                module.weight.copy_(weight)
                module.bias.copy_(bias)
            norms += [(layer.ln1, stem + "attention.output.LayerNorm"), (layer.ln2, stem + "output.LayerNorm")]
        for module, name in norms:
            module.weight.copy_(tensor(name + ".weight"))
            module.bias.copy_(tensor(name + ".bias"))
    return bert
