"""Small models for round trips: what Keras's own tests of functional and Sequential models are
about, each in a few lines, and what people build.

Imports keras: for tools and tests alone.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers, ops

Build = Callable[[], keras.Model]
MODELS: dict[str, Build] = {}


def model(build: Build) -> Build:
    """List a function under its name."""
    MODELS[build.__name__] = build
    return build


@model
def one_input_one_output() -> keras.Model:
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(3, activation="relu")(layers.Dense(5)(x)))


@model
def two_inputs_two_outputs() -> keras.Model:
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    x = a + b
    return keras.Model([a, b], [layers.Dense(5)(x), layers.Dense(6)(x)])


@model
def named_model() -> keras.Model:
    x = keras.Input((4,), name="x")
    return keras.Model(x, layers.Dense(3, name="out")(x), name="named")


@model
def batch_size_and_dtype() -> keras.Model:
    x = keras.Input(batch_shape=(2, 5), dtype="int32", name="tokens")
    return keras.Model(x, layers.Dense(2)(layers.Flatten()(layers.Embedding(7, 3)(x))))


@model
def dict_inputs() -> keras.Model:
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    return keras.Model({"a": a, "other": b}, layers.Dense(4)(layers.Subtract()([a, b])))


@model
def dict_outputs() -> keras.Model:
    x = keras.Input((3,))
    trunk = layers.Dense(4)(x)
    heads = {"second": layers.Dense(2)(trunk), "first": layers.Dense(1)(trunk)}
    return keras.Model(x, heads)


@model
def nested_inputs_and_outputs() -> keras.Model:
    text = {"ids": keras.Input((3,), name="ids"), "mask": keras.Input((3,), name="mask")}
    pair = [keras.Input((3,), name="left"), keras.Input((3,), name="right")]
    both = layers.Concatenate()([text["ids"] * text["mask"], *pair])
    outputs = {"heads": [layers.Dense(1)(both), layers.Dense(2)(both)], "all": both}
    return keras.Model({"text": text, "pair": pair}, outputs)


@model
def input_as_output() -> keras.Model:
    x = keras.Input((3,))
    return keras.Model(x, [x, layers.Dense(2)(x)])


@model
def tensor_returned_twice() -> keras.Model:
    x = keras.Input((3,))
    y = layers.Dense(2)(x)
    return keras.Model(x, [y, y])


@model
def shared_layer() -> keras.Model:
    a, b = keras.Input((4,)), keras.Input((4,))
    dense = layers.Dense(4, activation="tanh")
    return keras.Model([a, b], layers.Dot(axes=1)([dense(a), dense(dense(b))]))


@model
def shared_layer_on_its_own_result() -> keras.Model:
    x = keras.Input((4,))
    step = layers.Dense(4)
    y = x
    for _ in range(3):
        y = step(y)
    return keras.Model(x, y)


@model
def shared_model() -> keras.Model:
    inner = keras.Input((4,))
    encoder = keras.Model(inner, layers.Dense(3)(inner), name="encoder")
    a, b = keras.Input((4,)), keras.Input((4,))
    return keras.Model([a, b], layers.Add()([encoder(a), encoder(b)]))


def _block(size: int) -> keras.Model:
    x = keras.Input((size,))
    return keras.Model(x, layers.Dense(size)(layers.Dense(6, activation="relu")(x)))


@model
def equal_nested_models() -> keras.Model:
    x = keras.Input((4,))
    y = x
    for _ in range(3):
        y = layers.Add()([y, _block(4)(y)])
    return keras.Model(x, y)


@model
def models_in_models() -> keras.Model:
    x = keras.Input((4,))
    inner = keras.Model(x, _block(4)(x) * 2.0)
    y = keras.Input((4,))
    return keras.Model(y, inner(layers.Dense(4)(y)))


@model
def nested_sequential() -> keras.Model:
    stem = keras.Sequential([layers.Dense(5, activation="relu"), layers.Dropout(0.5)], name="stem")
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(2)(stem(x)))


@model
def nested_model_of_several_ends() -> keras.Model:
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    inner = keras.Model({"b": b, "a": a}, {"y": a - b, "x": layers.Dense(4)(a)}, name="inner")
    p, q = keras.Input((4,), name="p"), keras.Input((4,), name="q")
    found = inner({"a": p, "b": q})
    return keras.Model([p, q], layers.Concatenate()([found["y"], found["x"]]))


@model
def sequential() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(3, activation=layers.LeakyReLU(negative_slope=0.2)),
        ],
        name="small",
    )


@model
def sequential_in_sequential() -> keras.Model:
    inner = keras.Sequential([layers.Dense(4), layers.ReLU()])
    return keras.Sequential([keras.Input((3,)), inner, layers.Dense(2)])


@model
def operators() -> keras.Model:
    x, y = keras.Input((4,)), keras.Input((4,))
    z = (1 - x) * y + x / 2.0 - (2.0**-y) + abs(x)
    z = ops.where(z > 0, z, 0.0) + ops.cast(x >= y, "float32")
    return keras.Model([x, y], -z)


@model
def slices() -> keras.Model:
    x = keras.Input((6, 4))
    return keras.Model(x, [x[:, 0], x[:, 1:3, ..., None], x[:, ::2, -1], x[..., None, :]])


@model
def functions_of_ops() -> keras.Model:
    x = keras.Input((4, 6))
    y = ops.transpose(ops.reshape(x, (-1, 6, 4)), (0, 2, 1))
    y = ops.softmax(ops.matmul(y, ops.swapaxes(y, 1, 2)) / 2.0)
    parts = ops.split(x, 3, axis=2)
    joined = ops.concatenate([parts[2], parts[0]], axis=-1)
    mean = ops.mean(ops.stack([joined, joined * 2], axis=1), axis=1, keepdims=True)
    return keras.Model(x, [y, ops.squeeze(mean, 1), ops.max(joined, axis=(1, 2))])


@model
def einsum() -> keras.Model:
    a, b = keras.Input((3, 4)), keras.Input((4, 5))
    return keras.Model([a, b], ops.einsum("bij,bjk->bik", a, b))


@model
def masks() -> keras.Model:
    tokens = keras.Input((None,), dtype="int32")
    x = layers.Embedding(9, 4, mask_zero=True)(tokens)
    x = layers.Dropout(0.1)(x)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    x = layers.TimeDistributed(layers.Dense(4, activation="relu"))(x)
    return keras.Model(
        tokens, layers.GlobalAveragePooling1D()(layers.GRU(4, return_sequences=True)(x))
    )


@model
def masks_through_layers() -> keras.Model:
    x = keras.Input((5, 4))
    y = layers.Masking(0.0)(x)
    y = layers.LSTM(4, return_sequences=True)(layers.Dense(4)(y))
    z = layers.Masking(1.0)(x)
    return keras.Model(x, layers.LSTM(3)(layers.Concatenate()([y, z])))


@model
def mask_given() -> keras.Model:
    x, mask = keras.Input((5, 4)), keras.Input((5,), dtype="bool")
    return keras.Model([x, mask], layers.LSTM(3)(x, mask=mask))


@model
def states() -> keras.Model:
    x, y = keras.Input((None, 4)), keras.Input((None, 4))
    _, h, c = layers.LSTM(5, return_state=True)(x)
    decoded = layers.LSTM(5, return_sequences=True)(y, initial_state=[h, c])
    _, state = layers.GRU(5, return_state=True)(decoded, initial_state=h)
    return keras.Model([x, y], [layers.Dense(2)(decoded), state])


@model
def cells() -> keras.Model:
    x = keras.Input((5, 4))
    stacked = layers.RNN([layers.LSTMCell(3), layers.GRUCell(4)], return_sequences=True)(x)
    return keras.Model(x, layers.RNN(layers.SimpleRNNCell(2))(stacked))


@model
def bidirectional_states() -> keras.Model:
    x = keras.Input((5, 4))
    layer = layers.Bidirectional(
        layers.LSTM(3, return_state=True),
        backward_layer=layers.LSTM(3, "relu", return_state=True, go_backwards=True),
    )
    y, *states = layer(x)
    return keras.Model(x, layers.Concatenate()([y, states[0], states[3]]))


@model
def attention() -> keras.Model:
    x, memory = keras.Input((5, 8)), keras.Input((7, 8))
    y, scores = layers.MultiHeadAttention(2, 4)(x, memory, return_attention_scores=True)
    y = layers.LayerNormalization(epsilon=1e-6)(x + y)
    z = layers.MultiHeadAttention(2, 4, dropout=0.1)(y, y, use_causal_mask=True)
    return keras.Model([x, memory], [layers.Attention()([z, memory]), scores])


@model
def wrapped_models() -> keras.Model:
    x = keras.Input((5, 4))
    inner = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)], name="each")
    y = layers.TimeDistributed(inner)(x)
    return keras.Model(x, layers.SpectralNormalization(layers.Dense(2))(layers.Flatten()(y)))


@model
def initializers_and_regularizers() -> keras.Model:
    x = keras.Input((4,))
    y = layers.Dense(
        3,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.1, seed=3),
        bias_initializer=keras.initializers.Constant(0.5),
        kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2),
        activity_regularizer="l2",
        kernel_constraint=keras.constraints.MaxNorm(3, axis=1),
    )(x)
    return keras.Model(x, layers.Dense(2, kernel_initializer="uniform", trainable=False)(y))


@model
def convolutions() -> keras.Model:
    x = keras.Input((12, 12, 3))
    y = layers.ZeroPadding2D(((0, 1), (2, 1)))(x)
    y = layers.SeparableConv2D(4, (3, 5), strides=2, padding="same")(layers.Cropping2D(1)(y))
    y = layers.AveragePooling2D(2, strides=1, padding="same")(y)
    y = layers.Conv2DTranspose(3, 3, dilation_rate=2)(layers.UpSampling2D((2, 1))(y))
    y = layers.DepthwiseConv2D(3, depth_multiplier=2)(layers.PReLU(shared_axes=[1, 2])(y))
    return keras.Model(x, layers.GlobalMaxPooling2D(keepdims=True)(y))


@model
def normalizations() -> keras.Model:
    x = keras.Input((6, 8))
    y = layers.Normalization(mean=[1.0] * 8, variance=[2.0] * 8)(x)
    y = layers.GroupNormalization(4)(layers.UnitNormalization()(y))
    y = layers.BatchNormalization(axis=1, momentum=0.9)(layers.RMSNormalization()(y))
    return keras.Model(x, layers.Rescaling(0.5, offset=1.0)(y))


@model
def reshapes() -> keras.Model:
    x = keras.Input((4, 6))
    y = layers.Permute((2, 1))(layers.Reshape((2, 12))(x))
    return keras.Model(x, layers.EinsumDense("abc,cd->abd", output_shape=(None, 3))(y))


@model
def mixed_precision() -> keras.Model:
    x = keras.Input((4,))
    y = layers.Dense(3, dtype="mixed_bfloat16")(x)
    return keras.Model(x, layers.Dense(2, dtype="float32")(y))


@model
def siamese() -> keras.Model:
    def tower() -> keras.Model:
        x = keras.Input((8, 8, 1))
        y = layers.Flatten()(layers.Conv2D(3, 3, activation="relu")(x))
        return keras.Model(x, layers.Dense(4)(y), name="tower")

    left, right = keras.Input((8, 8, 1), name="left"), keras.Input((8, 8, 1), name="right")
    shared = tower()
    distance = ops.sum(ops.square(shared(left) - shared(right)), axis=-1, keepdims=True)
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(distance))


@model
def u_net() -> keras.Model:
    x = keras.Input((16, 16, 1))
    skips, y = [], x
    for filters in (2, 4):
        y = layers.Conv2D(filters, 3, padding="same", activation="relu")(y)
        skips.append(y)
        y = layers.MaxPooling2D()(y)
    for filters, skip in zip((4, 2), reversed(skips), strict=True):
        y = layers.Concatenate()([layers.Conv2DTranspose(filters, 2, 2)(y), skip])
        y = layers.Conv2D(filters, 3, padding="same", activation="relu")(y)
    return keras.Model(x, layers.Conv2D(1, 1)(y))


@model
def called_while_training() -> keras.Model:
    x = keras.Input((4,))
    return keras.Model(x, layers.BatchNormalization()(layers.Dense(3)(x), training=False))


@model
def deep_chain() -> keras.Model:
    x = y = keras.Input((3,))
    for _ in range(60):
        y = layers.Activation("tanh")(y)
    return keras.Model(x, y)
