"""Models whose peak is measured: what is called one after the other, or a function of one's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A model as source that sets `model`, and the batch that it is trained with."""

    batch: int
    source: str


def chain(shape: str, *calls: str) -> str:
    """Layers one after the other, and a Dense of 10 units."""
    lines = (f"x = {call}(x)" for call in (*calls, "layers.Dense(10)"))
    return "\n".join((f"i = x = keras.Input({shape})", *lines, "model = keras.Model(i, x)"))


def convs(*filters: int) -> list[str]:
    return [f"layers.Conv2D({each}, 3, padding='same', activation='relu')" for each in filters]


def application(name: str, size: int) -> str:
    shape = f"input_shape=({size}, {size}, 3), classes=10"
    return f"model = keras.applications.{name}(weights=None, {shape})"


POOL, FLAT, MEAN = "layers.MaxPooling2D()", "layers.Flatten()", "layers.GlobalAveragePooling2D()"
NORMAL = ["layers.Conv2D(32, 3, padding='same')", "layers.BatchNormalization()", "layers.ReLU()"]
DEPTHWISE = ["layers.DepthwiseConv2D(3, padding='same')", "layers.ReLU()", *convs(32)]

AUTOENCODER = """
i = keras.Input((96, 96, 3))
x = layers.Conv2D(32, 3, padding='same', activation='relu')(i)
x = layers.Conv2D(64, 3, padding='same', activation='relu')(layers.MaxPooling2D()(x))
x = layers.Conv2DTranspose(32, 3, strides=2, padding='same', activation='relu')(x)
model = keras.Model(i, layers.Conv2D(3, 3, padding='same')(x))
"""
ENCODER = """
i = x = keras.Input((256, 256))
for _ in range(2):
    a = layers.MultiHeadAttention(8, 32, dropout=0.1)(x, x)
    x = layers.LayerNormalization()(layers.Add()([x, a]))
    y = layers.Dense(256)(layers.Dense(1024, 'relu')(x))
    x = layers.LayerNormalization()(layers.Add()([x, layers.Dropout(0.1)(y)]))
model = keras.Model(i, layers.Dense(10)(layers.GlobalAveragePooling1D()(x)))
"""
RESNET = """
i = keras.Input((64, 64, 3))
x = layers.Conv2D(32, 3, padding='same')(i)
for n, s in ((32, 1), (32, 1), (64, 2), (64, 1)):
    y = layers.Conv2D(n, 3, strides=s, padding='same', use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(n, 3, padding='same', use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    if s != 1:
        x = layers.Conv2D(n, 1, strides=s)(x)
    x = layers.ReLU()(layers.Add()([x, y]))
model = keras.Model(i, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
"""
UNET = """
def twice(x, n):
    for _ in range(2):
        x = layers.BatchNormalization()(layers.Conv2D(n, 3, padding='same')(x))
        x = layers.Activation('relu')(x)
    return x
i = x = keras.Input((128, 128, 3))
skips = []
for n in (16, 32, 64):
    skips.append(twice(x, n))
    x = layers.MaxPooling2D()(skips[-1])
x = twice(x, 128)
for n in (64, 32, 16):
    x = layers.Conv2DTranspose(n, 2, strides=2, padding='same')(x)
    x = twice(layers.Concatenate()([x, skips.pop()]), n)
model = keras.Model(i, layers.Conv2D(1, 1, activation='sigmoid')(x))
"""
SEQ2SEQ = """
a, b = keras.Input((60,), dtype='int32'), keras.Input((60,), dtype='int32')
words = layers.Embedding(8000, 128)(a)
e, *states = layers.LSTM(256, return_sequences=True, return_state=True)(words)
words = layers.Embedding(8000, 128)(b)
d = layers.LSTM(256, return_sequences=True)(words, initial_state=states)
c = layers.Concatenate()([d, layers.Attention()([d, e])])
model = keras.Model([a, b], layers.Dense(500, activation='softmax')(c))
"""
TEXT = "(200,), dtype='int32'"

MODELS = {
    "MLP": Case(1024, chain("(2048,)", *["layers.Dense(2048, 'relu')"] * 4)),
    "wide Dense": Case(64, chain("(8192,)", "layers.Dense(8192, 'relu')")),
    "LeNet": Case(512, chain("(64, 64, 1)", *convs(16), POOL, *convs(32), POOL, FLAT)),
    "VGG": Case(32, chain("(96, 96, 3)", *convs(64, 64), POOL, *convs(128, 128), POOL, MEAN)),
    "BatchNorm CNN": Case(32, chain("(96, 96, 3)", *NORMAL * 4, MEAN)),
    "MobileNet": Case(64, chain("(96, 96, 3)", *convs(32), *DEPTHWISE * 2, MEAN)),
    "autoencoder": Case(64, AUTOENCODER),
    "LSTM": Case(256, chain("(200, 64)", "layers.LSTM(256)")),
    "GRU": Case(256, chain("(200, 64)", "layers.GRU(256)")),
    "encoder": Case(32, ENCODER),
    "embedding": Case(
        256,
        chain(
            TEXT,
            "layers.Embedding(20000, 128)",
            "layers.Conv1D(128, 5, activation='relu')",
            "layers.GlobalMaxPooling1D()",
            "layers.Dense(64, 'relu')",
        ),
    ),
    "ResNet": Case(64, RESNET),
    "U-Net": Case(8, UNET),
    "seq2seq": Case(64, SEQ2SEQ),
    "ResNet50": Case(8, application("ResNet50", 160)),
    "MobileNetV2": Case(16, application("MobileNetV2", 128)),
    "EfficientNetB0": Case(8, application("EfficientNetB0", 128)),
}
