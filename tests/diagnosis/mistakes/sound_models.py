"""Sound networks as people write them with Keras, with what looks like a mistake and is none.

Read as text by a worker: nothing here is imported. `SOUND` names every function and, where it
matters, what the model is told to learn with.
"""

import keras
from keras import layers, ops

SOUND = {
    "resnet_with_zero_init": {"label": "sparse_categorical_crossentropy"},
    "vq_vae": {},
    "gan_with_minibatch_deviation": {},
    "siamese_by_difference": {"same": "binary_crossentropy"},
    "gpt": {"next_word": "sparse_categorical_crossentropy"},
    "unet": {"mask": "binary_crossentropy"},
    "squeeze_and_excite": {},
    "attention_pooling": {"label": "categorical_crossentropy"},
    "two_towers": {},
    "contrastive": {},
    "simclr_views": {},
    "mixture_of_experts": {},
    "arc_face": {},
    "multi_task": {"age": "mean_squared_error", "sex": "binary_crossentropy"},
    "frozen_backbone": {"label": "categorical_crossentropy"},
    "stopped_backbone": {"label": "sparse_categorical_crossentropy"},
    "teacher_and_student": {"student": "kl_divergence"},
    "channels_first": {"label": "sparse_categorical_crossentropy"},
    "shuffle_net": {},
    "swin_windows": {},
    "crnn": {},
    "text_with_ids": {"label": "binary_crossentropy"},
    "spectrogram": {},
    "detector": {},
    "labels_beside_scores": {},
    "graph_of_neighbours": {},
    "hard_gumbel": {},
    "quantizing_aware": {},
    "simsiam": {},
    "autoencoder": {"image": "binary_crossentropy"},
    "super_resolution": {},
    "mobile_blocks": {},
    "feature_maker": {},
    "dueling_q": {},
    "mixup_of_features": {},
    "wave_net": {},
    "pre_processed": {},
    "squeeze_net": {"label": "sparse_categorical_crossentropy"},
    "scaled_for_its_backbone": {},
    "keys_and_values": {},
    "small_batches": {"price": "mean_squared_error"},
    "low_rank": {},
    "dcgan_generator": {},
    "latent_by_reparametrization": {},
    "halting": {},
    "anchors_of_places": {},
    "image_to_rows": {},
    "video": {},
    "memory_of_states": {},
    "depth_by_softmax": {},
    "set_of_points": {},
    "turned_picture": {},
    "signals_as_pictures": {},
    "begun_with_zeros": {},
    "ranked_list": {},
}


def resnet_with_zero_init():
    image = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(16, 3, padding="same", use_bias=False, name="stem")(image)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    for number in range(2):
        y = layers.Conv2D(16, 3, padding="same", use_bias=False)(x)
        y = layers.BatchNormalization()(y)
        y = layers.ReLU()(y)
        y = layers.Conv2D(16, 3, padding="same", use_bias=False)(y)
        y = layers.BatchNormalization(gamma_initializer="zeros", name=f"last_norm{number}")(y)
        x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="label")(x))


def vq_vae():
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(image)
    x = layers.Conv2D(16, 1, name="encoded")(x)
    scores = layers.Conv2D(64, 1, use_bias=False, name="distances")(x)
    ids = ops.argmax(scores, axis=-1)
    code = layers.Embedding(64, 16, name="codebook")(ids)
    through = x + ops.stop_gradient(code - x)
    y = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(through)
    image_again = layers.Conv2DTranspose(1, 3, padding="same", name="decoded")(y)
    return keras.Model(image, [image_again, code, scores])


def gan_with_minibatch_deviation():
    image = keras.Input((16, 16, 3))
    x = layers.Conv2D(32, 3, strides=2, padding="same")(image)
    x = layers.LeakyReLU(0.2)(x)
    spread = ops.std(x, axis=0, keepdims=True)
    spread = ops.mean(spread, axis=(1, 2, 3), keepdims=True)
    spread = ops.ones_like(x[:, :, :, :1]) * spread
    x = ops.concatenate([x, spread], axis=-1)
    x = layers.Conv2D(32, 3, padding="same")(x)
    x = layers.Flatten()(layers.LeakyReLU(0.2)(x))
    return keras.Model(image, layers.Dense(1)(layers.Dropout(0.3)(x)))


def siamese_by_difference():
    left, right = keras.Input((32,), name="left"), keras.Input((32,), name="right")
    hidden = layers.Dense(16, activation="relu", name="encoder")
    encoder = layers.Dense(8, name="encoded")
    apart = ops.abs(encoder(hidden(left)) - encoder(hidden(right)))
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid", name="same")(apart))


def gpt():
    ids = keras.Input((32,), dtype="int32")
    places = ops.arange(0, 32, dtype="float32")[:, None] / ops.arange(1, 33, dtype="float32")
    x = layers.Embedding(500, 32)(ids) + ops.sin(places)
    for number in range(2):
        y = layers.LayerNormalization()(x)
        y = layers.MultiHeadAttention(2, 16, name=f"attend{number}")(y, y, use_causal_mask=True)
        x = x + y
        y = layers.Dense(64, activation="gelu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(32)(y)
    x = layers.LayerNormalization()(x)
    return keras.Model(ids, layers.Dense(500, activation="softmax", name="next_word")(x))


def unet():
    image = keras.Input((32, 32, 3))
    one = layers.Conv2D(8, 3, padding="same", activation="relu")(image)
    two = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.MaxPooling2D()(one))
    up = layers.Conv2DTranspose(8, 2, strides=2)(two)
    both = layers.Concatenate()([one, up])
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(both)
    return keras.Model(image, layers.Conv2D(1, 1, activation="sigmoid", name="mask")(x))


def squeeze_and_excite():
    image = keras.Input((16, 16, 32))
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(image)
    gate = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(8, activation="relu")(gate)
    gate = layers.Dense(32, activation="sigmoid")(gate)
    x = layers.Multiply()([x, layers.Reshape((1, 1, 32))(gate)])
    return keras.Model(image, layers.Dense(1)(layers.GlobalMaxPooling2D()(x)))


def attention_pooling():
    words = keras.Input((20, 64))
    x = layers.Bidirectional(layers.LSTM(16, return_sequences=True))(words)
    weights = layers.Dense(1, activation="tanh")(x)
    weights = layers.Softmax(axis=1, name="over_time")(weights)
    pooled = ops.sum(x * weights, axis=1)
    return keras.Model(words, layers.Dense(5, activation="softmax", name="label")(pooled))


def two_towers():
    user = keras.Input((1,), dtype="string", name="user")
    item = keras.Input((1,), dtype="int64", name="item")
    u = layers.Hashing(100)(user)
    u = layers.Flatten()(layers.Embedding(100, 8)(u))
    i = layers.IntegerLookup(vocabulary=[3, 5, 8])(item)
    i = layers.Flatten()(layers.Embedding(5, 8)(i))
    return keras.Model([user, item], layers.Dot(axes=1, normalize=True)([u, i]))


def contrastive():
    image, text = keras.Input((64,), name="image"), keras.Input((32,), name="text")
    i = layers.UnitNormalization()(layers.Dense(16, use_bias=False)(image))
    t = layers.UnitNormalization()(layers.Dense(16, use_bias=False)(text))
    scores = ops.matmul(i, ops.transpose(t)) * 14.0
    return keras.Model([image, text], [ops.softmax(scores, axis=-1), ops.softmax(scores, axis=0)])


def simclr_views():
    one, two = keras.Input((16, 16, 3), name="one"), keras.Input((16, 16, 3), name="two")
    both = layers.Concatenate(axis=0)([one, two])
    x = layers.Conv2D(8, 3, activation="relu")(both)
    x = layers.Dense(8)(layers.GlobalAveragePooling2D()(x))
    first, second = ops.split(x, 2, axis=0)
    return keras.Model([one, two], [first, second])


def mixture_of_experts():
    x = keras.Input((32,))
    gate = layers.Dense(4, activation="softmax", name="gate")(x)
    best, which = ops.top_k(gate, 2)
    chosen = ops.one_hot(which, 4) * ops.expand_dims(best, -1)
    weights = ops.sum(chosen, axis=1)
    experts = [layers.Dense(16, activation="relu")(x) for _ in range(4)]
    stacked = ops.stack(experts, axis=1)
    mixed = ops.sum(stacked * ops.expand_dims(weights, -1), axis=1)
    return keras.Model(x, layers.Dense(1)(mixed))


def arc_face():
    face = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(face)
    x = layers.Dense(32, name="embedding")(layers.Flatten()(x))
    x = layers.UnitNormalization()(x)
    return keras.Model(face, layers.Dense(100, use_bias=False, name="cosines")(x) * 30.0)


def multi_task():
    face = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, activation="relu")(face)
    x = layers.GlobalAveragePooling2D()(x)
    age = layers.Dense(1, activation="relu", name="age")(x)
    sex = layers.Dense(1, activation="sigmoid", name="sex")(x)
    return keras.Model(face, [age, sex])


def frozen_backbone():
    image = keras.Input((64, 64, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(image)
    base = keras.applications.MobileNetV2((64, 64, 3), include_top=False, weights=None)
    base.trainable = False
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(3, activation="softmax", name="label")(x))


def stopped_backbone():
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, activation="relu", name="backbone")(image)
    x = ops.stop_gradient(layers.GlobalAveragePooling2D()(x))
    return keras.Model(image, layers.Dense(3, activation="softmax", name="label")(x))


def teacher_and_student():
    x = keras.Input((32,))
    teacher = layers.Dense(64, activation="relu", name="teacher", trainable=False)(x)
    teacher = layers.Dense(5, trainable=False, name="teacher_scores")(teacher)
    student = layers.Dense(8, activation="relu")(x)
    student = layers.Dense(5, activation="softmax", name="student")(student)
    return keras.Model(x, [student, ops.stop_gradient(teacher)])


def channels_first():
    image = keras.Input((3, 32, 32))
    first = {"data_format": "channels_first", "padding": "same"}
    x = layers.Conv2D(8, 3, **first)(image)
    x = layers.BatchNormalization(axis=1)(x)
    x = layers.ReLU()(x)
    y = layers.Conv2D(8, 3, activation="relu", **first)(x)
    x = layers.Concatenate(axis=1)([x, y])
    x = layers.GlobalAveragePooling2D(data_format="channels_first")(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="label")(x))


def shuffle_net():
    image = keras.Input((8, 8, 16))
    x = layers.Conv2D(16, 1, groups=4)(image)
    x = layers.Reshape((8, 8, 4, 4))(x)
    x = layers.Permute((1, 2, 4, 3))(x)
    x = layers.Reshape((8, 8, 16))(x)
    x = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.Conv2D(16, 1, groups=4, activation="relu")(x)
    return keras.Model(image, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))


def swin_windows():
    image = keras.Input((8, 8, 16))
    x = layers.Dense(16)(image)
    x = ops.reshape(x, (-1, 2, 4, 2, 4, 16))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    x = ops.reshape(x, (-1, 16, 16))
    x = layers.MultiHeadAttention(2, 8)(x, x)
    x = ops.reshape(x, (-1, 2, 2, 4, 4, 16))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    x = ops.reshape(x, (-1, 8, 8, 16))
    return keras.Model(image, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))


def crnn():
    line = keras.Input((32, 128, 1))
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(line)
    x = layers.MaxPooling2D(4)(x)
    x = layers.Permute((2, 1, 3))(x)
    x = layers.Reshape((32, 8 * 16))(x)
    x = layers.Bidirectional(layers.GRU(16, return_sequences=True))(x)
    return keras.Model(line, layers.Dense(30, activation="softmax")(x))


def text_with_ids():
    ids = keras.Input((None,), dtype="int32")
    x = layers.Embedding(1000, 16, mask_zero=True)(ids)
    x = layers.LSTM(16)(x)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid", name="label")(x))


def spectrogram():
    sound = keras.Input((100, 40, 1))
    x = layers.BatchNormalization(axis=2, name="by_frequency")(sound)
    x = layers.Conv2D(16, 3, activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(sound, layers.Dense(4, activation="softmax")(x))


def detector():
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, strides=4, padding="same", activation="relu")(image)
    y = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(x)
    boxes = [layers.Reshape((-1, 4))(layers.Conv2D(8, 3, padding="same")(each)) for each in (x, y)]
    kinds = [layers.Reshape((-1, 5))(layers.Conv2D(10, 3, padding="same")(each)) for each in (x, y)]
    boxes = layers.Concatenate(axis=1, name="boxes")(boxes)
    kinds = layers.Softmax(name="kinds")(layers.Concatenate(axis=1)(kinds))
    return keras.Model(image, [boxes, kinds])


def labels_beside_scores():
    x = keras.Input((16,))
    scores = layers.Dense(5, activation="softmax")(layers.Dense(8, activation="relu")(x))
    label = ops.argmax(scores, axis=-1)
    is_sure = ops.greater(ops.max(scores, axis=-1), 0.9)
    return keras.Model(x, [scores, label, is_sure])


def graph_of_neighbours():
    points = keras.Input((64, 3))
    x = layers.Dense(8, activation="relu")(points)
    near = ops.matmul(x, ops.transpose(x, (0, 2, 1)))
    _, which = ops.top_k(near, 4)
    picked = ops.one_hot(which, 64)
    around = ops.einsum("bnkm,bmc->bnkc", picked, x)
    x = ops.max(layers.Dense(16, activation="relu")(around), axis=2)
    return keras.Model(points, layers.Dense(4)(ops.max(x, axis=1)))


def hard_gumbel():
    x = keras.Input((16,))
    soft = layers.Dense(5, activation="softmax", name="choice")(x)
    hard = ops.one_hot(ops.argmax(soft, axis=-1), 5)
    chosen = soft + ops.stop_gradient(hard - soft)
    return keras.Model(x, layers.Dense(1)(chosen))


def quantizing_aware():
    x = keras.Input((16,))
    hidden = layers.Dense(8, activation="relu")(x)
    rounded = ops.round(hidden * 16.0) / 16.0
    hidden = hidden + ops.stop_gradient(rounded - hidden)
    return keras.Model(x, layers.Dense(1)(hidden))


def simsiam():
    one, two = keras.Input((32,), name="one"), keras.Input((32,), name="two")
    encoder = layers.Dense(16, name="projection")
    norm = layers.BatchNormalization(name="projection_norm")
    hidden = layers.Dense(8, activation="relu", name="predictor_hidden")
    predictor = layers.Dense(16, name="predictor")
    a, b = norm(encoder(one)), norm(encoder(two))
    p = layers.UnitNormalization()(predictor(hidden(a)))
    z = ops.stop_gradient(layers.UnitNormalization()(b))
    return keras.Model([one, two], layers.Dot(axes=1)([p, z]))


def autoencoder():
    image = keras.Input((784,))
    code = layers.Dense(32, activation="relu", activity_regularizer="l1")(image)
    return keras.Model(image, layers.Dense(784, activation="sigmoid", name="image")(code))


def super_resolution():
    image = keras.Input((16, 16, 3))
    x = stem = layers.Conv2D(8, 3, padding="same")(image)
    for _ in range(2):
        y = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
        x = layers.Add()([x, layers.Conv2D(8, 3, padding="same")(y)])
    x = layers.Add()([stem, layers.Conv2D(8, 3, padding="same")(x)])
    x = layers.Conv2D(32, 3, padding="same")(x)
    x = ops.reshape(x, (-1, 16, 16, 2, 2, 8))
    x = ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, 32, 32, 8))
    return keras.Model(image, layers.Conv2D(3, 3, padding="same")(x))


def mobile_blocks():
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    for filters in (8, 12):
        y = layers.Conv2D(48, 1, use_bias=False)(x)
        y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
        y = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
        y = layers.Conv2D(filters, 1, use_bias=False)(y)
        x = layers.BatchNormalization(name=f"linear{filters}")(y)
    x = layers.SeparableConv2D(16, 3)(x)
    x = layers.Conv2D(16, (1, 7), padding="same")(x)
    x = layers.Conv2D(16, (7, 1), padding="same", activation="relu")(x)
    return keras.Model(image, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))


def feature_maker():
    image = keras.Input((64, 64, 3))
    x = layers.Conv2D(16, 3, activation="relu", trainable=False)(image)
    return keras.Model(image, layers.GlobalAveragePooling2D()(x))


def dueling_q():
    state, action = keras.Input((8,)), keras.Input((1,), dtype="int32")
    x = layers.Dense(32, activation="relu")(state)
    value, gain = layers.Dense(1)(x), layers.Dense(4)(x)
    q = value + gain - ops.mean(gain, axis=-1, keepdims=True)
    chosen = ops.squeeze(ops.one_hot(action, 4), 1)
    return keras.Model([state, action], ops.sum(q * chosen, axis=-1, keepdims=True))


def mixup_of_features():
    x = keras.Input((16,))
    y = layers.Dense(8, activation="relu")(x)
    mixed = 0.7 * y + 0.3 * ops.flip(y, axis=0)
    return keras.Model(x, layers.Dense(1)(mixed))


def wave_net():
    sound = keras.Input((256, 1))
    x = layers.Conv1D(8, 2, padding="causal")(sound)
    skips = []
    for rate in (1, 2, 4):
        way = layers.Conv1D(8, 2, padding="causal", dilation_rate=rate, activation="tanh")(x)
        gate = layers.Conv1D(8, 2, padding="causal", dilation_rate=rate, activation="sigmoid")(x)
        y = layers.Multiply()([way, gate])
        skips.append(layers.Conv1D(8, 1)(y))
        x = layers.Add()([x, layers.Conv1D(8, 1)(y)])
    x = layers.ReLU()(layers.Add()(skips))
    x = layers.Conv1D(16, 1, activation="relu")(x)
    return keras.Model(sound, layers.Conv1D(256, 1, activation="softmax")(x))


def pre_processed():
    age = keras.Input((1,), name="age")
    job = keras.Input((1,), dtype="string", name="job")
    years = layers.Normalization(mean=40.0, variance=100.0)(age)
    decade = layers.Discretization(bin_boundaries=[20.0, 40.0, 60.0])(age)
    decade = layers.CategoryEncoding(4, output_mode="one_hot")(decade)
    kind = layers.StringLookup(vocabulary=["cook", "pilot"], output_mode="one_hot")(job)
    x = layers.Concatenate()([years, decade, kind])
    return keras.Model([age, job], layers.Dense(1)(layers.Dense(8, activation="relu")(x)))


def squeeze_net():
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(image)
    thin = layers.Conv2D(4, 1, activation="relu")(x)
    wide = [layers.Conv2D(8, size, padding="same", activation="relu")(thin) for size in (1, 3)]
    x = layers.Dropout(0.5)(layers.Concatenate()(wide))
    x = layers.Conv2D(10, 1, activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Activation("softmax", name="label")(x))


def scaled_for_its_backbone():
    image = keras.Input((32, 32, 3))
    x = layers.RandomFlip()(image)
    x = layers.Rescaling(255.0)(x)
    x = layers.Rescaling(1 / 255)(x)
    x = layers.Rescaling(2.0, offset=-1.0)(x)
    x = layers.Conv2D(8, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(x)))


def keys_and_values():
    x, memory = keras.Input((10, 16)), keras.Input((20, 16))
    query = layers.Dense(16, name="query")(x)
    key = layers.Dense(16, name="key")(memory)
    value = layers.Dense(16, name="value")(memory)
    y = layers.MultiHeadAttention(2, 8)(query, value, key=key)
    z = layers.Attention()([query, value, key])
    shared = layers.Dense(16, name="key_value")(memory)
    w = layers.MultiHeadAttention(2, 8)(query, shared, shared)
    return keras.Model([x, memory], layers.Concatenate()([y, z, w]))


def small_batches():
    x = keras.Input((8,))
    y = layers.BatchNormalization(momentum=0.5)(layers.Dense(16)(x))
    y = layers.Dense(8)(layers.ReLU()(y))
    y = layers.BatchNormalization(momentum=0.0, trainable=False)(y)
    return keras.Model(x, layers.Dense(1, name="price")(layers.ReLU()(y)))


def low_rank():
    x = keras.Input((256,))
    narrow = layers.Dense(8, use_bias=False)(x)
    wide = layers.Dense(256)(narrow)
    rows = layers.Reshape((16, 16, 1))(layers.ReLU()(wide))
    rows = layers.Conv2D(4, (1, 5), padding="same")(rows)
    rows = layers.Conv2D(4, (5, 1), padding="same", activation="relu")(rows)
    rows = layers.DepthwiseConv2D(3)(rows)
    return keras.Model(x, layers.Conv2D(8, 1)(rows))


def dcgan_generator():
    noise = keras.Input((64,))
    x = layers.Dense(4 * 4 * 32, use_bias=False)(noise)
    x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    x = layers.Reshape((4, 4, 32))(x)
    for filters in (16, 8):
        x = layers.Conv2DTranspose(filters, 5, strides=2, padding="same", use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    return keras.Model(noise, layers.Conv2DTranspose(3, 5, padding="same", activation="tanh")(x))


def latent_by_reparametrization():
    x, noise = keras.Input((64,)), keras.Input((4,))
    hidden = layers.Dense(32, activation="relu")(x)
    mean, spread = layers.Dense(4, name="mean")(hidden), layers.Dense(4, name="spread")(hidden)
    z = mean + ops.exp(0.5 * spread) * noise
    again = layers.Dense(64, activation="sigmoid")(layers.Dense(32, activation="relu")(z))
    return keras.Model([x, noise], [again, mean, spread])


def halting():
    x = keras.Input((12, 16))
    y = layers.GRU(16, return_sequences=True)(x)
    stop = layers.Dense(1, activation="sigmoid", name="stop")(y)
    going = ops.cumprod(1.0 - stop, axis=1)
    is_on = ops.cast(ops.greater(going, 0.01), "float32")
    return keras.Model(x, layers.Dense(3)(ops.sum(y * going * is_on, axis=1)))


def anchors_of_places():
    image = keras.Input((64, 64, 3))
    x = layers.Conv2D(8, 3, strides=8, padding="same", activation="relu")(image)
    boxes = layers.Reshape((8 * 8 * 2, 4))(layers.Conv2D(2 * 4, 3, padding="same")(x))
    kinds = layers.Reshape((8 * 8 * 2, 8))(layers.Conv2D(2 * 8, 3, padding="same")(x))
    return keras.Model(image, layers.Concatenate(axis=-1)([boxes, layers.Softmax()(kinds)]))


def image_to_rows():
    image = keras.Input((16, 32, 8))
    rows = layers.Reshape((16, 32 * 8))(image)
    places = layers.Reshape((16 * 32, 8))(image)
    both = [layers.GRU(8)(rows), layers.GlobalMaxPooling1D()(layers.Dense(8)(places))]
    return keras.Model(image, layers.Concatenate()(both))


def video():
    clip = keras.Input((6, 16, 16, 3))
    frames = ops.reshape(clip, (-1, 16, 16, 3))
    x = layers.Conv2D(8, 3, activation="relu")(frames)
    x = layers.GlobalAveragePooling2D()(x)
    x = ops.reshape(x, (-1, 6, 8))
    return keras.Model(clip, layers.Dense(4, activation="softmax")(layers.LSTM(8)(x)))


def memory_of_states():
    series = keras.Input((10, 4))
    x, h, c = layers.LSTM(8, return_state=True)(series)
    y = layers.RepeatVector(10)(x)
    y = layers.LSTM(8, return_sequences=True)(y, initial_state=[h, c])
    return keras.Model(series, layers.TimeDistributed(layers.Dense(4))(y))


def depth_by_softmax():
    cost = keras.Input((16, 16, 24))
    x = layers.Conv2D(24, 3, padding="same")(cost)
    shares = layers.Softmax(axis=-1)(x)
    places = ops.cumsum(ops.ones_like(shares), axis=-1)
    return keras.Model(cost, ops.sum(shares * places, axis=-1, keepdims=True))


def set_of_points():
    points = keras.Input((128, 3))
    x = layers.Conv1D(16, 1, activation="relu")(points)
    turn = layers.Dense(9)(layers.GlobalMaxPooling1D()(x))
    turn = layers.Reshape((3, 3))(turn)
    x = layers.Dot(axes=(2, 1))([points, turn])
    x = layers.Conv1D(16, 1)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return keras.Model(points, layers.Dense(4)(layers.GlobalMaxPooling1D()(x)))


def turned_picture():
    image = keras.Input((3, 64, 64))
    x = layers.Permute((2, 3, 1))(image)
    x = layers.Conv2D(8, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(x)))


def signals_as_pictures():
    brain, motion = keras.Input((22, 256, 1)), keras.Input((1, 128, 9))
    x = layers.Conv2D(8, (1, 32), padding="same", use_bias=False)(brain)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D((22, 1), depth_multiplier=2)(x)
    y = layers.Conv2D(8, (1, 9), activation="relu")(motion)
    both = [layers.GlobalAveragePooling2D()(each) for each in (layers.ELU()(x), y)]
    return keras.Model([brain, motion], layers.Dense(4)(layers.Concatenate()(both)))


def begun_with_zeros():
    x = keras.Input((16, 8))
    y = layers.Dense(8, kernel_initializer="zeros", name="adapter")(layers.Dense(2)(x))
    y = layers.ReLU()(layers.Add()([x, y]))
    z = layers.Dense(8, activation="relu", kernel_initializer="zeros", bias_initializer="ones")(y)
    w = layers.Dense(8, activation="gelu", kernel_initializer="zeros")(z)
    w = layers.LayerNormalization(gamma_initializer="zeros")(w)
    y = layers.ReLU()(layers.Add()([y, w]))
    return keras.Model(x, layers.Dense(1, kernel_initializer="zeros", name="end")(y))


def ranked_list():
    documents = keras.Input((20, 12))
    scores = layers.Dense(1)(layers.Dense(16, activation="relu")(documents))
    return keras.Model(documents, layers.Softmax(axis=1, name="shares")(scores))
