"""Sound designs of known architectures, small, to be broken by `mutations`: no keras in here.

Each is what a person would draw after the paper or a tutorial: the same branches and joins, few
channels, so that a real build takes moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.graph.design import Design
from designer.graph.nodes import Edge
from designer.graph.run_settings import RunSettings
from designer.importing import design_from
from designer.importing.sources import chosen
from designer.worker_client.once import ask
from tests.builders import Builder

CLASSES = "sparse_categorical_crossentropy"
ONE_HOT = "categorical_crossentropy"
FLAGS = "binary_crossentropy"
_WORDS = ("a", "film", "that", "made", "me", "laugh", "but", "not", "one", "to", "see", "again")


def _trained(builder: Builder, losses: Mapping[str, Any], **settings: Any) -> Design:
    return builder.design(run=RunSettings(losses=losses).to_values(), **settings)


def _classified(builder: Builder, features: str, classes: int = 10, loss: str = CLASSES) -> Design:
    """A softmax over classes as the only output."""
    builder.output(
        builder.layer("Dense", features, name="head", units=classes, activation="softmax"),
        name="label",
    )
    return _trained(builder, {"label": loss})


def _conv(
    b: Builder, x: str, name: str, filters: int, kernel: int = 3, strides: int = 1, **more: Any
) -> str:
    values = {"kernel_size": kernel, "strides": strides, "padding": "same", **more}
    return b.layer("Conv2D", x, name=name, filters=filters, **values)


def _conv_norm(b: Builder, x: str, name: str, filters: int, kernel: int = 3, s: int = 1) -> str:
    x = _conv(b, x, f"{name}_conv", filters, kernel, s, use_bias=False)
    return b.layer("BatchNormalization", x, name=f"{name}_bn")


def _relu(b: Builder, x: str, name: str) -> str:
    return b.layer("ReLU", x, name=name)


def resnet() -> Design:
    """Basic blocks, two a stage, the first of each later stage halves size and doubles channels."""
    b = Builder()
    x = _conv_norm(b, b.input(64, 64, 3, name="image"), "stem", 16, 7, 2)
    x = b.layer("MaxPooling2D", _relu(b, x, "stem_relu"), name="stem_pool", pool_size=3, strides=2,
                padding="same")  # fmt: skip
    for stage, filters in enumerate((16, 32, 64), start=1):
        for number in (1, 2):
            halves = stage > 1 and number == 1
            x = _basic_block(b, x, f"s{stage}b{number}", filters, 2 if halves else 1, halves)
    return _classified(b, b.layer("GlobalAveragePooling2D", x, name="gap"))


def _basic_block(b: Builder, x: str, name: str, filters: int, strides: int, project: bool) -> str:
    y = _relu(b, _conv_norm(b, x, f"{name}_1", filters, 3, strides), f"{name}_1_relu")
    y = _conv_norm(b, y, f"{name}_2", filters)
    if project:
        x = _conv_norm(b, x, f"{name}_shortcut", filters, 1, strides)
    return _relu(b, b.layer("Add", y, x, name=f"{name}_add"), f"{name}_out")


def resnet_of_blocks() -> Design:
    """The same idea with every block drawn once and used with values."""
    b = Builder()
    for name, project in (("residual_block", False), ("down_block", True)):
        inner = Builder()
        entry = inner.input(None, None, Code("filters // 2" if project else "filters"), name="x")
        y = _inner_conv(inner, entry, "first", 3, 2 if project else 1)
        y = inner.layer("BatchNormalization", _relu(inner, y, "first_relu"), name="first_bn")
        y = _inner_conv(inner, y, "second", 3, 1)
        if project:
            entry = _inner_conv(inner, entry, "shortcut", 1, 2)
        added = inner.layer("Add", y, entry, name="add")
        inner.output(_relu(inner, added, "out_relu"), name="out")
        b.block(name, inner, arguments={"filters": 16})
    x = _relu(b, _conv(b, b.input(32, 32, 3, name="image"), "stem", 16), "stem_relu")
    for filters in (16, 32, 64):
        if filters > 16:
            x = b.use("down_block", x, name=f"down_{filters}", filters=filters)
        x = b.use("residual_block", x, name=f"stage_{filters}", filters=filters)
    return _classified(b, b.layer("GlobalAveragePooling2D", x, name="gap"))


def _inner_conv(b: Builder, x: str, name: str, kernel: int, strides: int) -> str:
    return b.layer("Conv2D", x, name=name, filters=Code("filters"), kernel_size=kernel,
                   strides=strides, padding="same")  # fmt: skip


def unet() -> Design:
    """Four levels, transposed convolutions, skips joined by Concatenate; one flag a pixel."""
    b = Builder()
    x = b.input(64, 64, 3, name="image")
    skips = []
    for level, filters in enumerate((8, 16, 32), start=1):
        x = _double_conv(b, x, f"enc{level}", filters)
        skips.append(x)
        x = b.layer("MaxPooling2D", x, name=f"pool{level}", pool_size=2)
    x = b.layer("Dropout", _double_conv(b, x, "bottom", 64), name="bottom_drop", rate=0.3)
    for level, filters in ((3, 32), (2, 16), (1, 8)):
        x = b.layer("Conv2DTranspose", x, name=f"up{level}", filters=filters, kernel_size=2,
                    strides=2, padding="same")  # fmt: skip
        x = b.layer("Concatenate", x, skips[level - 1], name=f"join{level}", axis=-1)
        x = _double_conv(b, x, f"dec{level}", filters)
    b.output(_conv(b, x, "mask_conv", 1, 1, activation="sigmoid"), name="mask")
    return _trained(b, {"mask": FLAGS})


def _double_conv(b: Builder, x: str, name: str, filters: int) -> str:
    x = _conv(b, x, f"{name}_a", filters, activation="relu")
    return _conv(b, x, f"{name}_b", filters, activation="relu")


def unet_upsampling() -> Design:
    """UpSampling2D instead of transposed convolutions, normalization, classes for every pixel."""
    b = Builder()
    x = b.input(48, 48, 1, name="scan")
    skips = []
    for level, filters in enumerate((8, 16, 32), start=1):
        x = _relu(b, _conv_norm(b, x, f"enc{level}", filters), f"enc{level}_relu")
        skips.append(x)
        x = b.layer("MaxPooling2D", x, name=f"down{level}", pool_size=2, strides=2)
    x = _relu(b, _conv_norm(b, x, "bridge", 64), "bridge_relu")
    for level, filters in ((3, 32), (2, 16), (1, 8)):
        x = b.layer("UpSampling2D", x, name=f"up{level}", size=2)
        x = b.layer("Concatenate", x, skips[level - 1], name=f"skip{level}")
        x = _relu(b, _conv_norm(b, x, f"dec{level}", filters), f"dec{level}_relu")
    b.output(_conv(b, x, "classes", 4, 1, activation="softmax"), name="segmentation")
    return _trained(b, {"segmentation": CLASSES})


def _attention(b: Builder, query: str, value: str, name: str, width: int, heads: int = 2) -> str:
    """Attention with its residual and its normalization."""
    attended = b.layer("MultiHeadAttention", query, value, name=f"{name}_attention",
                       num_heads=heads, key_dim=width // heads)  # fmt: skip
    dropped = b.layer("Dropout", attended, name=f"{name}_drop", rate=0.1)
    added = b.layer("Add", query, dropped, name=f"{name}_add")
    return b.layer("LayerNormalization", added, name=f"{name}_norm", epsilon=1e-6)


def _feed_forward(b: Builder, x: str, name: str, width: int) -> str:
    y = b.layer("Dense", x, name=f"{name}_wide", units=4 * width, activation="relu")
    y = b.layer("Dense", y, name=f"{name}_narrow", units=width)
    added = b.layer("Add", x, y, name=f"{name}_add")
    return b.layer("LayerNormalization", added, name=f"{name}_norm", epsilon=1e-6)


def _embedded(b: Builder, name: str, length: int, vocabulary: int, width: int) -> str:
    """Tokens and their places, embedded and added; the places come in as an input of their own."""
    tokens = b.input(length, name=f"{name}_tokens", dtype="int32")
    places = b.input(length, name=f"{name}_places", dtype="int32")
    what = b.layer("Embedding", tokens, name=f"{name}_embedding", input_dim=vocabulary,
                   output_dim=width)  # fmt: skip
    where = b.layer("Embedding", places, name=f"{name}_position", input_dim=length,
                    output_dim=width)  # fmt: skip
    return b.layer("Add", what, where, name=f"{name}_embedded")


def transformer_encoder() -> Design:
    """Two encoder layers and a pooled classification head."""
    b = Builder()
    x = _embedded(b, "text", 24, 200, 32)
    for number in (1, 2):
        x = _attention(b, x, x, f"layer{number}", 32)
        x = _feed_forward(b, x, f"layer{number}_ffn", 32)
    x = b.layer("GlobalAveragePooling1D", x, name="pooled")
    x = b.layer("Dropout", x, name="pooled_drop", rate=0.1)
    x = b.layer("Dense", x, name="hidden", units=20, activation="relu")
    return _classified(b, x, 4)


def transformer_translator() -> Design:
    """Encoder and decoder with cross attention, words out of the decoder at every place."""
    b = Builder()
    source = _embedded(b, "source", 20, 120, 32)
    source = _attention(b, source, source, "encoder", 32, 4)
    source = _feed_forward(b, source, "encoder_ffn", 32)
    target = _embedded(b, "target", 16, 150, 32)
    target = _attention(b, target, target, "decoder_self", 32, 4)
    target = _attention(b, target, source, "decoder_cross", 32, 4)
    target = _feed_forward(b, target, "decoder_ffn", 32)
    b.output(b.layer("Dense", target, name="words", units=150, activation="softmax"), name="next")
    return _trained(b, {"next": CLASSES})


def vision_transformer() -> Design:
    """Patches by a strided convolution, flattened to a sequence."""
    b = Builder()
    patches = b.layer("Conv2D", b.input(32, 32, 3, name="image"), name="patches", filters=48,
                      kernel_size=8, strides=8, padding="valid")  # fmt: skip
    x = b.layer("Reshape", patches, name="sequence", target_shape=(16, 48))
    x = b.layer("LayerNormalization", x, name="entry_norm")
    for number in (1, 2):
        x = _attention(b, x, x, f"block{number}", 48, 3)
        x = _feed_forward(b, x, f"block{number}_mlp", 48)
    return _classified(b, b.layer("Flatten", x, name="flatten"))


def seq2seq() -> Design:
    """An LSTM encoder hands its states to an LSTM decoder."""
    b = Builder()
    source = b.input(None, name="source", dtype="int32")
    target = b.input(None, name="target", dtype="int32")
    heard = b.layer("Embedding", source, name="source_embedding", input_dim=90, output_dim=24,
                    mask_zero=True)  # fmt: skip
    encoder = b.layer("LSTM", heard, name="encoder", units=32, return_state=True)
    said = b.layer("Embedding", target, name="target_embedding", input_dim=110, output_dim=24,
                   mask_zero=True)  # fmt: skip
    decoder = b.layer("LSTM", said, name="decoder", units=32, return_sequences=True,
                      return_state=True)  # fmt: skip
    _state(b, decoder, (encoder, 1), (encoder, 2))
    b.output(b.layer("Dense", decoder, name="words", units=110, activation="softmax"), name="next")
    return _trained(b, {"next": CLASSES})


def _state(b: Builder, node: str, *places: tuple[str, int]) -> None:
    for index, (source, output) in enumerate(places):
        b.graph.connect(Edge(source, output, node, "initial_state", index))


def seq2seq_attention() -> Design:
    """GRUs, the encoder read both ways, Luong attention over its sequence."""
    b = Builder()
    source = b.input(18, name="source", dtype="int32")
    target = b.input(14, name="target", dtype="int32")
    heard = b.layer("Embedding", source, name="source_embedding", input_dim=90, output_dim=24)
    encoder = b.layer("GRU", heard, name="encoder", units=32, return_sequences=True,
                      return_state=True)  # fmt: skip
    said = b.layer("Embedding", target, name="target_embedding", input_dim=110, output_dim=24)
    decoder = b.layer("GRU", said, name="decoder", units=32, return_sequences=True)
    _state(b, decoder, (encoder, 1))
    context = b.layer("Attention", decoder, encoder, name="attention")
    joined = b.layer("Concatenate", decoder, context, name="with_context", axis=-1)
    hidden = b.layer("Dense", joined, name="hidden", units=32, activation="tanh")
    b.output(b.layer("Dense", hidden, name="words", units=110, activation="softmax"), name="next")
    return _trained(b, {"next": CLASSES})


def sequence_autoencoder() -> Design:
    """A series squeezed to a vector, repeated, and unrolled again."""
    b = Builder()
    series = b.input(30, 4, name="series")
    x = b.layer("LSTM", series, name="encoder_1", units=32, return_sequences=True)
    x = b.layer("LSTM", x, name="encoder_2", units=16)
    x = b.layer("RepeatVector", x, name="repeat", n=30)
    x = b.layer("LSTM", x, name="decoder_1", units=16, return_sequences=True)
    x = b.layer("LSTM", x, name="decoder_2", units=32, return_sequences=True)
    step = Call("keras.layers.Dense", {"units": 4})
    b.output(b.layer("TimeDistributed", x, name="reconstruction", layer=step), name="again")
    return _trained(b, {"again": "mse"})


def vgg() -> Design:
    b = Builder()
    x = b.input(32, 32, 3, name="image")
    for stage, (filters, depth) in enumerate(((8, 2), (16, 2), (32, 3)), start=1):
        for number in range(1, depth + 1):
            x = _conv(b, x, f"block{stage}_conv{number}", filters, activation="relu")
        x = b.layer("MaxPooling2D", x, name=f"block{stage}_pool", pool_size=2, strides=2)
    x = b.layer("Flatten", x, name="flatten")
    x = b.layer("Dense", x, name="fc1", units=64, activation="relu")
    x = b.layer("Dropout", x, name="fc1_drop", rate=0.5)
    return _classified(b, x)


def lenet() -> Design:
    """Valid convolutions: sizes shrink at every one."""
    b = Builder()
    x = b.input(28, 28, 1, name="digits")
    x = _conv(b, x, "conv1", 6, 5, activation="tanh")
    x = b.layer("AveragePooling2D", x, name="pool1", pool_size=2)
    x = _conv(b, x, "conv2", 16, 5, padding="valid", activation="tanh")
    x = b.layer("AveragePooling2D", x, name="pool2", pool_size=2)
    x = _conv(b, x, "conv3", 60, 5, padding="valid", activation="tanh")
    x = b.layer("Dense", b.layer("Flatten", x, name="flatten"), name="fc", units=42)
    return _classified(b, x, loss=ONE_HOT)


def mobilenet() -> Design:
    """Inverted residuals: widen, depthwise, narrow; added where the shape stays."""
    b = Builder()
    x = _relu(b, _conv_norm(b, b.input(32, 32, 3, name="image"), "stem", 16, 3, 2), "stem_relu")
    channels = 16
    for number, (filters, strides) in enumerate(((16, 1), (24, 2), (24, 1), (32, 2)), start=1):
        y = _relu(b, _conv_norm(b, x, f"b{number}_expand", channels * 4, 1), f"b{number}_relu")
        y = b.layer("DepthwiseConv2D", y, name=f"b{number}_depthwise", kernel_size=3,
                    strides=strides, padding="same", use_bias=False)  # fmt: skip
        y = b.layer("BatchNormalization", y, name=f"b{number}_bn")
        y = _conv_norm(b, _relu(b, y, f"b{number}_relu6"), f"b{number}_project", filters, 1)
        stays = strides == 1 and channels == filters
        x, channels = b.layer("Add", x, y, name=f"b{number}_add") if stays else y, filters
    x = b.layer("GlobalAveragePooling2D", x, name="pool")
    return _classified(b, b.layer("Dropout", x, name="drop", rate=0.2), 5)


def squeeze_excite() -> Design:
    """Channels weighed by what the whole image holds."""
    b = Builder()
    x = _conv(b, b.input(32, 32, 3, name="image"), "stem", 32, strides=2, activation="relu")
    for number in (1, 2):
        y = _conv(b, x, f"b{number}_conv", 32, activation="relu")
        s = b.layer("GlobalAveragePooling2D", y, name=f"b{number}_squeeze")
        s = b.layer("Dense", s, name=f"b{number}_reduce", units=8, activation="relu")
        s = b.layer("Dense", s, name=f"b{number}_expand", units=32, activation="sigmoid")
        s = b.layer("Reshape", s, name=f"b{number}_reshape", target_shape=(1, 1, 32))
        y = b.layer("Multiply", y, s, name=f"b{number}_scale")
        x = b.layer("Add", x, y, name=f"b{number}_add")
    return _classified(b, b.layer("GlobalMaxPooling2D", x, name="pool"))


def densenet() -> Design:
    """Every layer's features joined to all before; transitions halve."""
    b = Builder()
    x = _conv(b, b.input(32, 32, 3, name="image"), "stem", 16)
    for stage in (1, 2):
        for number in (1, 2, 3):
            y = b.layer("BatchNormalization", x, name=f"d{stage}_{number}_bn")
            y = _conv(b, _relu(b, y, f"d{stage}_{number}_relu"), f"d{stage}_{number}_conv", 8)
            x = b.layer("Concatenate", x, y, name=f"d{stage}_{number}_join", axis=3)
        x = _conv(b, x, f"t{stage}_conv", 20, 1)
        x = b.layer("AveragePooling2D", x, name=f"t{stage}_pool", pool_size=2, strides=2)
    return _classified(b, b.layer("GlobalAveragePooling2D", x, name="gap"))


def inception() -> Design:
    """Four branches of other kernels meet at their channels."""
    b = Builder()
    x = _conv(b, b.input(32, 32, 3, name="image"), "stem", 16, strides=2, activation="relu")
    for number in (1, 2):
        one = _conv(b, x, f"m{number}_1x1", 8, 1)
        three = _conv(b, _conv(b, x, f"m{number}_3x3_reduce", 8, 1), f"m{number}_3x3", 12)
        five = _conv(b, _conv(b, x, f"m{number}_5x5_reduce", 4, 1), f"m{number}_5x5", 8, 5)
        pool = b.layer("MaxPooling2D", x, name=f"m{number}_pool", pool_size=3, strides=1,
                       padding="same")  # fmt: skip
        pool = _conv(b, pool, f"m{number}_pool_proj", 8, 1)
        x = b.layer("Concatenate", one, three, five, pool, name=f"m{number}_join", axis=-1)
    return _classified(b, b.layer("GlobalAveragePooling2D", x, name="gap"))


def siamese() -> Design:
    """One tower for two images; how far apart they are."""
    b = Builder()
    left, right = b.input(28, 28, 1, name="left"), b.input(28, 28, 1, name="right")
    conv = _conv(b, left, "tower_conv", 16, activation="relu")
    pool = b.layer("MaxPooling2D", conv, name="tower_pool", pool_size=2)
    flat = b.layer("Flatten", pool, name="tower_flat")
    code = b.layer("Dense", flat, name="tower_code", units=24)
    again = b.again(conv, right, name="right_conv")
    for owner, name in ((pool, "right_pool"), (flat, "right_flat"), (code, "right_code")):
        again = b.again(owner, again, name=name)
    alike = b.layer("Dot", code, again, name="alike", axes=1, normalize=True)
    b.output(b.layer("Dense", alike, name="same", units=1, activation="sigmoid"), name="verdict")
    return _trained(b, {"verdict": FLAGS})


def siamese_of_block() -> Design:
    """The tower as a block that is used twice with one set of weights."""
    inner = Builder()
    x = _conv(inner, inner.input(28, 28, 1, name="picture"), "conv", 16, strides=2)
    x = inner.layer("GlobalAveragePooling2D", x, name="pool")
    inner.output(inner.layer("Dense", x, name="code", units=24), name="features")
    b = Builder()
    b.block("tower", inner)
    left, right = b.input(28, 28, 1, name="left"), b.input(28, 28, 1, name="right")
    first = b.use("tower", left, name="left_tower")
    second = b.use("tower", right, name="right_tower", shares=first)
    apart = b.layer("Subtract", first, second, name="apart")
    b.output(b.layer("Dense", apart, name="same", units=1, activation="sigmoid"), name="verdict")
    return _trained(b, {"verdict": FLAGS})


def multi_input() -> Design:
    """An image, a text and numbers, one class and one quantity."""
    b = Builder()
    image = _conv(b, b.input(32, 32, 3, name="image"), "image_conv", 16, activation="relu")
    image = b.layer("MaxPooling2D", image, name="image_pool", pool_size=4)
    image = b.layer("Flatten", image, name="image_flat")
    image = b.layer("Dense", image, name="image_features", units=32, activation="relu")
    words = b.input(20, name="words", dtype="int32")
    words = b.layer("Embedding", words, name="word_vectors", input_dim=300, output_dim=16)
    words = b.layer("LSTM", words, name="word_features", units=16)
    numbers = b.layer("Normalization", b.input(6, name="numbers"), name="scaled", axis=-1)
    numbers = b.layer("Dense", numbers, name="number_features", units=16, activation="relu")
    joined = b.layer("Concatenate", image, words, numbers, name="joined", axis=-1)
    hidden = b.layer("Dense", joined, name="hidden", units=32, activation="relu")
    kind = b.layer("Dense", hidden, name="kind_scores", units=6, activation="softmax")
    price = b.layer("Dense", hidden, name="price_value", units=1)
    b.output(kind, name="kind")
    b.output(price, name="price")
    return _trained(b, {"kind": CLASSES, "price": "mse"}, inputs_as="dict", outputs_as="dict")


def autoencoder() -> Design:
    """Convolutions down to a code and up again; the image comes back."""
    b = Builder()
    x = b.input(28, 28, 1, name="image")
    x = _conv(b, x, "enc1", 16, strides=2, activation="relu")
    x = _conv(b, x, "enc2", 32, strides=2, activation="relu")
    x = b.layer("Dense", b.layer("Flatten", x, name="flatten"), name="code", units=12)
    x = b.layer("Dense", x, name="uncode", units=7 * 7 * 32, activation="relu")
    x = b.layer("Reshape", x, name="unflatten", target_shape=(7, 7, 32))
    for number, filters in ((1, 16), (2, 8)):
        x = b.layer("Conv2DTranspose", x, name=f"dec{number}", filters=filters, kernel_size=3,
                    strides=2, padding="same", activation="relu")  # fmt: skip
    b.output(_conv(b, x, "pixels", 1, activation="sigmoid"), name="again")
    return _trained(b, {"again": FLAGS})


def denoiser() -> Design:
    """A residual autoencoder: what it predicts is taken from its input."""
    b = Builder()
    image = b.input(32, 32, 3, name="noisy")
    x = _conv(b, image, "down1", 16, strides=2, activation="relu")
    low = _conv(b, x, "down2", 32, strides=2, activation="relu")
    y = b.layer("UpSampling2D", low, name="up2", size=2)
    y = b.layer("Add", _conv(b, y, "up2_conv", 16), x, name="up2_add")
    y = b.layer("UpSampling2D", y, name="up1", size=2)
    noise = _conv(b, y, "noise", 3)
    b.output(b.layer("Subtract", image, noise, name="clean"), name="image")
    return _trained(b, {"image": "mse"})


def sentiment() -> Design:
    """Text to a flag: words to ids, embedded, convolved, read both ways."""
    b = Builder()
    text = b.input(1, name="text", dtype="string")
    ids = b.layer("TextVectorization", text, name="vectorize", vocabulary=_WORDS,
                  output_sequence_length=40)  # fmt: skip
    x = b.layer("Embedding", ids, name="embedding", input_dim=len(_WORDS) + 2, output_dim=16)
    x = b.layer("Conv1D", x, name="conv", filters=32, kernel_size=5, activation="relu")
    x = b.layer("MaxPooling1D", x, name="pool", pool_size=2)
    read = Call("keras.layers.LSTM", {"units": 16})
    x = b.layer("Bidirectional", x, name="both_ways", layer=read)
    b.output(b.layer("Dense", x, name="positive", units=1, activation="sigmoid"), name="flag")
    return _trained(b, {"flag": FLAGS})


def sequence_tagger() -> Design:
    """A tag for every word: two stacked recurrent layers under a mask."""
    b = Builder()
    words = b.input(25, name="words", dtype="int32")
    x = b.layer("Embedding", words, name="embedding", input_dim=400, output_dim=20, mask_zero=True)
    x = b.layer("LSTM", x, name="lstm_1", units=24, return_sequences=True)
    x = b.layer("Dropout", x, name="drop", rate=0.2)
    x = b.layer("LSTM", x, name="lstm_2", units=24, return_sequences=True)
    b.output(b.layer("Dense", x, name="tag_scores", units=9, activation="softmax"), name="tags")
    return _trained(b, {"tags": CLASSES})


def cnn_lstm() -> Design:
    """Frames through one CNN, then through time."""
    b = Builder()
    x = b.input(8, 32, 32, 3, name="video")
    for number, inner in enumerate((
        Call("keras.layers.Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2}),
        Call("keras.layers.MaxPooling2D", {"pool_size": 2}),
        Call("keras.layers.Flatten", {}),
    )):  # fmt: skip
        x = b.layer("TimeDistributed", x, name=("frame_conv", "frame_pool", "frame_flat")[number],
                    layer=inner)  # fmt: skip
    x = b.layer("LSTM", x, name="over_time", units=24)
    return _classified(b, b.layer("Dense", x, name="hidden", units=16, activation="relu"), 7)


def wavenet() -> Design:
    """Causal dilated convolutions with gates, residuals and summed skips."""
    b = Builder()
    x = b.layer("Conv1D", b.input(64, 1, name="sound"), name="entry", filters=16, kernel_size=2,
                padding="causal")  # fmt: skip
    skips = []
    for number, rate in enumerate((1, 2, 4), start=1):
        gates = [
            _gate(b, x, f"l{number}_{word}", rate, activation)
            for word, activation in (("filter", "tanh"), ("gate", "sigmoid"))
        ]
        y = b.layer("Multiply", *gates, name=f"l{number}_gated")
        y = b.layer("Conv1D", y, name=f"l{number}_1x1", filters=16, kernel_size=1)
        skips.append(y)
        if number < 3:
            x = b.layer("Add", x, y, name=f"l{number}_residual")
    y = _relu(b, b.layer("Add", *skips, name="skip_sum"), "skip_relu")
    y = b.layer("Conv1D", y, name="levels", filters=32, kernel_size=1, activation="softmax")
    b.output(y, name="next_level")
    return _trained(b, {"next_level": CLASSES})


def _gate(b: Builder, x: str, name: str, rate: int, activation: str) -> str:
    return b.layer("Conv1D", x, name=name, filters=16, kernel_size=2, dilation_rate=rate,
                   padding="causal", activation=activation)  # fmt: skip


def recommender() -> Design:
    """Two towers of embeddings, their product, and a small network beside it."""
    b = Builder()
    user = b.input(1, name="user", dtype="int32")
    item = b.input(1, name="item", dtype="int32")
    u = b.layer("Embedding", user, name="user_vectors", input_dim=200, output_dim=16)
    i = b.layer("Embedding", item, name="item_vectors", input_dim=300, output_dim=16)
    u = b.layer("Flatten", u, name="user_flat")
    i = b.layer("Flatten", i, name="item_flat")
    match = b.layer("Dot", u, i, name="match", axes=1)
    both = b.layer("Concatenate", u, i, name="both")
    deep = b.layer("Dense", both, name="deep", units=16, activation="relu")
    joined = b.layer("Concatenate", match, deep, name="joined")
    b.output(b.layer("Dense", joined, name="rating", units=1), name="stars")
    return _trained(b, {"stars": "mse"})


ARCHITECTURES: Mapping[str, Callable[[], Design]] = {
    each.__name__: each
    for each in (
        resnet, resnet_of_blocks, unet, unet_upsampling, transformer_encoder,
        transformer_translator, vision_transformer, seq2seq, seq2seq_attention,
        sequence_autoencoder, vgg, lenet, mobilenet, squeeze_excite, densenet, inception, siamese,
        siamese_of_block, multi_input, autoencoder, denoiser, sentiment, sequence_tagger, cnn_lstm,
        wavenet, recommender,
    )
}  # fmt: skip


APPLICATIONS = ("ResNet50", "MobileNetV2", "DenseNet121")


def applications(names: Iterable[str] = APPLICATIONS) -> dict[str, Callable[[], Design]]:
    """Whole models of `keras.applications`, read by the importer: a worker is asked for each."""
    return {name: _imported(ask("read_model", {"application": name})) for name in names}


def _imported(facts: Any) -> Callable[[], Design]:
    description = chosen(facts)
    return lambda: design_from(description, shipped_catalog()).design
