"""Help > About shows everybody's licences wherever a package has put them."""

from __future__ import annotations

import pytest

from lossgui import resources_path
from lossgui.ui import dialogs


@pytest.fixture
def about(window, monkeypatch):
    """Open the box of a lossgui whose package stands in a folder."""

    def opened(package):
        monkeypatch.setattr(resources_path, "PACKAGE", package)
        return dialogs.show_about(window)

    return opened


@pytest.mark.parametrize(
    "package",
    [
        "usr/lib/lossgui/_internal/lossgui",  # PyInstaller's folder, of the .deb and the .run
        "lossgui.app/Contents/Resources/lossgui",
        "Programs/lossgui/site/lossgui",  # setup.exe's
    ],
)
def test_about_shows_the_licences_of_what_a_package_brings_along(about, tmp_path, package):
    folder = tmp_path / package / "resources"
    folder.mkdir(parents=True)
    (folder / "THIRD_PARTY_LICENSES.txt").write_text("Qt 6 – © others\n", "utf-8")
    box = about(tmp_path / package)
    assert box.detailedText() == "Qt 6 – © others\n"
    box.close()


def test_about_of_a_wheel_shows_its_own_licence_only(about, tmp_path):
    # The wheel brings nobody's work along: pip installs Qt and NumPy with their own licences.
    (tmp_path / "site-packages/lossgui/resources").mkdir(parents=True)
    box = about(tmp_path / "site-packages/lossgui")
    assert box.detailedText() == ""
    assert "MIT" in box.informativeText()
    box.close()
