"""Which language is chosen, what is translated then, and what stays as it is."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QListView

from lossgui.core.saying import worded
from lossgui.ui import language
from lossgui.ui.action_making import plain
from lossgui.ui.commands import CommandPalette
from lossgui.ui.language import chosen_language, fitting, languages, own_name, speaking, spoken
from lossgui.ui.losses.sentence import SentenceLabel
from lossgui.ui.saying import in_language
from lossgui.ui.settings import open_settings

CHINESE = "zh_CN"
THERE = ("en", "de", "pt_BR", "zh_CN", "zh_TW")


def button_text(kind=QDialogButtonBox.StandardButton.Cancel):
    box = QDialogButtonBox(kind)
    return plain(box.button(kind).text())


@pytest.fixture
def chinese(qapp):
    """Speak Chinese until the test ends."""
    with speaking(qapp, CHINESE):
        yield


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"),
        (["zh-Hans-SG", "zh-SG", "zh"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "zh"], "zh_TW"),
        (["zh-Hant-HK", "zh-HK"], "zh_TW"),
        (["de-Latn-AT", "de-AT", "de"], "de"),
        (["pt-Latn-PT", "pt"], "pt_BR"),
        (["en-Latn-US", "en", "zh-Hans-CN"], "en"),
        (["fi", "zh-Hans-CN"], "zh_CN"),
        (["fi"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_of_the_systems_languages_that_there_is_is_spoken(names, expected):
    assert fitting(names, THERE) == expected


def test_the_command_line_comes_before_the_memory_and_that_before_the_system(monkeypatch):
    monkeypatch.setattr(language, "system_languages", lambda: ["zh-Hans-CN"])
    assert chosen_language() == "zh_CN"
    assert chosen_language(remembered="en") == "en"
    assert chosen_language("zh_CN", remembered="en") == "zh_CN"
    assert chosen_language(remembered="a language that was taken away") == "zh_CN"


@pytest.mark.parametrize("name", ["zh_CN", "zh-cn", "ZH_cn", "zh", "zh_CN.UTF-8"])
def test_a_language_is_found_however_its_code_is_written(name):
    assert chosen_language(name) == "zh_CN"


@pytest.mark.parametrize("name", ["fi", "", "zh_", "chinese"])
def test_a_language_that_is_not_there_is_refused_with_those_that_are(name):
    with pytest.raises(ValueError, match=r"lossgui speaks en, .*zh_CN"):
        chosen_language(name)


def test_languages_are_called_by_their_own_names():
    assert [own_name(code) for code in ("en", "zh_CN", "pt_BR")] == [
        "English",
        "简体中文",
        "Português",
    ]


def test_qt_and_lossgui_speak_the_language_until_they_no_longer_should(qapp, qtbot, make_window):
    assert button_text() == "Cancel"
    with speaking(qapp, CHINESE):
        assert spoken() == CHINESE
        assert button_text() == "取消"
        menus = [plain(action.text()) for action in make_window().menuBar().actions()]
        assert menus == ["文件", "编辑", "损失", "视图", "学习", "帮助"]
    assert spoken() == "en"
    assert button_text() == "Cancel"


def test_english_is_spoken_without_translating(qapp, make_window):
    with speaking(qapp, "en"):
        window = make_window()
        assert window.menuBar().actions()[0].text() == "&File"
        assert window.windowTitle() == "Untitled[*] - lossgui"


def test_a_language_changes_no_number(chinese, window):
    assert QLocale().decimalPoint() == QLocale.system().decimalPoint()
    model = window.losses.view.model()
    texts = {
        model.index(row, column).data()
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }
    assert {"0.236667", "0.355", "d/2"} <= texts


def test_every_language_is_in_the_menu_by_its_own_name(chinese, window):
    codes = ("system", *languages())
    texts = [plain(window.command(f"language_{code}").text()) for code in codes]
    assert texts == ["跟随系统", *map(own_name, languages())]
    assert window.command("language_system").isChecked()


def test_a_chosen_language_is_remembered_and_takes_effect_at_the_next_start(window):
    window.command(f"language_{CHINESE}").trigger()
    assert window.command(f"language_{CHINESE}").isChecked()
    assert "简体中文" in window.notices.text  # said in the language that was chosen
    assert open_settings().value("language") == CHINESE
    assert plain(window.command("open").text()) == "Open"


def test_going_back_to_the_spoken_language_takes_the_notice_back(window):
    window.command(f"language_{CHINESE}").trigger()
    window.command("language_system").trigger()
    assert window.notices.text == ""
    assert window.command("language_system").isChecked()


def test_english_is_announced_in_english(chinese, window):
    window.command("language_en").trigger()
    expected = "The language changes when lossgui is started again."
    assert window.notices.text == expected


def test_the_command_palette_finds_a_command_by_its_english_name_too(chinese, window, qtbot):
    window.command("commands").trigger()
    palette = window.findChild(CommandPalette)
    found = palette.findChild(QListView).model()
    search = palette.findChild(QLineEdit)
    for name in ("duplicate", "复制一份"):
        search.setText(name)
        assert [found.index(row, 0).data().split("    ")[0] for row in range(found.rowCount())] == [
            "损失：复制一份损失"
        ]
    palette.hide()


def test_sentences_of_the_other_parts_are_said_in_the_language_of_the_window(chinese):
    part = worded("{tensor} is empty, so there is no cell to vary.", tensor="y_pred")
    whole = worded("{name}: {sentence}", name="A", sentence=part)
    assert in_language(whole) == "A：y_pred 为空，没有可改变的单元格。"
    assert in_language("plain text, which may be a name") == "plain text, which may be a name"
    assert in_language(worded("no such {thing}", thing="sentence")) == "no such sentence"


def test_the_plots_speak_the_language_and_keep_their_numbers(chinese, window):
    tabs = window.plots.tabs
    assert [tabs.tabText(index) for index in range(tabs.count())] == [
        "样本",
        "扫描",
        "梯度",
        "批次流",
    ]
    drawn = window.plots.canvas.drawn
    assert (drawn.title, drawn.x.label) == ("每个样本的损失；虚线：最终值", "样本")
    assert [entry.value for entry in drawn.legend] == ["0.236667", "0.355"]


def test_the_first_screen_says_its_answer_in_the_language(chinese, window):
    labels = window.findChildren(SentenceLabel)
    said = " ".join(label.text() for label in labels if label.isVisible())
    assert "对任何输入，B = (d/2) * A；此处 d = 3，即 3/2。" in said
    assert "逐个元素计算；在 [0, 2] 处：(0.9)² = 0.81。" in said


def test_undo_says_in_the_language_what_it_takes_back(chinese, window):
    window.studio.session.set_cells("y_pred", (0, 1), 0.25)
    assert window.command("undo").text() == "撤销“编辑 y_pred[0, 1]”(&U)"
    assert window.command("undo").toolTip() == "撤销“编辑 y_pred[0, 1]” (Ctrl+Z)"
