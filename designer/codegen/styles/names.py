"""Names that styles with a class need: of the class, and of its attributes."""

from __future__ import annotations

import builtins
import re

from designer.codegen.program import Program
from designer.graph.naming import free_name, keras_name

_OF_A_MODEL = """
    activity_regularizer add_loss add_metric add_variable add_weight autocast build
    build_from_config built call call_signature_parameters compile compile_from_config compiled
    compiled_loss compiled_metrics compute_dtype compute_loss compute_mask compute_metrics
    compute_output_shape compute_output_spec count_params distribute_reduction_method
    distribute_strategy dtype dtype_policy evaluate export fit from_config get_build_config
    get_compile_config get_config get_layer get_metrics_result get_quantization_layer_structure
    get_state_tree get_weights history input input_dtype input_spec inputs jit_compile layers
    load_own_variables load_weights loss losses make_predict_function make_test_function
    make_train_function metrics metrics_names metrics_variables name non_trainable_variables
    non_trainable_weights optimizer output outputs path predict predict_function
    predict_on_batch predict_step quantization_mode quantize quantized_build quantized_call
    rematerialized_call reset_metrics run_eagerly save save_own_variables save_weights
    set_state_tree set_weights stateless_call stateless_compute_loss steps_per_execution
    stop_training summary supports_jit supports_masking symbolic_call test_function
    test_on_batch test_step to_json train_function train_on_batch train_step trainable
    trainable_variables trainable_weights unrolled_steps_per_execution variable_dtype variables
    weights
"""
MODEL_ATTRIBUTES = frozenset(_OF_A_MODEL.split())
"""What a `keras.Model` calls its own (Keras 3.15): no layer may have these names there."""


CALL_ARGUMENTS = frozenset({"training", "mask"})
"""Arguments of `call` that Keras fills in by itself: no input may have these names there."""


def class_name(program: Program) -> str:
    """The name of the model as a class name: `my_model` is `MyModel`, and so is no name at all."""
    words = re.findall(r"[A-Za-z0-9]+", program.name if program.is_named else "my_model")
    name = "".join(word[0].upper() + word[1:] for word in words)
    if not name or name[0].isdigit() or hasattr(builtins, name):
        name = f"My{name or 'Model'}"
    taken = {block.name for block in program.blocks}
    taken |= set(re.findall(r"\bclass (\w+)", "\n".join(program.custom_layers)))
    taken |= set(re.findall(r"\w+", "\n".join(program.imports)))
    return f"{name}Model" if name in taken else name


def is_name_of(program: Program, class_name: str) -> bool:
    """Whether Keras gives the model its name by itself, from the name of its class."""
    return not program.is_named or keras_name(class_name) == program.name


def attributes(program: Program) -> dict[str, str]:
    """The attributes of a model that hold its layers, by the variables of the layers."""
    layers = [each.layer_call.layer for each in program.body.needed if each.layer_call]
    taken = MODEL_ATTRIBUTES.union(layers)
    found: dict[str, str] = {}
    for layer in dict.fromkeys(layers):
        is_free = layer not in MODEL_ATTRIBUTES
        found[layer] = layer if is_free else free_name(f"{layer}_layer", taken)
        taken |= {found[layer]}
    return found


def parameter(program: Program, name: str) -> str:
    """The name of a parameter that is none of the variables in the body."""
    variables = {name for each in program.body.lines for name in each.binds}
    return free_name(name, variables)
