"""Models that sherpa-onnx loads and that hear which part of the spectrum is loudest, a character for each part.

They are of the shapes of SenseVoice, Paraformer and zipformer models, whole or streaming, and have no weights worth
learning: below a loudness they hear nothing, above it the loudest of eight bands says which character it was.
"""

from pathlib import Path

import numpy as np

from tests.asr.tiny_onnx import FLOAT, INT32, INT64, Network

MELS = 80
STACKED = 7
"""Frames of 10 ms that SenseVoice and Paraformer look at together, every sixth."""
STEP = 6
WHOLE = STACKED * MELS
CHARACTERS = "天地玄黄宇宙洪荒"
SPECIAL = ("<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")
TOKENS = ("<blk>", *CHARACTERS, *SPECIAL)
SIZE = len(TOKENS)
BAND = MELS // len(CHARACTERS)
LOUD_16_BIT = 12.0
"""Log energy of a band from which it is heard, samples being 16 bit."""
LOUD = LOUD_16_BIT - 2 * float(np.log(32768))
"""The same, samples being within -1 and 1."""
CHUNK = 4
UNHEARD = -30.0


def write_tokens(folder: Path, tokens: tuple[str, ...] = TOKENS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("tokens.txt").write_text("".join(f"{token} {i}\n" for i, token in enumerate(tokens)))


def bands(frames: int, loud: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights and offsets by which features become scores: 0 for the blank, loudness over `loud` for a band."""
    weights = np.zeros((frames, MELS, SIZE), np.float32)
    offsets = np.full(SIZE, UNHEARD, np.float32)
    offsets[0] = 0
    for i in range(len(CHARACTERS)):
        weights[:, i * BAND : (i + 1) * BAND, i + 1] = 1 / (frames * BAND)
        offsets[i + 1] = -loud
    return weights.reshape(-1, SIZE), offsets


def scores(net: Network, features: str, frames: int, loud: float, to: str = "") -> str:
    weights, offsets = (net.constant(value) for value in bands(frames, loud))
    return net.does("Add", net.does("MatMul", features, weights), offsets, to=to)


def stacked_metadata() -> dict[str, object]:
    return {
        "vocab_size": SIZE,
        "lfr_window_size": STACKED,
        "lfr_window_shift": STEP,
        "neg_mean": ",".join(["0"] * WHOLE),
        "inv_stddev": ",".join(["1"] * WHOLE),
    }


def sense_voice(folder: Path) -> None:
    """One file; four special tokens come before what was heard (a CTC model)."""
    write_tokens(folder)
    net = Network()
    features = net.takes("x", FLOAT, ("N", "T", WHOLE))
    for name in ("x_length", "language", "text_norm"):
        net.takes(name, INT32, ("N",))
    head = np.full((1, len(SPECIAL), SIZE), UNHEARD, np.float32)
    for i in range(len(SPECIAL)):
        head[0, i, TOKENS.index(SPECIAL[i])] = 9
    net.does("Concat", net.constant(head), scores(net, features, STACKED, LOUD_16_BIT), to="logits", axis=1)
    net.gives("logits", FLOAT, ("N", "T4", SIZE))
    languages = {f"lang_{name}": i for i, name in enumerate(("auto", "zh", "en", "ja", "ko", "yue"))}
    ours = {"model_type": "sense_voice_ctc", "normalize_samples": 0, "with_itn": 14, "without_itn": 15, "comment": ""}
    net.write(folder / "model.onnx", {**stacked_metadata(), **languages, **ours})


def streaming_metadata() -> dict[str, object]:
    """Sherpa-onnx makes these features louder by the root of the encoder's width."""
    quieter = ",".join([str(SIZE**-0.5)] * WHOLE)
    sizes = {"encoder_output_size": SIZE, "decoder_num_blocks": 1, "decoder_kernel_size": 2}
    return {**stacked_metadata(), "inv_stddev": quieter, "model_type": "paraformer", **sizes}


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def is_heard(net: Network, found: str) -> str:
    """(N, T): whether a step has a character."""
    return net.does("Not", net.does("Equal", net.does("ArgMax", found, axis=2, keepdims=0), net.constant(ints(0))))


def paraformer(folder: Path) -> None:
    """One file; a character for each loud step, and where it lies: three values a step, one more at the end."""
    write_tokens(folder, (*TOKENS[:-1], "</s>"))
    net = Network()
    features = net.takes("speech", FLOAT, ("N", "T", WHOLE))
    net.takes("speech_lengths", INT32, ("N",))
    found = scores(net, features, STACKED, LOUD_16_BIT)
    heard = is_heard(net, found)
    first = net.constant(ints(0))
    where = net.does("Squeeze", net.does("NonZero", net.does("Squeeze", heard, first)), first)
    net.does("Gather", found, where, to="logits", axis=1)
    net.does("Cast", net.does("Shape", where), to="token_num", to_=INT32)
    peaks = net.does("Unsqueeze", net.does("Cast", heard, to_=FLOAT), net.constant(ints(2)))
    nothing = net.does("Mul", peaks, net.constant(np.zeros(1, np.float32)))
    row = net.does("Reshape", net.does("Concat", peaks, nothing, nothing, axis=2), net.constant(ints(1, -1)))
    net.does("Concat", row, net.constant(np.ones((1, 1), np.float32)), to="us_cif_peak", axis=1)
    net.does("Identity", "us_cif_peak", to="us_alphas")
    net.gives("logits", FLOAT, ("N", "U", SIZE))
    net.gives("token_num", INT32, ("N",))
    net.gives("us_alphas", FLOAT, ("N", "T3"))
    net.gives("us_cif_peak", FLOAT, ("N", "T3"))
    net.write(folder / "model.onnx", {**stacked_metadata(), "model_type": "paraformer"})


def streaming_paraformer(folder: Path) -> None:
    """Two files: the encoder says which steps have a character, the decoder which."""
    write_tokens(folder)
    net = Network()
    features, length = net.takes("speech", FLOAT, (1, "T", WHOLE)), net.takes("speech_lengths", INT32, (1,))
    found = scores(net, features, STACKED, LOUD_16_BIT, to="enc")
    net.does("Identity", length, to="enc_len")
    net.does("Cast", is_heard(net, found), to="alphas", to_=FLOAT)
    net.gives("enc", FLOAT, (1, "T", SIZE))
    net.gives("enc_len", INT32, (1,))
    net.gives("alphas", FLOAT, (1, "T"))
    net.write(folder / "encoder.onnx", streaming_metadata())
    net = Network()
    net.takes("enc", FLOAT, (1, "T", SIZE))
    net.takes("enc_len", INT32, (1,))
    net.does("Identity", net.takes("acoustic_embeds", FLOAT, (1, "U", SIZE)), to="logits")
    net.takes("acoustic_embeds_len", INT32, (1,))
    net.does("Identity", net.takes("in_cache_0", FLOAT, (1, SIZE, 1)), to="out_cache_0")
    net.does("ArgMax", "logits", to="sample_ids", axis=2, keepdims=0)
    net.gives("logits", FLOAT, (1, "U", SIZE))
    net.gives("sample_ids", INT64, (1, "U"))
    net.gives("out_cache_0", FLOAT, (1, SIZE, 1))
    net.write(folder / "decoder.onnx", {})


def streaming_transducer(folder: Path) -> None:
    """Three files: the encoder scores 40 ms at a time, the decoder forbids the last character, the joiner adds."""
    write_tokens(folder)
    net = Network()
    chunk = net.takes("x", FLOAT, ("N", CHUNK, MELS))
    for name in ("h", "c"):
        net.does("Identity", net.takes(name, FLOAT, (1, "N", 1)), to=f"next_{name}")
    scores(net, net.does("ReduceMean", chunk, axes=[1], keepdims=1), 1, LOUD, to="encoder_out")
    net.gives("encoder_out", FLOAT, ("N", 1, SIZE))
    net.gives("next_h", FLOAT, (1, "N", 1))
    net.gives("next_c", FLOAT, (1, "N", 1))
    sizes = {"num_encoder_layers": 1, "rnn_hidden_size": 1, "d_model": 1}
    net.write(folder / "encoder.onnx", {"model_type": "lstm", "T": CHUNK, "decode_chunk_len": CHUNK, **sizes})
    write_decoder(folder)
    write_joiner(folder)


def transducer(folder: Path) -> None:
    """The same, hearing the whole at once, of which it takes every fourth frame."""
    write_tokens(folder)
    net = Network()
    whole, length = net.takes("x", FLOAT, ("N", "T", MELS)), net.takes("x_lens", INT64, ("N",))
    bounds = [net.constant(ints(one)) for one in (0, 1 << 30, 1, CHUNK)]
    scores(net, net.does("Slice", whole, *bounds), 1, LOUD, to="encoder_out")
    fourth = net.does("Div", net.does("Add", length, net.constant(ints(CHUNK - 1))), net.constant(ints(CHUNK)))
    net.does("Identity", fourth, to="encoder_out_lens")
    net.gives("encoder_out", FLOAT, ("N", "T4", SIZE))
    net.gives("encoder_out_lens", INT64, ("N",))
    net.write(folder / "encoder.onnx", {"model_type": "zipformer2", "comment": "non-streaming zipformer2"})
    write_decoder(folder)
    write_joiner(folder)


def write_decoder(folder: Path) -> None:
    net = Network()
    said = net.takes("y", INT64, ("N", 2))
    last = net.does("Gather", said, net.constant(np.array(1, np.int64)), axis=1)
    never_again = np.diag([0, *[UNHEARD] * (SIZE - 1)]).astype(np.float32)
    net.does("Gather", net.constant(never_again), last, to="decoder_out", axis=0)
    net.gives("decoder_out", FLOAT, ("N", SIZE))
    net.write(folder / "decoder.onnx", {"vocab_size": SIZE, "context_size": 2})


def write_joiner(folder: Path) -> None:
    net = Network()
    heard, said = (net.takes(name, FLOAT, ("N", SIZE)) for name in ("encoder_out", "decoder_out"))
    net.does("Add", heard, said, to="logit")
    net.gives("logit", FLOAT, ("N", SIZE))
    net.write(folder / "joiner.onnx", {"joiner_dim": SIZE})


KINDS = {
    "sense-voice": sense_voice,
    "paraformer": paraformer,
    "transducer": transducer,
    "streaming-paraformer": streaming_paraformer,
    "streaming-transducer": streaming_transducer,
}
