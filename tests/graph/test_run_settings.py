from designer.catalog.values import Call
from designer.graph.design import Design, Settings
from designer.graph.run_settings import EAGER, NPZ, DataSource, RunSettings
from designer.storage.design_file import from_text, to_text

RICH = RunSettings(
    data=DataSource(NPZ, path="a.npz", inputs={"text": ("ids",)}, targets={"label": ("y",)}),
    loop=EAGER,
    optimizer=Call("keras.optimizers.SGD", {"learning_rate": 0.1}),
    losses={"label": Call("keras.losses.Huber", {"delta": 2.0}), "other": "mse"},
    metrics={"label": ("mae", Call("keras.metrics.MeanSquaredError", {}))},
    batch_size=8,
    epochs=3,
    validation_share=0.0,
    seed=7,
    mixed_precision=True,
    callbacks=(Call("keras.callbacks.EarlyStopping", {"patience": 3}),),
)


def test_settings_come_back_from_the_file_as_they_were():
    design = Design(settings=Settings(run=RICH.to_values()))
    loaded = from_text(to_text(design)).design
    assert RunSettings.from_values(loaded.settings.run) == RICH


def test_what_goes_without_saying_is_not_stored():
    assert RunSettings().to_values() == {}
    assert RunSettings(epochs=3).to_values() == {"epochs": 3}


def test_what_a_file_says_wrongly_is_passed_over():
    wrong = {"epochs": -1, "loop": "magic", "losses": {"a": 3}, "data": {"kind": 7}, "more": 1}
    assert RunSettings.from_values(wrong) == RunSettings()
