"""What a call of each public layer costs: one line a class.

Multiply-adds are those of matrix products, convolutions, attention and recurrent cells, as papers
count them; arithmetic by element counts nothing. What is kept is what TensorFlow's gradients read
again, which is what any backend has to keep; a class without an entry has a reason in `NOT_KNOWN`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import keras

from designer.worker.costs.activations import inside_of, keeps_output
from designer.worker.costs.share import (
    NOTHING,
    UNKNOWN,
    Called,
    Piece,
    Share,
    elements,
    floats,
    piece_like,
    plus,
    times,
)

Costing = Callable[[Called], Share]


def _weighted(call: Called, macs: int | None, hidden: tuple[Piece, ...] = ()) -> Share:
    """A product with trained weights, and an activation behind it."""
    layer, (output, *_) = call.operation, call.outputs
    activation = getattr(layer, "activation", None)
    keeps = floats(call.inputs[:1]) if layer.trainable_weights else ()
    if keeps_output(activation):
        keeps = (*keeps, output)
    return Share(macs, keeps, (*hidden, *inside_of(activation, output)))


def _kernel_of(layer: Any) -> tuple[int, ...]:
    kernel = getattr(layer, "kernel", None)
    return tuple(kernel.shape) if kernel is not None else ()


def _dense(call: Called) -> Share:
    return _weighted(call, times(elements(call.outputs[0].shape), call.inputs[0].shape[-1]))


def _conv(call: Called) -> Share:
    per_element = math.prod(_kernel_of(call.operation)[:-1])
    return _weighted(call, times(elements(call.outputs[0].shape), per_element))


def _conv_transpose(call: Called) -> Share:
    *window, filters, _ = _kernel_of(call.operation)
    return _weighted(call, times(elements(call.inputs[0].shape), math.prod(window), filters))


def _depthwise_conv(call: Called) -> Share:
    window = math.prod(call.operation.kernel_size)
    return _weighted(call, times(elements(call.outputs[0].shape), window))


def _separable_conv(call: Called) -> Share:
    layer, output = call.operation, call.outputs[0]
    between = layer.pointwise_kernel.shape[-2]
    axis = 1 if layer.data_format == "channels_first" else -1
    shape = list(output.shape)
    shape[axis] = between
    middle = Piece(tuple(shape), str(output.dtype))
    depthwise = times(elements(middle.shape), math.prod(layer.kernel_size))
    return _weighted(call, plus(depthwise, times(elements(output.shape), between)), (middle,))


def _einsum_dense(call: Called) -> Share:
    layer = call.operation
    terms, result = layer.equation.replace(" ", "").split("->")
    labels = terms.split(",")[1]
    inner = [
        size for label, size in zip(labels, _kernel_of(layer), strict=True) if label not in result
    ]
    return _weighted(call, times(elements(call.outputs[0].shape), *inner))


def _embedding(call: Called) -> Share:
    return Share(0, call.inputs[:1])


def _reversible_embedding(call: Called) -> Share:
    if call.named.get("reverse"):
        return _dense(call)
    return Share(0, call.inputs[:1])


def _output_kept(call: Called) -> Share:
    return Share(keeps=call.outputs)


def _input_kept(call: Called) -> Share:
    return Share(keeps=floats(call.inputs))


def _activation(call: Called) -> Share:
    function, output = call.operation.activation, call.outputs[0]
    if keeps_output(function):
        return Share(keeps=(output,))
    inside = inside_of(function, output)
    return Share(keeps=call.inputs if inside else (), hidden=inside[1:])


def _both_kept(call: Called) -> Share:
    return Share(keeps=floats(call.inputs + call.outputs))


def _passed_on(call: Called) -> Share:
    return Share(passes=tuple(zip(call.outputs, call.inputs, strict=False)), shares_gradient=True)


def _added(call: Called) -> Share:
    same = all(tuple(each.shape) == tuple(call.outputs[0].shape) for each in call.inputs)
    return Share(shares_gradient=same)


def _dropout(call: Called) -> Share:
    if not getattr(call.operation, "rate", 1):
        return _passed_on(call)
    made = piece_like(call.outputs[0])
    return Share(hidden=(piece_like(call.outputs[0], "bool"),), forward=(made,))


def _noise(call: Called) -> Share:
    return Share(forward=(piece_like(call.outputs[0]),))


def _scaled_noise(call: Called) -> Share:
    return Share(hidden=(piece_like(call.outputs[0]),))


def _max_pool(call: Called) -> Share:
    """Besides both ends a byte for each element that it gives: the place of the largest."""
    places = piece_like(call.outputs[0], "uint8")
    return Share(keeps=floats(call.inputs + call.outputs), hidden=(places,))


def _global_max_pool(call: Called) -> Share:
    return Share(keeps=floats(call.inputs + call.outputs))


def _batch_norm(call: Called) -> Share:
    """`tf.nn.moments` and `tf.nn.batch_normalization`: both read the input again, none keeps what
    it was normalised to. On the way back three gradients of its size are added up."""
    made = piece_like(call.inputs[0])
    return Share(keeps=call.inputs[:1], forward=(made,), backward=(made, made))


def _layer_norm(call: Called) -> Share:
    made = piece_like(call.inputs[0])
    return Share(keeps=call.inputs[:1], forward=(made,), backward=(made, made))


def _dot(call: Called) -> Share:
    first, second = call.inputs[:2]
    axes = call.operation.axes
    axis = axes if isinstance(axes, int) else axes[0]
    return Share(times(elements(call.outputs[0].shape), first.shape[axis]), keeps=(first, second))


def _time_distributed(call: Called) -> Share:
    from designer.worker.costs.calls import share_of

    layer = call.operation.layer
    source, output = call.inputs[0], call.outputs[0]
    inner_in = keras.KerasTensor((source.shape[0], *source.shape[2:]), source.dtype)
    inner_out = keras.KerasTensor((output.shape[0], *output.shape[2:]), output.dtype)
    one = share_of(Called(layer, (inner_in,), (inner_out,), {}))
    steps = source.shape[1]
    if steps is None:
        return UNKNOWN
    keeps = tuple(
        {id(inner_in): source, id(inner_out): output}.get(id(each), each) for each in one.keeps
    )
    return Share(
        times(one.macs, steps),
        keeps,
        one.hidden * steps,
        forward=one.forward,
        backward=one.backward,
        is_known=one.is_known,
    )


_KEPT_A_STEP = {"LSTM": 7, "GRU": 6, "SimpleRNN": 2}
"""Times the units. The gates behind their functions, which work in place, and the states; of an
LSTM also the function of its cell state. `while_loop` stacks them for the gradient."""


def _recurrent(call: Called) -> Share:
    return _cell_steps(call, type(call.operation).__name__)


def _conv_recurrent(call: Called) -> Share:
    layer, source, output = call.operation, call.inputs[0], call.outputs[0]
    cell = layer.cell
    if source.shape[1] is None:
        return Share(macs=None, keeps=(source,), is_known=False)
    steps = int(source.shape[1])
    first = cell.data_format == "channels_first"
    room = output.shape[-cell.rank :] if first else output.shape[-cell.rank - 1 : -1]
    filters = math.prod(_kernel_of(cell)) + math.prod(cell.recurrent_kernel.shape)
    macs = times(steps, *room, filters)
    shape = (source.shape[0], steps, *room, _KEPT_A_STEP["LSTM"] * cell.filters)
    held = Piece(shape, str(output.dtype))
    return Share(macs, (source,), (held,), is_known=macs is not None)


def _of_cell(call: Called) -> Share:
    """`RNN` of any cell: known where the cell is one of Keras's."""
    kind = type(call.operation.cell).__name__.removesuffix("Cell")
    return _cell_steps(call, kind) if kind in _KEPT_A_STEP else UNKNOWN


def _cell_steps(call: Called, kind: str) -> Share:
    cell, source = call.operation.cell, call.inputs[0]
    if source.shape[1] is None:
        return Share(macs=None, keeps=(source,), is_known=False)
    steps = int(source.shape[1])
    products = math.prod(cell.kernel.shape) + math.prod(cell.recurrent_kernel.shape)
    kept = _KEPT_A_STEP[kind]
    held = Piece((source.shape[0], steps, kept * cell.units), str(call.outputs[0].dtype))
    return Share(steps * products, (), (held, piece_like(source)), pieces=steps * kept)


def _cell(call: Called) -> Share:
    cell, source = call.operation, call.inputs[0]
    kind = type(cell).__name__.removesuffix("Cell")
    products = math.prod(cell.kernel.shape) + math.prod(cell.recurrent_kernel.shape)
    held = Piece((source.shape[0], _KEPT_A_STEP[kind] * cell.units), str(source.dtype))
    return Share(products, call.inputs, (held,))


def _bidirectional(call: Called) -> Share:
    from designer.worker.costs.calls import share_of

    layer = call.operation
    ways = [
        share_of(Called(each, call.inputs, call.outputs[:1], {}))
        for each in (layer.forward_layer, layer.backward_layer)
    ]
    hidden = tuple(piece for way in ways for piece in way.hidden)
    keeps = tuple(each for way in ways for each in way.keeps)
    return Share(
        plus(*(way.macs for way in ways)),
        keeps,
        hidden,
        pieces=sum(way.pieces for way in ways),
        is_known=all(way.is_known for way in ways),
    )


def _wrapped(call: Called) -> Share:
    from designer.worker.costs.calls import share_of

    return share_of(call._replace(operation=call.operation.layer))


def _attention_of(
    call: Called, query: Any, key: Any, heads: int, size: int, value_size: int
) -> tuple[int | None, Piece]:
    """Products of scores and values, and the scores."""
    to = elements(query.shape[:1] + tuple(query.shape[1:-1]))
    fro = times(*key.shape[1:-1])
    macs = times(to, fro, heads, size + value_size)
    scores = Piece((query.shape[0], heads, *query.shape[1:-1], *key.shape[1:-1]), str(query.dtype))
    return macs, scores


def _multi_head_attention(call: Called) -> Share:
    layer = call.operation
    query, value = call.inputs[0], call.inputs[1] if len(call.inputs) > 1 else call.inputs[0]
    key = call.named.get("key")
    key = value if key is None else key
    heads, size, value_size = layer._num_heads, layer._key_dim, layer._value_dim
    return _heads(
        call, query, key, value, heads, heads, size, value_size, layer._dropout, _projections(layer)
    )


def _grouped_query_attention(call: Called) -> Share:
    layer = call.operation
    query, value = call.inputs[0], call.inputs[1] if len(call.inputs) > 1 else call.inputs[0]
    key = call.named.get("key")
    key = value if key is None else key
    heads, groups, size = layer.num_query_heads, layer.num_key_value_heads, layer.head_dim
    return _heads(
        call, query, key, value, heads, groups, size, size, layer.dropout, _projections(layer)
    )


def _projections(layer: Any) -> tuple[int, int, int, int]:
    """Multiply-adds a position of the projections of query, key, value and output."""
    dense = (layer._query_dense, layer._key_dense, layer._value_dense, layer._output_dense)
    query, key, value, output = (math.prod(each.kernel.shape) for each in dense)
    return query, key, value, output


def _heads(
    call: Called,
    query: Any,
    key: Any,
    value: Any,
    heads: int,
    groups: int,
    size: int,
    value_size: int,
    dropout: float,
    projections: tuple[int, int, int, int],
) -> Share:
    dtype = str(call.outputs[0].dtype)
    q_shape, k_shape = tuple(query.shape[:-1]), tuple(key.shape[:-1])
    macs, scores = _attention_of(call, query, key, heads, size, value_size)
    positions = (q_shape, k_shape, tuple(value.shape[:-1]), q_shape)
    projected = [
        times(elements(shape), each) for shape, each in zip(positions, projections, strict=True)
    ]
    hidden = [
        Piece((*q_shape, heads * size), dtype),
        Piece((*k_shape, groups * size), dtype),
        Piece((*k_shape, groups * value_size), dtype),
        Piece((*q_shape, heads * value_size), dtype),
        scores,
    ]
    if dropout:
        hidden += [scores, Piece(scores.shape, "bool")]
    keeps = tuple({id(each): each for each in (query, key, value)}.values())
    return Share(
        plus(macs, *projected),
        keeps,
        tuple(hidden),
        forward=(scores,),
        backward=(scores, scores),
    )


def _plain_attention(call: Called) -> Share:
    query, value, *rest = call.inputs
    key = rest[0] if rest else value
    macs, scores = _attention_of(call, query, key, 1, query.shape[-1], value.shape[-1])
    return Share(macs, (query, value, key), (scores,), forward=(scores,))


def _additive_attention(call: Called) -> Share:
    query, value, *rest = call.inputs
    key = rest[0] if rest else value
    macs, scores = _attention_of(call, query, key, 1, query.shape[-1], value.shape[-1])
    summed = Piece((query.shape[0], query.shape[1], key.shape[1], query.shape[-1]), scores.dtype)
    return Share(macs, (query, value, key), (scores, summed), forward=(summed,))


def _nothing(call: Called) -> Share:
    return NOTHING


def _unknown(call: Called) -> Share:
    return UNKNOWN


def _names(text: str, costing: Costing) -> Mapping[str, Costing]:
    return dict.fromkeys(text.split(), costing)


LAYERS: Mapping[str, Costing] = {
    **_names("Dense", _dense),
    **_names("EinsumDense", _einsum_dense),
    **_names("Conv1D Conv2D Conv3D", _conv),
    **_names("Conv1DTranspose Conv2DTranspose Conv3DTranspose", _conv_transpose),
    **_names("DepthwiseConv1D DepthwiseConv2D", _depthwise_conv),
    **_names("SeparableConv1D SeparableConv2D", _separable_conv),
    **_names("Embedding", _embedding),
    **_names("ReversibleEmbedding", _reversible_embedding),
    **_names("LSTM GRU SimpleRNN", _recurrent),
    **_names("ConvLSTM1D ConvLSTM2D ConvLSTM3D", _conv_recurrent),
    **_names("RNN", _of_cell),
    **_names("LSTMCell GRUCell SimpleRNNCell", _cell),
    **_names("Bidirectional", _bidirectional),
    **_names("TimeDistributed", _time_distributed),
    **_names("SpectralNormalization", _wrapped),
    **_names("MultiHeadAttention", _multi_head_attention),
    **_names("GroupedQueryAttention", _grouped_query_attention),
    **_names("Attention", _plain_attention),
    **_names("AdditiveAttention", _additive_attention),
    **_names("BatchNormalization", _batch_norm),
    **_names("LayerNormalization GroupNormalization RMSNormalization", _layer_norm),
    **_names("UnitNormalization", _both_kept),
    **_names("Activation", _activation),
    **_names("ReLU ELU Softmax LeakyReLU", _output_kept),
    **_names("PReLU", _input_kept),
    **_names("Dropout AlphaDropout", _dropout),
    **_names("SpatialDropout1D SpatialDropout2D SpatialDropout3D", _nothing),
    **_names("GaussianDropout", _scaled_noise),
    **_names("GaussianNoise", _noise),
    **_names("MaxPooling1D MaxPooling2D MaxPooling3D", _max_pool),
    **_names("AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D", _max_pool),
    **_names("GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D", _global_max_pool),
    **_names("Maximum Minimum Multiply", _input_kept),
    **_names("Dot", _dot),
    **_names("Add", _added),
    **_names("Flatten Reshape Identity ActivityRegularization InputLayer", _passed_on),
    # Means, sums and changes of place: their gradients need sizes and nothing else.
    **_names("AveragePooling1D AveragePooling2D AveragePooling3D", _nothing),
    **_names("AdaptiveAveragePooling1D AdaptiveAveragePooling2D", _nothing),
    **_names("AdaptiveAveragePooling3D GlobalAveragePooling1D", _nothing),
    **_names("GlobalAveragePooling2D GlobalAveragePooling3D", _nothing),
    **_names("Average Subtract Concatenate Permute RepeatVector Masking Rescaling", _nothing),
    **_names("ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D", _nothing),
    **_names("Cropping3D UpSampling1D UpSampling2D UpSampling3D Resizing CenterCrop", _nothing),
    # What prepares data: nothing trained stands before it, so nothing is kept.
    **_names("AugMix AutoContrast CategoryEncoding CutMix Discretization Equalization", _nothing),
    **_names("ContrastLimitedAdaptiveHistogramEqualization HashedCrossing Hashing", _nothing),
    **_names("IntegerLookup MaxNumBoundingBoxes MixUp Normalization Pipeline", _nothing),
    **_names("RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter", _nothing),
    **_names("RandomContrast RandomCrop RandomElasticTransform RandomErasing", _nothing),
    **_names("RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert", _nothing),
    **_names("RandomPerspective RandomPosterization RandomRotation", _nothing),
    **_names("RandomSaturation RandomSharpness RandomShear RandomTranslation", _nothing),
    **_names("RandomZoom Solarization StringLookup TextVectorization", _nothing),
}

NOT_KNOWN: Mapping[str, str] = {
    "FlaxLayer": "a model of another package, whose insides Keras does not see",
    "JaxLayer": "a function of another package, whose insides Keras does not see",
    "TorchModuleWrapper": "a module of another package, whose insides Keras does not see",
    "TFSMLayer": "a saved graph, whose insides Keras does not see",
    "Lambda": "a function of the user's own",
    "Layer": "does nothing by itself; what a class of one's own does is not looked into",
    "Wrapper": "does nothing by itself",
    "MelSpectrogram": "a Fourier transform is no list of multiply-adds",
    "STFTSpectrogram": "a Fourier transform is no list of multiply-adds",
    "StackedRNNCells": "a list of cells, which may be anybody's",
}
"""Layers whose cost is not said, and why."""
