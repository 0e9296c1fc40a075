"""Small programs that are built twice, without weights and for real: one call a line.

`y` is what a program is about; the lines before it make what it reads.
"""

from __future__ import annotations

from tests.real_worker import PREAMBLE

Case = tuple[str, ...]
"""Statements as `tests.real_worker.program` takes them."""

OWN = (
    PREAMBLE
    + """
import os
import numpy as np
import tensorflow as tf

class FromArrays(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(2, 3), initializer=lambda s, dtype: ops.ones(s, dtype))
        self.fixed = keras.Variable(np.arange(5))
        self.number = keras.Variable(1.5, trainable=False)
        self.named = keras.Variable("ones", shape=(2,))

    def call(self, x):
        return x * self.number + ops.cast(self.fixed[0], x.dtype)


class FailsInItsInitialiser(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(2, 3), initializer=self.refuse)

    def refuse(self, shape, dtype):
        raise ValueError("No such table.")

    def call(self, x):
        return x


class MakesVariablesTooLate(layers.Layer):
    def call(self, x):
        return x * keras.Variable(np.ones(3))


class NoBuild(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x, training=False):
        return {"y": self.dense(x), "x": x}


class Halved(layers.Dense):
    def call(self, x):
        return super().call(x)[:, : self.units // 2]


class SaysItsShape(layers.Layer):
    def call(self, x):
        return ops.reshape(x, (-1, 4))

    def compute_output_shape(self, shape):
        return (shape[0] * 2 if shape[0] else None, 4)


class Masks(layers.Layer):
    def call(self, x):
        return x

    def compute_mask(self, x, mask=None):
        return ops.any(ops.not_equal(x, 0), axis=-1)


class KeepsMasks(layers.Layer):
    supports_masking = True

    def call(self, x, mask=None):
        return x if mask is None else x * ops.cast(mask, x.dtype)[..., None]


class TakesTwo(layers.Layer):
    def build(self, left_shape, right_shape):
        self.table = self.add_weight(shape=(left_shape[-1], right_shape[-1]))

    def call(self, left, right, scale=1.0):
        return ops.matmul(left, self.table) + right * scale


class Draws(layers.Layer):
    def __init__(self, **named):
        super().__init__(**named)
        self.seeds = keras.random.SeedGenerator(7)

    def call(self, x, training=None):
        return x + keras.random.normal(ops.shape(x), seed=self.seeds)


class Counts(layers.Layer):
    def build(self, shape):
        self.seen = self.add_weight(shape=(), dtype="int64", trainable=False, initializer="zeros")
        super().build(shape)

    def call(self, x):
        self.seen.assign_add(1)
        return x


class TwoWide(keras.Model):
    def __init__(self):
        super().__init__()
        self.first, self.second = layers.Dense(4), layers.Dense(2)

    def call(self, x):
        return self.second(self.first(x))


class PlainCell(layers.Layer):
    state_size = 8

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 8))

    def call(self, x, states):
        made = ops.matmul(x, self.kernel) + states[0]
        return made, [made]


def frozen(layer):
    layer.trainable = False
    return layer


def nested(width):
    outside = keras.Input((width,))
    return keras.Model(outside, layers.Dense(3)(layers.BatchNormalization()(outside)))


class Doubles(tf.Module):
    def __init__(self):
        self.factor = tf.Variable(2.0)

    @tf.function(input_signature=[tf.TensorSpec((None, 8))])
    def serve(self, x):
        return x * self.factor


def saved_graph():
    path = f"{FOLDER}/{os.getpid()}"
    tf.saved_model.save(Doubles(), path)
    return path


def stacked(x, units):
    return layers.Dense(units)(layers.Dense(units, activation="relu")(x))
"""
)

VECTOR = ("x: x = keras.Input((8,), name='x')",)
VECTORS = ("a: a = keras.Input((8,), name='a')", "b: b = keras.Input((8,), name='b')")
UNEVEN = ("a: a = keras.Input((8,), name='a')", "b: b = keras.Input((9,), name='b')")
NUMBER = ("x: x = keras.Input((), name='x')",)
OPEN = ("x: x = keras.Input((None,), name='x')",)
HALF = ("x: x = keras.Input((8,), dtype='float16', name='x')",)
WHOLE = ("x: x = keras.Input((8,), dtype='int32', name='x')",)
BATCH = ("x: x = keras.Input(batch_shape=(4, 6, 8), name='x')",)
STEPS = ("x: x = keras.Input((6, 8), name='x')",)
OPEN_STEPS = ("x: x = keras.Input((None, 8), name='x')",)
TWO_STEPS = ("a: a = keras.Input((6, 8), name='a')", "b: b = keras.Input((5, 8), name='b')")
IDS = ("x: x = keras.Input((None,), dtype='int32', name='x')",)
MASKED = (
    "i: i = keras.Input((6,), dtype='int32', name='i')",
    "x: x = layers.Embedding(9, 8, mask_zero=True)(i)",
)
IMAGE = ("x: x = keras.Input((8, 8, 3), name='x')",)
CHANNELS_FIRST = ("x: x = keras.Input((3, 8, 8), name='x')",)
OPEN_IMAGE = ("x: x = keras.Input((None, None, 3), name='x')",)
IMAGES = (
    "a: a = keras.Input((8, 8, 3), name='a')",
    "b: b = keras.Input((4, 4, 5), name='b')",
)
VOLUME = ("x: x = keras.Input((6, 6, 6, 2), name='x')",)
FILM = ("x: x = keras.Input((5, 8, 8, 3), name='x')",)
FRAMES_1D = ("x: x = keras.Input((5, 8, 3), name='x')",)
FILM_3D = ("x: x = keras.Input((3, 4, 4, 4, 2), name='x')",)
WORDS = ("x: x = keras.Input((1,), dtype='string', name='x')",)
PICTURE = ("x: x = keras.Input((16, 16, 3), name='x')",)
LABELLED = (
    "i: i = keras.Input(batch_shape=(4, 16, 16, 3), name='i')",
    "l: l = keras.Input(batch_shape=(4, 10), name='l')",
)


def _on(inputs: Case, calls: str) -> list[Case]:
    """A program for each line: these inputs and that call; ` | ` stands between statements."""
    return [
        (*inputs, *before, f"y: y = {call}")
        for line in calls.strip().splitlines()
        for *before, call in [line.strip().split(" | ")]
    ]


SOUND = [
    *_on(
        VECTOR,
        """
        layers.Dense(3)(x)
        layers.Dense(3, 'relu', use_bias=False)(x)
        layers.Dense(3, kernel_initializer='orthogonal', bias_initializer='ones')(x)
        layers.Dense(8, kernel_initializer='identity')(x)
        layers.Dense(3, kernel_initializer=keras.initializers.Constant(0.5))(x)
        layers.Dense(3, dtype='mixed_float16')(x)
        layers.Dense(3, dtype='float16')(x)
        layers.Dense(3, dtype='mixed_bfloat16')(x)
        layers.Dense(3, dtype='float64')(x)
        layers.Dense(3, trainable=False)(x)
        frozen(layers.Dense(3))(x)
        frozen(nested(8))(x)
        layers.Dense(3, lora_rank=2)(x)
        layers.Dense(3, kernel_regularizer='l2', kernel_constraint='max_norm')(x)
        layers.Dense(3, activation=layers.LeakyReLU())(x)
        layers.EinsumDense('ab,bc->ac', output_shape=5, bias_axes='c')(x)
        layers.Activation('gelu')(x)
        layers.Activation(lambda t: t[:, :3])(x)
        layers.ActivityRegularization(l1=0.1)(x)
        layers.ReLU(max_value=6.0)(x)
        layers.LeakyReLU()(x)
        layers.ELU()(x)
        layers.PReLU()(x)
        layers.Softmax()(x)
        layers.Dropout(0.5)(x)
        layers.Dropout(0.0, seed=1)(x)
        layers.AlphaDropout(0.5)(x)
        layers.GaussianDropout(0.5)(x)
        layers.GaussianNoise(0.5)(x)
        layers.BatchNormalization()(x)
        layers.BatchNormalization(scale=False, center=False)(x)
        layers.BatchNormalization(dtype='mixed_float16')(x)
        layers.LayerNormalization()(x)
        layers.RMSNormalization()(x)
        layers.UnitNormalization()(x)
        layers.GroupNormalization(4)(x)
        layers.SpectralNormalization(layers.Dense(3))(x)
        layers.Normalization(mean=0.0, variance=1.0)(x)
        layers.Normalization()(x)
        layers.Flatten()(x)
        layers.Identity()(x)
        layers.RepeatVector(4)(x)
        layers.Reshape((2, 4))(x)
        layers.Reshape((-1, 2))(x)
        layers.Permute((1,))(x)
        layers.Rescaling(2.0, offset=1.0)(x)
        layers.Masking(0.0)(x)
        layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])(x)
        layers.Discretization(bin_boundaries=[0.0, 1.0], output_mode='one_hot')(x[:, :1])
        layers.CategoryEncoding(4, output_mode='multi_hot')(ops.cast(x, 'int32'))
        layers.Lambda(lambda t: t * 2)(x)
        layers.Lambda(lambda t: t[:, :3], output_shape=(3,))(x)
        layers.Add()([x, layers.Dense(1)(x)])
        layers.Add()([x])
        layers.InputLayer(batch_shape=(None, 8), input_tensor=x).output
        layers.Layer.__call__(layers.Dense(4), x)
        layers.Pipeline([layers.Rescaling(2.0), layers.Rescaling(3.0)])(x)
        layers.LSTMCell(4)(x, [ops.zeros((1, 4)), ops.zeros((1, 4))])[0]
        layers.GRUCell(4)(x, ops.zeros((1, 4)))[0]
        layers.SimpleRNNCell(4)(x, ops.zeros((1, 4)))[0]
        layers.Conv1D(4, 3)(layers.Reshape((8, 1))(x))
        shared: shared = layers.Dense(8) | once: once = shared(x) | shared(once)
        dense: dense = layers.Dense(8) | layers.Add()([dense(x), dense(x * 2)])
        model: model = keras.Sequential([layers.Dense(4), layers.Dense(2)]) | model(x)
        nested(8)(x)
        keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.BatchNormalization()])(x)
        stacked(x, 5)
        TwoWide()(x)
        FromArrays()(x)
        NoBuild()(x)
        Halved(6)(x)
        SaysItsShape()(x)
        TakesTwo()(x, layers.Dense(4)(x), scale=0.5)
        Draws()(x)
        Draws()(x, training=True)
        Counts()(x)
        layers.TFSMLayer(saved_graph(), call_endpoint='serve')(x)
        (1 - x) / 2 ** x
        x[:, None, 2:5]
        ops.concatenate([x, ops.zeros_like(x)], axis=0)
        ops.matmul(x, ops.ones((8, 2)))
        ops.stack(ops.split(x, 2, axis=1))
        ops.top_k(x, 3)
        ops.shape(x)
        ops.einsum('ab,cb->ac', x, ops.ones((5, 8)))
        ops.where(x > 0, x, 0)
        ops.one_hot(ops.argmax(x, axis=-1), 8)
        ops.cond(ops.sum(x) > 0, lambda: x, lambda: x * 2)
        ops.map(lambda t: t[:3], x)
        keras.ops.cast(x, 'bool')
        x.astype('float16') if hasattr(x, 'astype') else ops.cast(x, 'float16')
        {'whole': x, 'parts': [x[:, :4], x[:, 4:]]}
        keras.activations.softmax(x)
        """,
    ),
    *_on(
        VECTORS,
        """
        layers.Add()([a, b])
        layers.Subtract()([a, b])
        layers.Multiply()([a, b])
        layers.Average()([a, b])
        layers.Maximum()([a, b])
        layers.Minimum()([a, b])
        layers.Concatenate()([a, b])
        layers.Concatenate(axis=0)([a, b])
        layers.Dot(axes=1)([a, b])
        layers.Dot(axes=-1, normalize=True)([a, b])
        layers.HashedCrossing(5)([ops.cast(a[:, :1], 'int32'), ops.cast(b[:, :1], 'int32')])
        d: d = layers.Dense(4) | layers.Concatenate()([d(a), d(b)])
        layers.Bidirectional(layers.LSTM(3))(ops.stack([a, b], axis=1))
        """,
    ),
    *_on(UNEVEN, "layers.Concatenate()([a, b])\nlayers.Dot(axes=-1)([a, layers.Dense(8)(b)])"),
    *_on(
        OPEN,
        """
        layers.Flatten()(x)
        layers.Activation('relu')(x)
        layers.Softmax()(x)
        layers.Reshape((-1, 4))(x)
        ops.expand_dims(x, -1)
        """,
    ),
    *_on(NUMBER, "layers.Flatten()(x)\nlayers.Rescaling(2.0)(x)\nops.expand_dims(x, -1)"),
    *_on(
        HALF,
        """
        layers.Dense(3)(x)
        layers.Dense(3, dtype='float16')(x)
        layers.Add()([x, layers.Dense(8)(x)])
        layers.BatchNormalization(dtype='float16')(x)
        x * 2.0
        """,
    ),
    *_on(
        WHOLE,
        """
        layers.Embedding(9, 4)(x)
        layers.CategoryEncoding(9, output_mode='count')(x)
        layers.IntegerLookup(vocabulary=[1, 2, 3])(x)
        layers.IntegerLookup(max_tokens=5, num_oov_indices=2)(x)
        layers.Hashing(5)(x)
        layers.Hashing(5, output_mode='multi_hot')(x)
        layers.Dense(3)(x)
        layers.Add()([x, x * 2])
        x / 2
        ops.cumsum(x, axis=1)
        """,
    ),
    *_on(
        BATCH,
        """
        layers.LSTM(4, stateful=True)(x)
        layers.GRU(4, stateful=True, return_sequences=True)(x)
        layers.Reshape((-1,))(x)
        layers.Flatten()(x)
        ops.transpose(x)
        layers.GroupNormalization(2, axis=-1)(x)
        """,
    ),
    *_on(
        STEPS,
        """
        layers.Dense(3)(x)
        layers.Flatten()(x)
        layers.Reshape((8, 6))(x)
        layers.Permute((2, 1))(x)
        layers.LSTM(4)(x)
        layers.LSTM(4, return_sequences=True)(x)
        layers.LSTM(4, return_state=True)(x)
        layers.LSTM(4, return_sequences=True, return_state=True, go_backwards=True)(x)
        layers.LSTM(4, unroll=True, dropout=0.2, recurrent_dropout=0.1)(x)
        layers.LSTM(4, dtype='mixed_float16')(x)
        layers.LSTM(4, unit_forget_bias=False, use_bias=False)(x)
        layers.GRU(4, reset_after=False)(x)
        layers.GRU(4, return_state=True)(x)
        layers.SimpleRNN(4, return_sequences=True)(x)
        layers.RNN(layers.LSTMCell(4), return_sequences=True)(x)
        layers.RNN([layers.GRUCell(4), layers.SimpleRNNCell(3)], return_state=True)(x)
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(4), layers.LSTMCell(3)]))(x)
        layers.RNN(PlainCell())(x)
        layers.Bidirectional(layers.LSTM(4))(x)
        layers.Bidirectional(layers.GRU(4, return_sequences=True), merge_mode='sum')(x)
        layers.Bidirectional(layers.LSTM(4, return_state=True))(x)
        layers.Bidirectional(layers.SimpleRNN(4), merge_mode=None)(x)
        layers.Bidirectional(layers.LSTM(4), backward_layer=layers.GRU(4, go_backwards=True))(x)
        layers.TimeDistributed(layers.Dense(3))(x)
        layers.TimeDistributed(layers.Dense(3, dtype='mixed_float16'), dtype='mixed_float16')(x)
        layers.LSTM(4)(x, initial_state=[layers.Dense(4)(x[:, 0]), layers.Dense(4)(x[:, 1])])
        layers.GRU(8)(x, initial_state=x[:, 0])
        layers.Conv1D(4, 3)(x)
        layers.Conv1D(4, 3, padding='causal', dilation_rate=2)(x)
        layers.Conv1D(4, 3, padding='same', strides=2, groups=2)(x)
        layers.Conv1D(4, 3, data_format='channels_first')(x)
        layers.Conv1DTranspose(4, 3, strides=2)(x)
        layers.Conv1DTranspose(4, 3, padding='same', output_padding=0)(x)
        layers.SeparableConv1D(4, 3, depth_multiplier=2)(x)
        layers.DepthwiseConv1D(3, depth_multiplier=2)(x)
        layers.MaxPooling1D(2)(x)
        layers.MaxPooling1D(2, strides=1, padding='same')(x)
        layers.AveragePooling1D(2, data_format='channels_first')(x)
        layers.AdaptiveMaxPooling1D(3)(x)
        layers.AdaptiveAveragePooling1D(4)(x)
        layers.GlobalMaxPooling1D(keepdims=True)(x)
        layers.GlobalAveragePooling1D()(x)
        layers.GlobalAveragePooling1D(data_format='channels_first')(x)
        layers.UpSampling1D(3)(x)
        layers.ZeroPadding1D((1, 2))(x)
        layers.Cropping1D((1, 2))(x)
        layers.SpatialDropout1D(0.5)(x)
        layers.LayerNormalization(axis=[1, 2])(x)
        layers.BatchNormalization(axis=1)(x)
        layers.PReLU(shared_axes=[1])(x)
        layers.Masking(0.0)(x)
        layers.MultiHeadAttention(2, 4)(x, x)
        layers.MultiHeadAttention(2, 4)(x, x, return_attention_scores=True)
        layers.MultiHeadAttention(2, 4, trainable=False)(x, x)
        layers.Bidirectional(layers.LSTM(4), trainable=False)(x)
        layers.TimeDistributed(layers.Dense(3, trainable=False))(x)
        layers.MultiHeadAttention(2, 4, value_dim=3, output_shape=5)(x, x, use_causal_mask=True)
        layers.MultiHeadAttention(2, 4, attention_axes=(1,), dropout=0.1)(x, x, x)
        layers.MultiHeadAttention(2, 4, use_bias=False, dtype='mixed_float16')(x, x)
        layers.GroupQueryAttention(4, 4, 2)(x, x)
        layers.GroupQueryAttention(4, 4, 2, use_gate=True)(x, x, return_attention_scores=True)
        layers.Attention()([x, x])
        layers.Attention(True, 'concat')([x, x, x], return_attention_scores=True)
        layers.AdditiveAttention()([x, x])
        layers.AdditiveAttention(use_scale=False)([x, x])
        layers.EinsumDense('abc,cd->abd', output_shape=(None, 5), bias_axes='d')(x)
        layers.EinsumDense('...x,xy->...y', output_shape=4)(x)
        layers.STFTSpectrogram(frame_length=4, frame_step=2, fft_length=4)(x)
        layers.Lambda(lambda t: ops.mean(t, axis=1))(x)
        m: m = layers.Masking()(x) | layers.LSTM(3)(m)
        m: m = layers.Masking()(x) | layers.Dense(3)(m)
        m: m = layers.Masking()(x) | layers.LSTM(3, return_sequences=True)(m)
        m: m = layers.Masking()(x) | layers.Conv1D(3, 3)(m)
        KeepsMasks()(Masks()(x))
        TakesTwo()(x, x)
        """,
    ),
    *_on(
        TWO_STEPS,
        """
        layers.Concatenate(axis=1)([a, b])
        layers.Dot(axes=2)([a, b])
        layers.Dot(axes=(2, 2), normalize=True)([a, b])
        layers.MultiHeadAttention(2, 4)(a, b)
        layers.MultiHeadAttention(2, 4)(a, b, key=b)
        layers.GroupQueryAttention(4, 4, 2)(a, b)
        layers.Attention()([a, b])
        layers.Attention(dropout=0.1)([a, b], use_causal_mask=True)
        layers.AdditiveAttention()([a, b])
        ops.matmul(a, ops.transpose(b, (0, 2, 1)))
        """,
    ),
    *_on(
        OPEN_STEPS,
        """
        layers.Dense(3)(x)
        layers.LSTM(4, return_sequences=True)(x)
        layers.Bidirectional(layers.GRU(4, return_sequences=True))(x)
        layers.TimeDistributed(layers.Dense(3))(x)
        layers.Conv1D(4, 3)(x)
        layers.Conv1D(4, 3, padding='same', strides=2)(x)
        layers.Conv1DTranspose(4, 3, strides=2)(x)
        layers.MaxPooling1D(2)(x)
        layers.GlobalMaxPooling1D()(x)
        layers.UpSampling1D(2)(x)
        layers.ZeroPadding1D(2)(x)
        layers.Cropping1D(1)(x)
        layers.Flatten()(x)
        layers.Permute((2, 1))(x)
        layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)
        layers.Masking()(x)
        layers.Concatenate(axis=1)([x, x])
        ops.mean(x, axis=1)
        """,
    ),
    *_on(
        IDS,
        """
        layers.Embedding(9, 4)(x)
        layers.Embedding(9, 4, mask_zero=True)(x)
        layers.Embedding(9, 4, dtype='float16', lora_rank=2)(x)
        layers.ReversibleEmbedding(9, 4)(x)
        layers.ReversibleEmbedding(9, 4, tie_weights=False, mask_zero=True)(x)
        e: e = layers.ReversibleEmbedding(9, 4) | h: h = e(x) | e(h, reverse=True)
        layers.StringLookup(vocabulary=['a', 'b'], invert=True)(x)
        layers.IntegerLookup(vocabulary=[1, 2], output_mode='multi_hot')(x)
        layers.CategoryEncoding(9, output_mode='multi_hot')(x)
        ops.one_hot(x, 9)
        """,
    ),
    *_on(
        MASKED,
        """
        layers.Dense(4)(x)
        layers.Dropout(0.5)(x)
        layers.Activation('relu')(x)
        layers.LayerNormalization()(x)
        layers.BatchNormalization()(x)
        layers.LSTM(4)(x)
        layers.LSTM(4, return_sequences=True)(x)
        layers.GRU(4, return_sequences=True, return_state=True)(x)
        layers.Bidirectional(layers.LSTM(4, return_sequences=True))(x)
        layers.TimeDistributed(layers.Dense(4))(x)
        layers.Conv1D(4, 3)(x)
        layers.Conv1D(4, 3, padding='same')(x)
        layers.MaxPooling1D(2)(x)
        layers.GlobalAveragePooling1D()(x)
        layers.GlobalMaxPooling1D()(x)
        layers.Flatten()(x)
        layers.Reshape((-1,))(x)
        layers.Permute((2, 1))(x)
        layers.Add()([x, x])
        layers.Add()([x, layers.Masking()(x)])
        layers.Multiply()([x, x])
        layers.Average()([x, layers.Lambda(lambda t: t)(x)])
        layers.Concatenate()([x, x])
        layers.Concatenate(axis=1)([x, x])
        layers.Concatenate(axis=1)([x, layers.Dense(8, name='d')(ops.ones((1, 3, 8)) * x[:, :3])])
        layers.Dot(axes=2)([x, x])
        layers.Lambda(lambda t: t * 2)(x)
        layers.Lambda(lambda t: t * 2, mask=lambda t, m: m)(x)
        layers.Masking()(x)
        layers.Identity()(x)
        layers.Softmax()(x)
        layers.SpatialDropout1D(0.2)(x)
        layers.ActivityRegularization(0.1)(x)
        layers.UpSampling1D(2)(x)
        layers.ZeroPadding1D(1)(x)
        layers.MultiHeadAttention(2, 4)(x, x)
        layers.MultiHeadAttention(2, 4)(x, ops.ones((1, 5, 8)) * x[:, :5])
        layers.GroupQueryAttention(4, 4, 2)(x, x)
        layers.Attention()([x, x])
        layers.AdditiveAttention()([x, x])
        layers.EinsumDense('abc,cd->abd', output_shape=(None, 5))(x)
        layers.RNN(PlainCell())(x)
        KeepsMasks()(x)
        NoBuild()(x)
        x * 2
        """,
    ),
    *_on(
        IMAGE,
        """
        layers.Conv2D(4, 3)(x)
        layers.Conv2D(4, 3, padding='same', strides=2)(x)
        layers.Conv2D(4, (3, 2), dilation_rate=2, use_bias=False)(x)
        layers.Conv2D(6, 3, groups=3)(x)
        layers.Conv2D(4, 3, dtype='mixed_float16', activation='relu')(x)
        layers.Conv2D(4, 3, lora_rank=2)(x)
        layers.Conv2DTranspose(4, 3, strides=2)(x)
        layers.Conv2DTranspose(4, 3, strides=2, padding='same', output_padding=1)(x)
        layers.SeparableConv2D(4, 3, depth_multiplier=2, padding='same')(x)
        layers.DepthwiseConv2D(3, depth_multiplier=2, strides=2)(x)
        layers.MaxPooling2D()(x)
        layers.MaxPooling2D(3, strides=2, padding='same')(x)
        layers.AveragePooling2D((2, 4))(x)
        layers.AdaptiveMaxPooling2D(2)(x)
        layers.AdaptiveAveragePooling2D((2, 3))(x)
        layers.GlobalMaxPooling2D()(x)
        layers.GlobalAveragePooling2D(keepdims=True)(x)
        layers.UpSampling2D((2, 3), interpolation='bilinear')(x)
        layers.ZeroPadding2D(((1, 0), (2, 3)))(x)
        layers.Cropping2D(((1, 0), (2, 3)))(x)
        layers.SpatialDropout2D(0.5)(x)
        layers.Flatten()(x)
        layers.Dense(4)(x)
        layers.Reshape((64, 3))(x)
        layers.Permute((3, 1, 2))(x)
        layers.BatchNormalization()(x)
        layers.GroupNormalization(3)(x)
        layers.LayerNormalization(axis=(1, 2, 3))(x)
        layers.PReLU(shared_axes=[1, 2])(x)
        layers.SpectralNormalization(layers.Conv2D(4, 3), power_iterations=2)(x)
        layers.Resizing(4, 6)(x)
        layers.Resizing(4, 6, crop_to_aspect_ratio=True)(x)
        layers.CenterCrop(4, 6)(x)
        layers.CenterCrop(12, 6)(x)
        layers.Rescaling(1 / 255)(x)
        layers.Normalization(axis=-1)(x)
        layers.RandomCrop(4, 4)(x)
        layers.RandomFlip()(x)
        layers.RandomRotation(0.2)(x)
        layers.RandomTranslation(0.2, 0.2)(x)
        layers.RandomZoom(0.2)(x)
        layers.RandomBrightness(0.2)(x)
        layers.RandomContrast(0.2)(x)
        layers.RandomGrayscale()(x)
        layers.RandomHue(0.2)(x)
        layers.RandomInvert()(x)
        layers.RandomSaturation(0.2)(x)
        layers.RandomSharpness(0.2)(x)
        layers.RandomShear(0.2, 0.2)(x)
        layers.RandomPosterization(4)(x)
        layers.RandomPerspective()(x)
        layers.RandomErasing()(x)
        layers.RandomGaussianBlur()(x)
        layers.RandomElasticTransform()(x)
        layers.RandomColorJitter(brightness_factor=0.2, hue_factor=0.2)(x)
        layers.RandomColorDegeneration(0.2)(x)
        layers.AutoContrast()(x)
        layers.Solarization()(x)
        layers.Equalization()(x)
        layers.ContrastLimitedAdaptiveHistogramEqualization()(x)
        layers.RandAugment()(x)
        layers.AugMix()(x)
        layers.MixUp()(x)
        layers.CutMix()(x)
        layers.Pipeline([layers.RandomFlip(), layers.Resizing(4, 4)])(x)
        layers.TimeDistributed(layers.Dense(3))(x)
        layers.MultiHeadAttention(2, 4, attention_axes=(1, 2))(x, x)
        layers.Softmax(axis=(1, 2))(x)
        ops.image.resize(x, (4, 4))
        ops.nn.max_pool(x, 2)
        ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        """,
    ),
    *_on(
        CHANNELS_FIRST,
        """
        layers.Conv2D(4, 3, data_format='channels_first')(x)
        layers.Conv2DTranspose(4, 3, strides=2, data_format='channels_first')(x)
        layers.SeparableConv2D(4, 3, data_format='channels_first')(x)
        layers.DepthwiseConv2D(3, data_format='channels_first')(x)
        layers.MaxPooling2D(data_format='channels_first')(x)
        layers.AveragePooling2D(2, data_format='channels_first')(x)
        layers.AdaptiveMaxPooling2D(2, data_format='channels_first')(x)
        layers.AdaptiveAveragePooling2D(2, data_format='channels_first')(x)
        layers.GlobalAveragePooling2D(data_format='channels_first')(x)
        layers.GlobalMaxPooling2D(data_format='channels_first')(x)
        layers.UpSampling2D(2, data_format='channels_first')(x)
        layers.ZeroPadding2D(1, data_format='channels_first')(x)
        layers.Cropping2D(1, data_format='channels_first')(x)
        layers.SpatialDropout2D(0.5, data_format='channels_first')(x)
        layers.Flatten(data_format='channels_first')(x)
        layers.BatchNormalization(axis=1)(x)
        layers.GroupNormalization(3, axis=1)(x)
        layers.Resizing(4, 4, data_format='channels_first')(x)
        layers.CenterCrop(4, 4, data_format='channels_first')(x)
        layers.RandomCrop(4, 4, data_format='channels_first')(x)
        layers.RandomFlip(data_format='channels_first')(x)
        """,
    ),
    *_on(
        OPEN_IMAGE,
        """
        layers.Conv2D(4, 3)(x)
        layers.Conv2D(4, 3, padding='same', strides=2)(x)
        layers.Conv2DTranspose(4, 3, strides=2)(x)
        layers.MaxPooling2D()(x)
        layers.AdaptiveAveragePooling2D(2)(x)
        layers.GlobalAveragePooling2D()(x)
        layers.UpSampling2D(2)(x)
        layers.Cropping2D(1)(x)
        layers.Flatten()(x)
        layers.Resizing(4, 6)(x)
        layers.Dense(4)(x)
        layers.Concatenate()([x, layers.Conv2D(4, 1)(x)])
        layers.SeparableConv2D(4, 3)(x)
        layers.Reshape((-1, 3))(x)
        """,
    ),
    *_on(
        VOLUME,
        """
        layers.Conv3D(4, 3)(x)
        layers.Conv3D(4, 3, padding='same', strides=(1, 2, 3))(x)
        layers.Conv3DTranspose(4, 3, strides=2)(x)
        layers.MaxPooling3D()(x)
        layers.AveragePooling3D(3, strides=1)(x)
        layers.AdaptiveMaxPooling3D(2)(x)
        layers.AdaptiveAveragePooling3D((1, 2, 3))(x)
        layers.GlobalMaxPooling3D()(x)
        layers.GlobalAveragePooling3D()(x)
        layers.UpSampling3D((1, 2, 3))(x)
        layers.ZeroPadding3D(1)(x)
        layers.Cropping3D(((1, 1), (1, 2), (0, 1)))(x)
        layers.SpatialDropout3D(0.5)(x)
        layers.Conv3D(4, 3, data_format='channels_first')(layers.Permute((4, 1, 2, 3))(x))
        """,
    ),
    *_on(
        FILM,
        """
        layers.ConvLSTM2D(4, 3)(x)
        layers.ConvLSTM2D(4, 3, return_sequences=True, padding='same')(x)
        layers.ConvLSTM2D(4, 3, return_state=True, strides=2)(x)
        layers.TimeDistributed(layers.Conv2D(4, 3))(x)
        layers.TimeDistributed(layers.Flatten())(x)
        layers.Bidirectional(layers.ConvLSTM2D(4, 3))(x)
        layers.Conv3D(4, 3)(x)
        """,
    ),
    *_on(FRAMES_1D, "layers.ConvLSTM1D(4, 3)(x)\nlayers.ConvLSTM1D(4, 3, go_backwards=True)(x)"),
    *_on(FILM_3D, "layers.ConvLSTM3D(4, 3)(x)\nlayers.ConvLSTM3D(2, 2, return_sequences=True)(x)"),
    *_on(
        WORDS,
        """
        layers.StringLookup(vocabulary=['a', 'b'])(x)
        layers.StringLookup(vocabulary=['a', 'b'], output_mode='one_hot')(x)
        layers.Hashing(5)(x)
        layers.TextVectorization(vocabulary=['a', 'b'])(x)
        layers.TextVectorization(vocabulary=['a'], output_sequence_length=4)(x)
        layers.TextVectorization(vocabulary=['a', 'b'], output_mode='multi_hot')(x)
        layers.HashedCrossing(5, output_mode='one_hot')([x, x])
        """,
    ),
    *_on(
        LABELLED,
        """
        layers.MixUp()({'images': i, 'labels': l})
        layers.CutMix()({'images': i, 'labels': l})
        layers.RandomFlip()({'images': i, 'labels': l})
        """,
    ),
    *_on(
        (
            "b: b = keras.Input(batch_shape=(2, 3, 4), name='b')",
            "k: k = keras.Input(batch_shape=(2, 3), name='k')",
        ),
        "layers.MaxNumBoundingBoxes(5)({'bounding_boxes': {'boxes': b, 'labels': k}})",
    ),
    *_on(
        ("x: x = keras.Input((400,), name='x')",),
        """
        layers.MelSpectrogram(num_mel_bins=8, fft_length=64, sequence_stride=32)(x)
        layers.STFTSpectrogram('angle', 64, fft_length=64)(layers.Reshape((400, 1))(x))
        """,
    ),
    *_on(
        ("x: x = keras.Input((6,), sparse=True, name='x')",),
        "layers.Dense(3)(x)\nops.add(x, x)\nlayers.Identity()(x)",
    ),
    *_on(
        (
            "i: i = keras.Input((5,), dtype='int32', name='i')",
            "t: t = keras.Input((7,), dtype='int32', name='t')",
            "e: e = layers.Embedding(9, 8, mask_zero=True)(i)",
            "f: f = layers.Embedding(9, 8, mask_zero=True)(t)",
        ),
        """
        layers.MultiHeadAttention(2, 4)(f, e)
        layers.MultiHeadAttention(2, 4)(f, e, return_attention_scores=True, use_causal_mask=True)
        layers.Attention()([f, e])
        layers.Concatenate(axis=1)([e, f])
        h: h = layers.LSTM(4, return_state=True)(e) | layers.LSTM(4)(f, initial_state=h[1:])
        m, h, c: m, h, c = layers.LSTM(4, return_state=True)(e) | layers.Add()([m, h])
        g: g = layers.GRU(6, return_sequences=True)(e) | layers.Add()([g, g * 2])
        """,
    ),
]
"""Programs that both ways build."""

STRANGE = [
    *_on(
        (),
        """
        keras.Input()
        keras.Input(3)
        keras.Input((3, 'a'))
        keras.Input((-3,))
        keras.Input((2.5,))
        keras.Input((3,), dtype='float7')
        keras.Input((3,), batch_size='many')
        keras.Input((3,), batch_shape=(None, 3))
        x: x = keras.Input((0,), name='x') | layers.Dense(3)(x)
        x: x = keras.Input((0, 0, 3), name='x') | layers.Conv2D(4, 3)(x)
        """,
    ),
    *_on(
        VECTOR,
        """
        layers.Dense(0)(x)
        layers.Dense(-1)(x)
        layers.Dense('many')(x)
        layers.Dense(2.5)(x)
        layers.Dense()(x)
        layers.Dense(3, unit=4)(x)
        layers.Dense(3, activation='rely')(x)
        layers.Dense(3, dtype='int32')(x)
        layers.Dense(3, dtype='float7')(x)
        layers.Dense(3, kernel_initializer='glorot')(x)
        layers.Dense(3, bias_initializer='identity')(x)
        layers.Dense(3, bias_initializer='orthogonal')(x)
        layers.Dense(3, kernel_initializer=keras.initializers.Constant([1.0, 2.0]))(x)
        layers.Dense(3, kernel_regularizer='l7')(x)
        layers.Dense(3, lora_rank=0)(x)
        layers.Dense(3)(x, 5)
        layers.Dense(3)('x')
        layers.Dense(3)(None)
        layers.Dense(3)
        layers.Dense(3)([x, x])
        layers.EinsumDense('abc,cd->abd', output_shape=5)(x)
        layers.EinsumDense('ab,bc', output_shape=5)(x)
        layers.EinsumDense('ab,bc->ac', output_shape=5, bias_axes='z')(x)
        layers.Dropout(2.0)(x)
        layers.Dropout('half')(x)
        layers.GaussianNoise(-1.0)(x)
        layers.GaussianDropout(1.5)(x)
        layers.AlphaDropout(-0.5)(x)
        layers.SpatialDropout1D(0.5)(x)
        layers.BatchNormalization(axis=3)(x)
        layers.BatchNormalization(axis='last')(x)
        layers.LayerNormalization(axis=4)(x)
        layers.GroupNormalization(3)(x)
        layers.GroupNormalization(4, axis=5)(x)
        layers.UnitNormalization(axis='x')(x)
        layers.SpectralNormalization(layers.Activation('relu'))(x)
        layers.SpectralNormalization(layers.Dense(3), power_iterations=0)(x)
        layers.Normalization(mean=0.0)(x)
        layers.Normalization(axis=5)(x)
        layers.Normalization(mean=[0.0, 1.0], variance=[1.0, 1.0])(x)
        layers.Reshape((3, 3))(x)
        layers.Reshape((-1, -1))(x)
        layers.Reshape((-1, 3))(x)
        layers.Reshape('flat')(x)
        layers.Permute((2, 1))(x)
        layers.Permute((1, 1))(x)
        layers.Permute((0, 1))(x)
        layers.RepeatVector(2.5)(x)
        layers.Flatten(data_format='middle')(x)
        layers.Softmax(axis=4)(x)
        layers.PReLU(shared_axes=[3])(x)
        layers.LeakyReLU(-1.0)(x)
        layers.ReLU(max_value=-1.0)(x)
        layers.ELU(alpha='a')(x)
        layers.Activation('nothing')(x)
        layers.Activation(lambda t: t[:, :, 0])(x)
        layers.Lambda(lambda t: t + ops.ones((7,)))(x)
        layers.Lambda(lambda t, u: t)(x)
        layers.Lambda(5)(x)
        layers.Lambda(lambda t: t, output_shape=(3, 3))(x)
        layers.LSTM(4)(x)
        layers.GRU(4)(x)
        layers.SimpleRNN(4)(x)
        layers.RNN(layers.LSTMCell(4))(x)
        layers.RNN(layers.Dense(3))(x)
        layers.RNN([])(x)
        layers.StackedRNNCells([layers.Dense(3)])
        layers.LSTMCell(0)(x, [x, x])
        layers.GRUCell(4)(x)
        layers.LSTMCell(4)(x, [ops.zeros((1, 7)), ops.zeros((1, 4))])
        layers.Bidirectional(layers.Dense(3))(x)
        layers.Bidirectional(layers.LSTM(3), merge_mode='join')(x)
        layers.TimeDistributed(layers.Dense(3))(x)
        layers.TimeDistributed(3)(x)
        layers.Wrapper(layers.Dense(3))(x)
        layers.Wrapper(3)
        layers.Layer()(x)
        layers.Layer(units=3)(x)
        layers.Conv1D(4, 3)(x)
        layers.MaxPooling1D()(x)
        layers.GlobalAveragePooling1D()(x)
        layers.UpSampling1D(2)(x)
        layers.ZeroPadding1D(1)(x)
        layers.Cropping1D(1)(x)
        layers.Conv2D(4, 3)(x)
        layers.GlobalMaxPooling2D()(x)
        layers.MultiHeadAttention(2, 4)(x)
        layers.MultiHeadAttention(2, 4)(x, x)
        layers.MultiHeadAttention(0, 4)(x, x)
        layers.GroupQueryAttention(4, 3, 2)(x, x)
        layers.Attention()(x)
        layers.Attention()([x])
        layers.Attention(score_mode='sum')([x, x])
        layers.Attention()([x, x, x, x])
        layers.AdditiveAttention()([x])
        layers.Embedding(-1, 4)(x)
        layers.Embedding(9)(x)
        layers.Discretization()(x)
        layers.Discretization(bin_boundaries=[0.0], num_bins=2)(x)
        layers.CategoryEncoding()(x)
        layers.CategoryEncoding(4, output_mode='one')(x)
        layers.CategoryEncoding(4, output_mode='one_hot', count_weights=x)(x)
        layers.Hashing(0)(x)
        layers.Hashing(5)(x)
        layers.IntegerLookup(max_tokens=1)(x)
        layers.IntegerLookup()(x)
        layers.StringLookup(vocabulary=['a', 'a'])(x)
        layers.StringLookup(vocabulary=['a'])(x)
        layers.StringLookup(vocabulary='/nowhere/words.txt')(x)
        layers.TextVectorization(output_mode='words')(x)
        layers.TextVectorization(max_tokens=1)(x)
        layers.HashedCrossing(5)([x, x])
        layers.HashedCrossing(0)([x, x])
        layers.Add()(x)
        layers.Add()([])
        layers.Subtract()([x])
        layers.Subtract()([x, x, x])
        layers.Dot(axes=1)([x, layers.Dense(9)(x)])
        layers.Dot(axes=4)([x, x])
        layers.Dot(axes=1)(x)
        layers.Dot(axes='last')([x, x])
        layers.Add()([x, layers.Dense(9)(x)])
        layers.Multiply()([x, layers.Reshape((2, 4))(x)])
        layers.Concatenate(axis=3)([x, x])
        layers.Concatenate()(x)
        layers.Concatenate(axis='last')([x, x])
        layers.InputLayer(shape=3).output
        layers.InputLayer()(x)
        layers.FlaxLayer(None)(x)
        layers.JaxLayer(None)(x)
        layers.TorchModuleWrapper(None)(x)
        layers.TFSMLayer('/nowhere/saved_model')(x)
        layers.TFSMLayer(saved_graph(), call_endpoint='serves')(x)
        c: c = layers.Conv1D(4, 3)(ops.expand_dims(x, -1)) | layers.Conv1D(4, 3)(ops.sum(c, -1))
        c: c = layers.Conv1D(4, 3)(ops.expand_dims(x, -1)) | layers.Conv1D(4, 3)(ops.max(c, -1))
        layers.Pipeline([3])(x)
        layers.Rescaling('x')(x)
        layers.Masking('x')(x)
        layers.ActivityRegularization(l1='x')(x)
        layers.Identity()(x, x)
        layers.InputSpec(ndim=2)(x)
        layers.Dens(3)(x)
        d: d = layers.Dense(3, name='d') | layers.Add()([d(x), x])
        d: d = layers.Dense(3, name='d') | e: e = d(x) | d(e)
        n: n = layers.BatchNormalization(name='n') | m: m = n(x) | n(m[:, :4])
        m: m = keras.Sequential([layers.Dense(3), layers.Conv1D(4, 3)], name='m') | m(x)
        keras.Sequential([layers.Dense(3), layers.Dense(0)])(x)
        keras.Model(x, 3)
        stacked(x, 0)
        stacked(x)
        stacked(y, 3)
        TwoWide()(x, x)
        FailsInItsInitialiser()(x)
        MakesVariablesTooLate()(x)
        NoBuild()()
        TakesTwo()(x, layers.Dense(5)(x))
        TakesTwo()(x)
        SaysItsShape()(x) + x[:, :3]
        Halved('a')(x)
        Masks()(x) @ x
        x + ops.ones((7,))
        x + 'a'
        x[:, 9]
        x[0, 0, 0]
        x.shape.rank
        ops.matmul(x, ops.ones((9, 2)))
        ops.matmul(x, x)
        ops.reshape(x, (-1, 3))
        ops.reshape(x, (3, 3))
        ops.concatenate([x, ops.ones((1, 3))], axis=1)
        ops.concatenate([x, x], axis=2)
        ops.stack([x, x[:, :3]])
        ops.split(x, 3, axis=1)
        ops.transpose(x, (0, 1, 2))
        ops.expand_dims(x, 5)
        ops.squeeze(x, 1)
        ops.mean(x, axis=3)
        ops.einsum('ab,bc->ac', x, ops.ones((9, 2)))
        ops.einsum('abc,cd->abd', x, ops.ones((8, 2)))
        ops.broadcast_to(x, (3, 9))
        ops.cast(x, 'float7')
        ops.top_k(x, 9)
        ops.one_hot(x)
        ops.conv(x, ops.ones((3, 8, 2)))
        ops.where(x > 0, x, ops.ones((7,)))
        ops.tile(x)
        ops.nothing(x)
        ops.convert_to_numpy(x)
        float(x)
        bool(x > 0)
        if x > 0: pass
        layers.Dense(3)(x
        1 / 0
        {}['key']
        raise_it(x)
        """,
    ),
    *_on(
        UNEVEN,
        """
        layers.Add()([a, b])
        layers.Subtract()([a, b])
        layers.Multiply()([a, b])
        layers.Average()([a, b])
        layers.Maximum()([a, b])
        layers.Minimum()([a, b])
        layers.Concatenate(axis=0)([a, b])
        layers.Dot(axes=1)([a, b])
        d: d = layers.Dense(4, name='d') | c: c = d(a) | d(b)
        a + b
        ops.stack([a, b])
        """,
    ),
    *_on(
        OPEN,
        """
        layers.Dense(3)(x)
        layers.BatchNormalization()(x)
        layers.LayerNormalization()(x)
        layers.PReLU()(x)
        f: f = layers.Flatten()(x) | layers.Dense(3)(f)
        layers.EinsumDense('ab,bc->ac', output_shape=5)(x)
        layers.RepeatVector(2)(layers.Reshape((2, 2, 2))(x))
        """,
    ),
    *_on(NUMBER, "layers.Dense(3)(x)\nlayers.Concatenate()([x, x])\nlayers.RepeatVector(3)(x)"),
    *_on(
        WHOLE,
        """
        layers.BatchNormalization(dtype='int32')(x)
        layers.Embedding(0, 4)(x)
        layers.Embedding(9, -4)(x)
        layers.Embedding(9, 4, weights=[np.ones((3, 3))])(x)
        layers.IntegerLookup(vocabulary=[1, 1])(x)
        layers.CategoryEncoding(9, output_mode='int')(x)
        layers.StringLookup(vocabulary=['a'])(x)
        """,
    ),
    *_on(
        STEPS,
        """
        layers.LSTM(0)(x)
        layers.LSTM(4, activation='nothing')(x)
        layers.LSTM(4, dropout=2.0)(x)
        layers.LSTM(4, stateful=True)(x)
        layers.LSTM(4)(x, initial_state=[x[:, 0]])
        layers.LSTM(4)(x, initial_state=[x[:, 0], x[:, 1]])
        layers.GRU(4)(x, initial_state=x[:, 0])
        layers.LSTM(4, return_state=True)(x)[5]
        a, b: a, b = layers.LSTM(4)(x) | a
        layers.LSTM(4, return_sequence=True)(x)
        layers.LSTM(4)(layers.LSTM(4)(x))
        layers.Bidirectional(layers.LSTM(4), backward_layer=layers.LSTM(5, go_backwards=True))(x)
        layers.Bidirectional(layers.LSTM(4), 'sum', None, layers.GRU(5, go_backwards=True))(x)
        layers.Bidirectional(layers.LSTM(4), backward_layer=layers.LSTM(4))(x)
        layers.TimeDistributed(layers.Conv2D(4, 3))(x)
        layers.RNN(PlainCell(), unroll='x', return_sequences=3)(x[:, :, :, None])
        layers.Conv1D(4, 9)(x)
        layers.Conv1D(4, 3, groups=3)(x)
        layers.Conv1D(3, 3, groups=2)(x)
        layers.Conv1D(4, 3, padding='some')(x)
        layers.Conv1D(4, 3, strides=2, dilation_rate=2)(x)
        layers.Conv1D(0, 3)(x)
        layers.Conv1D(4, 0)(x)
        layers.Conv1D(4, (3, 3))(x)
        layers.Conv1D(4, 3, strides=0)(x)
        layers.Conv1DTranspose(4, 3, strides=2, output_padding=3)(x)
        layers.Conv1DTranspose(4, 3, padding='causal')(x)
        layers.SeparableConv1D(4, 9)(x)
        layers.SeparableConv1D(4, 3, depth_multiplier=0)(x)
        layers.DepthwiseConv1D(9)(x)
        layers.MaxPooling1D(9)(x)
        layers.MaxPooling1D(0)(x)
        layers.AveragePooling1D(9)(x)
        layers.AdaptiveMaxPooling1D('x')(x)
        layers.AdaptiveAveragePooling1D(9)(x)
        layers.Cropping1D(3)(x)
        layers.Cropping1D((1, 2, 3))(x)
        layers.ZeroPadding1D('x')(x)
        layers.UpSampling1D(0)(x)
        layers.GlobalMaxPooling1D(data_format='middle')(x)
        layers.MultiHeadAttention(2, 4)(x)
        layers.MultiHeadAttention(2, 4, output_shape='a')(x, x)
        layers.MultiHeadAttention(2, 4, attention_axes=(5,))(x, x)
        layers.MultiHeadAttention(2, 4)(x, x[:, :, 0])
        layers.MultiHeadAttention(2, 4)(x, x, attention_mask=ops.ones((1, 7, 7)))
        layers.Attention()([x, x[:, :, :4]])
        layers.Attention()([x, x], mask=[None])
        layers.AdditiveAttention(units=3)([x, x])
        layers.RepeatVector(3)(x)
        layers.Reshape((7, 7))(x)
        layers.Permute((3, 1, 2))(x)
        layers.Conv2D(4, 3)(x)
        layers.ConvLSTM1D(4, 3)(x)
        layers.STFTSpectrogram(frame_length=40, fft_length=4)(x)
        layers.STFTSpectrogram(mode='loud')(x)
        layers.EinsumDense('abc,cd->abd', output_shape=(9, 5))(x)
        layers.EinsumDense('abc,xd->abd', output_shape=(None, 5))(x)
        keras.Sequential([layers.LSTM(4), layers.LSTM(4)])(x)
        """,
    ),
    *_on(
        TWO_STEPS,
        """
        layers.Concatenate()([a, b])
        layers.Add()([a, b])
        layers.Dot(axes=1)([a, b])
        layers.Dot(axes=(1, 3))([a, b])
        layers.Attention()([a, b, a])
        layers.MultiHeadAttention(2, 4)(a, b, key=a)
        layers.Average()([a, b])
        """,
    ),
    *_on(
        OPEN_STEPS,
        """
        layers.LSTM(4, unroll=True)(x)
        layers.Dense(3)(layers.Flatten()(x))
        layers.Reshape((-1, -1))(x)
        layers.BatchNormalization(axis=1)(x)
        layers.Conv1D(4, 3, data_format='channels_first')(x)
        layers.LayerNormalization(axis=1)(x)
        """,
    ),
    *_on(
        MASKED,
        """
        layers.Concatenate()([x, x[:, :3]])
        layers.LSTM(4)(x, mask=ops.ones((1, 7)))
        layers.MultiHeadAttention(2, 4)(x, x[:, :4], x[:, :5])
        layers.Reshape((7, 7))(x)
        KeepsMasks()(x, mask=ops.ones((1, 7)))
        layers.Dense(3)(x, mask=3)
        """,
    ),
    *_on(
        IMAGE,
        """
        layers.Conv2D(4, 9)(x)
        layers.Conv2D(4, 3, dilation_rate=8)(x)
        layers.Conv2D(5, 3, groups=3)(x)
        layers.Conv2D(4, 3, data_format='channels_last_of_all')(x)
        layers.Conv2D(4, '3')(x)
        layers.Conv2D(-4, 3)(x)
        layers.Conv2D(4, 3, padding='causal')(x)
        layers.Conv2DTranspose(4, 3, strides=2, dilation_rate=2)(x)
        layers.Conv2DTranspose(4, 3, strides=2, output_padding=2)(x)
        layers.SeparableConv2D(4, 9)(x)
        layers.DepthwiseConv2D(9)(x)
        layers.DepthwiseConv2D(3, strides=(1, 2))(x)
        layers.MaxPooling2D(9)(x)
        layers.MaxPooling2D((2, 2, 2))(x)
        layers.AveragePooling2D(2, padding='full')(x)
        layers.AdaptiveAveragePooling2D((2, 2, 2))(x)
        layers.AdaptiveMaxPooling2D(0)(x)
        layers.Cropping2D(4)(x)
        layers.Cropping2D(((1, 2), (3, 9)))(x)
        layers.ZeroPadding2D((1, 2, 3))(x)
        layers.UpSampling2D(2, interpolation='cubist')(x)
        layers.LSTM(4)(x)
        layers.Conv1D(4, 3)(x)
        layers.Conv3D(4, 3)(x)
        layers.ConvLSTM2D(4, 3)(x)
        layers.Reshape((10, 10))(x)
        layers.Permute((1, 2))(x)
        layers.GroupNormalization(2)(x)
        layers.RandomCrop(9, 9)(x)
        layers.RandomFlip('sideways')(x)
        layers.RandomRotation('x')(x)
        layers.RandomRotation(0.2, fill_mode='blank')(x)
        layers.RandomZoom('x')(x)
        layers.RandomTranslation(0.2)(x)
        layers.RandomTranslation(2.0, 3.0)(x)
        layers.RandomBrightness(3.0)(x)
        layers.RandomContrast(-1.0)(x)
        layers.RandomGrayscale(3.0)(x)
        layers.RandomHue(3.0)(x)
        layers.RandomSaturation('x')(x)
        layers.RandomSharpness(-3.0)(x)
        layers.RandomShear(3.0, 0.0)(x)
        layers.RandomPosterization(20)(x)
        layers.RandomPerspective(factor=4.0)(x)
        layers.RandomErasing(factor=4.0)(x)
        layers.RandomInvert(factor=4.0)(x)
        layers.RandomGaussianBlur(factor=4.0)(x)
        layers.RandomElasticTransform(interpolation='x')(x)
        layers.RandomColorDegeneration(4.0)(x)
        layers.RandomColorJitter(brightness_factor=4.0)(x)
        layers.Resizing(4)(x)
        layers.Resizing(-4, 4)(x)
        layers.Resizing(4, 4, interpolation='x')(x)
        layers.CenterCrop('a', 4)(x)
        layers.AugMix(num_chains=0.5)(x)
        layers.RandAugment(num_ops=20)(x)
        layers.MixUp(alpha='x')(x)
        layers.CutMix(factor=4.0)(x)
        layers.Solarization(addition_factor='x')(x)
        layers.Equalization(bins='x')(x)
        layers.AutoContrast(value_range=3)(x)
        layers.ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=0)(x)
        layers.MaxNumBoundingBoxes('x')(x)
        layers.TimeDistributed(layers.Conv2D(4, 3))(x)
        layers.Conv2D(4, 5)(layers.Conv2D(4, 5)(x))
        layers.SpectralNormalization(layers.Conv2D(4, 9))(x)
        layers.MelSpectrogram()(x)
        """,
    ),
    *_on(
        IMAGES,
        """
        layers.Concatenate()([a, b])
        layers.Add()([a, b])
        layers.Concatenate(axis=1)([a, b])
        layers.Dot(axes=3)([a, b])
        layers.Multiply()([a, layers.GlobalAveragePooling2D()(b)])
        """,
    ),
    *_on(
        CHANNELS_FIRST,
        """
        layers.Conv2D(4, 4)(x)
        layers.MaxPooling2D(4)(x)
        layers.Conv2D(4, 3, groups=2, data_format='channels_first')(x)
        """,
    ),
    *_on(
        OPEN_IMAGE,
        """
        layers.Dense(3)(layers.Flatten()(x))
        layers.Reshape((-1, 2))(x)
        layers.Conv2D(4, 3, data_format='channels_first')(x)
        layers.LayerNormalization(axis=(1, 2, 3))(x)
        """,
    ),
    *_on(
        VOLUME,
        """
        layers.Conv3D(4, 9)(x)
        layers.Conv3DTranspose(4, 3, strides=2, output_padding=5)(x)
        layers.MaxPooling3D(9)(x)
        layers.AveragePooling3D(9)(x)
        layers.AdaptiveMaxPooling3D((2, 2))(x)
        layers.AdaptiveAveragePooling3D((2, 2))(x)
        layers.Cropping3D(3)(x)
        layers.ZeroPadding3D('x')(x)
        layers.UpSampling3D(0)(x)
        layers.Conv2D(4, 3)(x)
        layers.GlobalAveragePooling2D()(x)
        layers.SpatialDropout2D(0.5)(x)
        layers.Resizing(4, 4)(layers.Reshape((6, 6, 6, 2, 1))(x))
        """,
    ),
    *_on(
        FILM,
        """
        layers.ConvLSTM2D(4, 9)(x)
        layers.ConvLSTM2D(4, 3, strides=2, dilation_rate=2)(x)
        layers.ConvLSTM3D(4, 3)(x)
        layers.TimeDistributed(layers.Conv2D(4, 9))(x)
        layers.ConvLSTM2D(4, 3)(layers.ConvLSTM2D(4, 3)(x))
        """,
    ),
    *_on(WORDS, "layers.Dense(3)(x)\nlayers.Embedding(9, 4)(x)\nlayers.Rescaling(2.0)(x)\nx + 1"),
    *_on(LABELLED, "layers.MixUp()({'images': i, 'labels': i})\nlayers.CutMix()([i, l])"),
]
"""Programs that Keras refuses; some lines are here for their text alone."""

NOT_BUILT = {
    "FlaxLayer": "needs flax, which is not installed here",
    "JaxLayer": "needs jax, which is not installed here",
    "TorchModuleWrapper": "needs torch, which is not installed here",
    "Layer": "is there to be inherited from, as the layers in `OWN` do",
    "Wrapper": "is there to be inherited from",
}
"""Public classes of which no call can succeed here, and why; that they fail alike is compared."""

NO_MODEL = {
    "layers.Equalization(": "its symbolic output is its input, which `keras.Model` takes for a"
    " cycle (Keras 3.15)",
    "ops.cond(": "where a branch gives back what it was given the same is true",
}
"""Calls that succeed and that `keras.Model` refuses: only shapes are compared."""

DIFFERS = {
    "layers.Conv1D(4, 3)(ops.max(c, -1))": (
        "conv1d_1",
        "conv1d",
        "Layers without a name are numbered in the order in which they are made, and what is"
        " remembered is not made again. Statements of a design name their layers.",
    ),
}
"""Faults that are told in other words: what a real build says, what the worker says, and why."""
