from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from designer.ui.settings import MOST_RECENT, Settings


@pytest.fixture(params=["in memory", "in a file"])
def settings(request, tmp_path) -> Settings:
    if request.param == "in memory":
        return Settings()
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number}.kdesign" for number in range(count)]
    for path in paths:
        path.touch()
    return paths


def test_recent_files_come_latest_first_and_once(settings, tmp_path):
    first, second = files(tmp_path, 2)
    for path in (first, second, first):
        settings.remember_file(path)
    assert settings.recent_files == [first, second]
    assert settings.folder == str(tmp_path)


def test_a_single_recent_file_is_kept_too(settings, tmp_path):
    """QSettings gives a list of one back as a bare string."""
    (only,) = files(tmp_path, 1)
    settings.remember_file(only)
    assert settings.recent_files == [only]


def test_files_that_are_gone_are_left_out_and_the_list_is_short(settings, tmp_path):
    paths = files(tmp_path, MOST_RECENT + 3)
    for path in paths:
        settings.remember_file(path)
    paths[-1].unlink()
    assert settings.recent_files == paths[-2 : -MOST_RECENT - 1 : -1]


def test_the_list_can_be_forgotten(settings, tmp_path):
    settings.remember_file(files(tmp_path, 1)[0])
    settings.forget_files()
    assert settings.recent_files == []


def test_values_come_back_as_what_they_were(settings):
    settings.theme = "dark"
    settings.geometry = QByteArray(b"\x00\x01")
    settings.worker_command = ["/opt/gpu/bin/python"]
    settings.plot_options = {"show_shapes": False, "rankdir": "LR", "dpi": 90}
    assert settings.theme == "dark"
    assert settings.geometry == QByteArray(b"\x00\x01")
    assert settings.worker_command == ["/opt/gpu/bin/python"]
    assert settings.plot_options == {"show_shapes": False, "rankdir": "LR", "dpi": 90}


def test_settings_outlive_the_program(tmp_path):
    name = str(tmp_path / "settings.ini")
    options = {"show_shapes": False, "rankdir": "LR", "dpi": 90}
    store = QSettings(name, QSettings.Format.IniFormat)
    Settings(store).plot_options = options
    store.sync()
    again = Settings(QSettings(name, QSettings.Format.IniFormat))
    assert again.plot_options == options


def test_an_unknown_theme_counts_as_the_systems(settings):
    settings.theme = "purple"
    assert settings.theme == "system"
