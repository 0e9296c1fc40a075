from designer.catalog.substitution import substituted
from designer.catalog.values import Call, Code


def test_an_expression_gets_the_value_of_a_name_in_its_place():
    assert substituted(Code("input_dim // 2"), {"input_dim": 64}) == Code("64 // 2")


def test_an_expression_put_in_keeps_together():
    assert substituted(Code("2 * n"), {"n": Code("a + b")}) == Code("2 * (a + b)")


def test_a_name_alone_becomes_the_value_itself():
    assert substituted(Code("activation"), {"activation": "relu"}) == "relu"


def test_names_inside_containers_and_calls_are_replaced_too():
    value = {"k": (Code("n"), [Call("keras.regularizers.L2", {"l2": Code("n")})])}
    assert substituted(value, {"n": 3}) == {"k": (3, [Call("keras.regularizers.L2", {"l2": 3})])}


def test_strings_and_other_names_are_left_alone():
    assert substituted("n", {"n": 3}) == "n"
    assert substituted(Code("x.n + m"), {"n": 3}) == Code("x.n + m")


def test_the_parameter_of_a_lambda_hides_the_name_outside():
    assert substituted(Code("lambda n: n + k"), {"n": 3, "k": 4}) == Code("lambda n: n + 4")
