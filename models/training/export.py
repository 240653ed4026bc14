"""export.py WEIGHTS.pt MODEL.onnx: the trained reader as one int8 ONNX file. The weights of products are int8 by output channel, the word table int8 by row;
activations are quantised as they come."""
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from model import Bert, Reader

INPUTS = ["ids", "types", "mask", "sentence_marks", "sentence_spans", "term_marks", "term_spans"]
OUTPUTS = ["verdicts", "alerts"]
AXES = {name: {0: "batch", 1: "length"} for name in INPUTS[:3]}
AXES |= {name: {0: "batch", 1: name.split("_")[0], 2: "length"} for name in INPUTS[3:]}
AXES |= {"verdicts": {0: "batch", 1: "sentence", 2: "term"}, "alerts": {0: "batch"}}
WORDS = 20_000  # a table with more rows than this is the word table


class Probabilities(torch.nn.Module):
    def __init__(self, reader):
        super().__init__()
        self.reader = reader

    def forward(self, *inputs):
        verdicts, alerts = self.reader(*inputs)
        return torch.softmax(verdicts, -1), torch.softmax(alerts, -1)


def quantised(values, axis):
    scale = np.abs(values).max(axis, keepdims=axis == 1) / 127
    scale[scale == 0] = 1
    return np.round(values / scale).astype(np.int8), scale.astype(np.float32)


def quantise(graph):
    weights = {one.name: one for one in graph.initializer}
    nodes, added, activations = [], [], set()
    for node in graph.node:
        name = node.output[0].replace("/", "_")
        product = node.op_type == "MatMul" and node.input[1] in weights and "/bert/" in node.output[0]
        table = node.op_type == "Gather" and node.input[0] in weights and weights[node.input[0]].dims[0] > WORDS
        if not product and not table:
            nodes.append(node)
            continue
        values, scale = quantised(numpy_helper.to_array(weights[node.input[1 if product else 0]]), 0 if product else 1)
        added += [numpy_helper.from_array(values, name + "_w"), numpy_helper.from_array(scale, name + "_s")]
        if product:
            x = node.input[0]
            if x not in activations:
                activations.add(x)
                nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [x + "_q", x + "_qs", x + "_qz"]))
            nodes.append(helper.make_node("MatMulInteger", [x + "_q", name + "_w", x + "_qz"], [name + "_i"]))
            nodes.append(helper.make_node("Mul", [x + "_qs", name + "_s"], [name + "_m"]))
        else:
            nodes.append(helper.make_node("Gather", [name + "_w", node.input[1]], [name + "_i"]))
            nodes.append(helper.make_node("Gather", [name + "_s", node.input[1]], [name + "_m"]))
        nodes.append(helper.make_node("Cast", [name + "_i"], [name + "_f"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [name + "_f", name + "_m"], [node.output[0]]))
    used = {name for node in nodes for name in node.input}
    kept = [one for one in graph.initializer if one.name in used]
    return helper.make_graph(nodes, "reader", list(graph.input), list(graph.output), kept + added)


def main():
    weights, out = sys.argv[1:3]
    state = torch.load(weights, map_location="cpu")
    reader = Reader(Bert(layers=len({name.split(".")[2] for name in state if name.startswith("bert.layers.")})))
    reader.load_state_dict(state)
    parts = [torch.rand(2, count, 32) for count in (3, 3, 1, 1)]
    example = (torch.randint(5, 900, (2, 32)), torch.zeros(2, 32, dtype=torch.long), torch.ones(2, 32), *parts)
    whole = out + ".float32"
    torch.onnx.export(Probabilities(reader).eval(), example, whole, input_names=INPUTS, output_names=OUTPUTS, dynamic_axes=AXES, opset_version=13)
    model = helper.make_model(quantise(onnx.load(whole).graph), opset_imports=[helper.make_opsetid("", 13)], producer_name="clausewatch")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, out)
    os.remove(whole)
    print(f"{out}: {os.path.getsize(out):,} bytes")


if __name__ == "__main__":
    main()
