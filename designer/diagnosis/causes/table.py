"""Every kind of mistake by its code: what it is called, and what it means. One line a kind.

`docs/mistakes.md` is made from this table, with an example of each kind; a test finds every code
here that a check, an explanation or a lint can give. Pure.
"""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """One kind of mistake."""

    code: str
    title: str
    meaning: str


# fmt: off
# ruff: noqa: E501
MISTAKES: tuple[Mistake, ...] = (
    # Tensors that meet
    Mistake("join-sizes", "Branches of different sizes meet", "Add and its like work value by value: height, width or length must be equal on all branches."),
    Mistake("join-channels", "Branches of different channels meet", "The sizes fit and the last axis does not. Give both branches the same number of filters or units, project one of them, or concatenate."),
    Mistake("join-ranks", "Tensors with different numbers of axes meet", "A branch was flattened, pooled or not, and the other one not."),
    Mistake("concat-sizes", "Concatenate of tensors that differ beside its axis", "All axes but the one along which tensors are joined must be equal."),
    Mistake("dot-sizes", "A product of tensors whose sizes do not fit", "The axes that are multiplied and summed must be of one size."),
    Mistake("stretched", "A branch is repeated to fit", "Keras broadcasts a size of 1 without a word; mostly it was a forgotten number of filters."),
    Mistake("stretched-ranks", "Tensors of different ranks are put together", "Keras repeats the smaller one along the axes that it lacks."),
    Mistake("joined-with-itself", "A tensor is joined with itself", "A wire of the other branch was probably meant."),
    # Ranks
    Mistake("sequence-lost", "A recurrent layer gives only its last step", "What follows reads a sequence: the layer before needs return_sequences=True."),
    Mistake("wants-sequence", "A layer that reads sequences gets something else", "It takes (batch, time, features)."),
    Mistake("wants-image", "A layer that reads images gets something else", "It takes (batch, height, width, channels)."),
    Mistake("wants-volume", "A layer that reads volumes gets something else", "It takes (batch, depth, height, width, channels)."),
    Mistake("wrong-rank", "A tensor has too few or too many axes", "Flatten, Reshape or a pooling layer changes the number of axes."),
    Mistake("dense-on-places", "A Dense acts on each place of an image or a sequence", "Keras takes it without a word; a Flatten or a global pooling was probably forgotten."),
    # Sizes
    Mistake("unknown-size", "A size that weights depend on is not known", "Dense after Flatten needs every size of the input; global pooling needs none."),
    Mistake("window-too-large", "A window is larger than what comes in", "After several poolings little is left: use padding=\"same\", fewer poolings, or larger inputs."),
    Mistake("crop-too-large", "More is cut off than there is", "The cropping on both sides together must be smaller than the size."),
    Mistake("reshape-size", "A Reshape to another number of elements", "The product of the sizes must stay; one size may be -1."),
    Mistake("permute-axes", "A Permute that does not name each axis once", "Axes count from 1; the batch is not among them."),
    Mistake("axis-out-of-range", "An axis that the tensor does not have", "Axes count from 0 with the batch, or from -1 backwards."),
    Mistake("groups-mismatch", "Groups that do not divide the channels", "Both the channels that come in and the filters must be multiples of the groups."),
    Mistake("strides-with-dilation", "Strides and dilation at once", "Keras convolutions take one of them."),
    Mistake("block-input", "A block gets another shape than its input says", "Change what comes in, the input of the block, or the arguments of the use."),
    Mistake("block-refused", "A use of a block cannot be made", "The problem inside of the block says why."),
    Mistake("shared-layer-sizes", "A shared layer is called on other channels", "Its weights are made once, for the first call."),
    # Sequences and attention
    Mistake("state-size", "A recurrent layer begins with states that do not fit", "Encoder and decoder need the same units; an LSTM has two states. Keras notices at the first batch only."),
    Mistake("attention-sizes", "Query, key and value do not fit", "Attention works on sequences; a dot product needs one width."),
    Mistake("inner-layer", "A wrapper around a layer that it cannot run", "Bidirectional takes recurrent layers, TimeDistributed any layer and a sequence."),
    Mistake("stateful-batch", "stateful=True with an open batch size", "Give the input a batch_size."),
    Mistake("mask-lost", "A mask ends before the layer that needs it", "Not every layer hands the mask of an Embedding or Masking on."),
    Mistake("too-few-ids", "An Embedding has fewer rows than there are ids", "input_dim must be the size of the vocabulary at least."),
    Mistake("float-ids", "Ids that are fractions", "An Embedding looks up whole numbers: the input's dtype should be an integer one."),
    Mistake("wrong-dtype", "A dtype that the layer cannot work on", "Text goes through TextVectorization or StringLookup first."),
    # Arguments
    Mistake("missing-value", "A required argument has no value", "Set it in the inspector."),
    Mistake("wrong-value", "A value that the argument does not take", "The sentence says what it takes."),
    Mistake("argument-refused", "Keras refuses the value of an argument", "Its words name the argument."),
    Mistake("custom-layer-fails", "A custom layer raises an error", "Mend its source under Custom layers; the details have the traceback."),
    Mistake("op-refused", "Keras refuses an operation", "Its words stand in the details."),
    Mistake("keras-refuses", "Keras refuses a layer for another reason", "Its words stand in the sentence and, in full, in the details."),
    Mistake("custom-layer", "The source of a custom layer cannot be run", "The line is named."),
    # Wires, names, structure
    Mistake("missing-input", "A wire is missing", "Draw it, or delete the node."),
    Mistake("missing-output", "An output is read that the node does not have", "States come with return_state=True."),
    Mistake("surplus-input", "A wire too many", "Cut it, or join the tensors first."),
    Mistake("cycle", "The wires form a circle", "A Keras model knows one direction only."),
    Mistake("no-input", "There is no input", "Place an Input."),
    Mistake("no-output", "There is no output", "Place an Output: what leads to none is no part of the model."),
    Mistake("dead-end", "A branch leads to no output", "Wire it on, or delete it."),
    Mistake("unused-input", "An input that no output depends on", "Keras leaves it out without a word."),
    Mistake("duplicate-name", "Two nodes of one name", "Keras wants every layer's name once."),
    Mistake("invalid-name", "A name that Keras does not take", "Letters, digits and underscores."),
    Mistake("unknown-node", "A node of a newer designer", "It is kept as it is."),
    Mistake("unknown-layer", "A class that Keras does not have", "Replace it, or define a custom layer of that name."),
    Mistake("unknown-block", "A use of a block that is not there", "Bring the block, or delete the use."),
    Mistake("lost-sharing", "A layer is shared with a node that is not there", "Share another one, or none."),
    Mistake("duplicate-key", "Two inputs or outputs of one key", "A dict has each key once."),
    Mistake("nested-key", "Keys that make no structure", "A key cannot be a value and hold others."),
    Mistake("recursion", "A block uses itself", "A block is built before it can be used."),
    Mistake("unknown-argument", "A value for an argument that the block does not have", "Take it away."),
    Mistake("unknown-name", "A value names something unknown", "Only arguments of the block can be named."),
    Mistake("idle-argument", "A block argument that nothing uses", "Let a value name it, or take it away."),
    Mistake("no-chain", "A Sequential block that is no chain", "Make it functional."),
    # The end, and what it learns with
    Mistake("softmax-of-one", "A softmax over one unit", "It is always 1."),
    Mistake("flag-activation", "An end that does not fit binary cross-entropy", "Flags want a sigmoid."),
    Mistake("class-activation", "An end that does not fit categorical cross-entropy", "Classes want a softmax, or from_logits=True."),
    Mistake("one-unit-classes", "A loss of classes over one unit", "Classes want a unit each."),
    Mistake("logits-mismatch", "The activation is applied twice", "from_logits=True wants an end without activation."),
    Mistake("softmax-axis", "A softmax along another axis than the classes", "Losses of classes take the last axis for them."),
    Mistake("activation-twice", "A softmax behind a softmax", "Take one of them out."),
    Mistake("clipped-scores", "Scores that are never below 0", "A relu before the softmax or sigmoid of the end takes half of the scores away."),
    Mistake("accuracy-of-numbers", "The accuracy of numbers", "Accuracy counts what is exactly right; measure an error."),
    Mistake("dropout-last", "Dropout after the last layer", "It drops the predictions themselves."),
    Mistake("half-output", "An output in float16", "Let the last layer compute in float32."),
    # Layers that hardly do what was meant
    Mistake("frozen-mode", "Dropout or BatchNormalization told its mode for ever", "Leave training to fit and predict."),
    Mistake("linear-stack", "Two linear layers in a row", "Two Dense or two convolutions are one then; an activation between them was forgotten."),
    Mistake("softmax-inside", "A softmax inside of the network", "Hidden features hardly learn through it."),
    Mistake("mixed-formats", "channels_first beside channels_last", "Let all layers have one data_format."),
    Mistake("all-dropped", "Dropout of everything", "The rate is the share that is dropped."),
    Mistake("momentum-share", "A momentum that was counted the other way round", "Keras keeps that share of the mean and variance at each batch; PyTorch's 0.1 is 0.9 here."),
    Mistake("key-as-value", "Key and value of an attention are swapped", "Keras takes query, value, key, and most papers and PyTorch name the key first."),
    Mistake("scaled-twice", "Images are scaled twice", "EfficientNet, MobileNetV3 and ConvNeXt take pixels from 0 to 255 and scale them themselves."),
    Mistake("not-adapted", "A layer that has not learnt from the data yet", "Normalization, Discretization, TextVectorization and lookups learn by adapt, or are told what it would find."),
    Mistake("picture-order", "Pictures with their channels in front", "Keras has height, width, channels; PyTorch has channels, height, width."),
    Mistake("dead-start", "Zeros in front of a relu", "A relu has no gradient at 0: what begins with zeros there stays as it is."),
    # Axes
    Mistake("batch-lost", "An output without a row for each sample", "Axis 0 is the batch: reductions, joins and reshapes leave it as it is. Keras trains, or fails at the first batch with two numbers."),
    Mistake("batch-mixed", "Samples of a batch are mixed", "Axis 0 is the batch: what stands beside a sample by chance must not count."),
    Mistake("norm-axis", "A normalisation over rows of places instead of channels", "axis=1 is for channels_first; by default channels are the last axis."),
    Mistake("reshape-mixes", "A Reshape where a Permute was meant", "A Reshape reads all numbers in one row and cuts it anew: rows and columns are torn apart."),
    # What training does not reach
    Mistake("no-gradient", "Layers that no gradient comes back to", "argmax, round, comparisons, casts to integers and lookups have none: what is before them stays as it was made."),
    Mistake("nothing-learns", "Every weight is frozen", "trainable=False everywhere: training changes nothing, and Keras does not stop it."),
    Mistake("frozen-inner", "A frozen layer that Keras trains all the same", "As an argument, trainable=False does not come to the layers inside of MultiHeadAttention, GroupedQueryAttention, RNN, Bidirectional, TimeDistributed, SpectralNormalization, ConvLSTM and custom layers; `layer.trainable = False` after the call does, but only without the argument."),
)
# fmt: on
