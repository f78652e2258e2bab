"""The installed encoder's weights in a graph of few, large operators, which is what int8 arithmetic needs to be fast.

As it comes, the model spends as much on masks, reshaping and the steps of its activation as quantisation saves. A text
is encoded alone, so that no mask is needed; attention, activation and layer norm are then one operator each.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

N_LAYERS, N_HEADS = 6, 12
EPSILON = 1e-12
ASKED = ("query", "key", "value")
_FUSED = "com.microsoft"  # the operators that onnxruntime has beyond the standard


def fuse_model(folded: Path) -> Any:
    """Return the model as an onnx ``ModelProto`` from token numbers, of shape (1, n), to their mean vector, (1, 384).

    ``folded`` is the installed model after onnxruntime's basic passes, whose weights are float32. What comes out
    differs from it by rounding alone.
    """
    from onnx import TensorProto, helper, numpy_helper

    weigh = _find_weights(folded)
    nodes, weights = [], []

    def keep(name: str, value: np.ndarray) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def apply(operator: str, inputs: list[str], output: str, **options: Any) -> str:
        nodes.append(helper.make_node(operator, inputs, [output], **options))
        return output

    def keep_part(name: str) -> list[str]:
        return [keep(f"{name}.{part}", value) for part, value in zip("wb", weigh(name), strict=True)]

    def add(name: str, source: str, state: str, at: str) -> str:
        matrix, bias = keep_part(f"{at}{name}")
        product = apply("MatMul", [source, matrix], f"{at}{name}.product")
        inputs = [product, state, *keep_part(f"{at}{name}.LayerNorm"), bias]
        return apply("SkipLayerNormalization", inputs, f"{at}{name}.state", domain=_FUSED, epsilon=EPSILON)

    zero, one = keep("zero", np.array([0])), keep("one", np.array([1]))
    words, places, kinds = (weigh(f"embeddings.{kind}_embeddings")[0] for kind in ("word", "position", "token_type"))
    word = apply("Gather", [keep("words", words), "input_ids"], "word")
    length = apply("Shape", ["input_ids"], "length", start=1)
    place = apply("Slice", [keep("places", places + kinds[0]), zero, length, zero], "place")
    state = apply("Add", [word, place], "embedded")
    state = apply("LayerNormalization", [state, *keep_part("embeddings.LayerNorm")], "normed", epsilon=EPSILON)
    for layer in range(N_LAYERS):
        at = f"encoder.layer.{layer}."
        matrices, biases = zip(*(weigh(f"{at}attention.self.{part}") for part in ASKED), strict=True)
        joined = [keep(f"{at}w", np.hstack(matrices)), keep(f"{at}b", np.concatenate(biases))]
        seen = apply("Attention", [state, *joined], f"{at}seen", domain=_FUSED, num_heads=N_HEADS)
        state = add("attention.output", seen, state, at)
        matrix, bias = keep_part(f"{at}intermediate")
        wide = apply("MatMul", [state, matrix], f"{at}wide")
        active = apply("BiasGelu", [wide, bias], f"{at}active", domain=_FUSED)
        state = add("output", active, state, at)
    apply("ReduceMean", [state, one], "vector", keepdims=0)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "n"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, weigh("embeddings.LayerNorm")[0].size])
    graph = helper.make_graph(nodes, "encoder", [ids], [vector], weights)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=9)


def _find_weights(folded: Path) -> Callable[[str], list[np.ndarray]]:
    """Return a function from the name of a part of the model to its matrix (inputs by outputs) and its bias."""
    import onnx

    graph = onnx.load(folded).graph
    values = {value.name: value for value in graph.initializer}
    made = {output: node for node in graph.node for output in node.output}
    adds = {name: node for node in graph.node if node.op_type == "Add" for name in node.input}
    paths = {name.partition("inner.")[2]: name for name in values if "inner." in name}

    def find(part: str) -> list[np.ndarray]:
        mine = [
            path for path in paths if path.startswith(f"{part}.") and ("LayerNorm" in path) == ("LayerNorm" in part)
        ]
        found = [paths[path] for kind in ("weight", "bias") for path in mine if path.endswith(kind)]
        if not any(
            path.endswith("weight") for path in mine
        ):  # a matrix lost its name when it was folded; its bias is added to the product
            (bias,) = found
            product = next(name for name in adds[bias].input if name != bias)
            found = [made[product].input[1], bias]
        return [onnx.numpy_helper.to_array(values[name]) for name in found]

    return find
