"""Which language the window speaks, and what translates its texts.

A language is one file, ``resources/translations/lossgui_CODE.ts``. What is read here is the ``.qm``
beside it, into which ``make translations`` compiles it. Qt's own texts come from Qt's own files.
"""

from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from lossgui.resources_path import resource

ENGLISH, SYSTEM = "en", "system"
_PREFIX, _SPOKEN = "lossgui_", "spoken_language"


def languages():
    """Return the codes of all languages that there are, English first, such as "zh_CN"."""
    try:
        files = resource("translations").glob(f"{_PREFIX}*.qm")
    except FileNotFoundError:  # nothing but the package was copied
        files = ()
    return (ENGLISH, *sorted(file.stem.removeprefix(_PREFIX) for file in files))


def own_name(code):
    """Return what a language is called by those who speak it."""
    if code == ENGLISH:  # Qt would say American English
        return "English"
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]


def chosen_language(wanted=None, remembered=SYSTEM):
    """Return the code of the language to speak.

    Parameters
    ----------
    wanted : str, optional
        What the command line asks for, such as "zh_CN", "zh-cn" or "zh".
    remembered : str
        What was chosen in the menu; a language that is not there any more counts as `SYSTEM`.

    Raises
    ------
    ValueError
        If there is no language as it is wanted; the sentence names those that there are.
    """
    there = languages()
    if wanted is not None:
        return _named(wanted, there)
    return remembered if remembered in there else fitting(system_languages(), there)


def system_languages():
    """Return the names of the languages that the user's system is set to, the preferred first."""
    return QLocale.system().uiLanguages()


def _named(wanted, there):
    name = wanted.replace("-", "_").partition(".")[0].lower()
    for code in there:
        if name in (code.lower(), code.lower().partition("_")[0]):
            return code
    raise ValueError(f"--lang {wanted}: lossgui speaks {', '.join(there)}")


def fitting(names, there):
    """Return the first of some languages, by their names in the system, that there is.

    The region is not asked for, the script is: who reads zh-SG reads zh_CN, not zh_TW.
    """
    for name in names:
        locale = QLocale(name)
        for code in there:
            own = QLocale(code)
            if (own.language(), own.script()) == (locale.language(), locale.script()):
                return code
    return ENGLISH


@contextmanager
def speaking(app, code):
    """Have the texts of lossgui and of Qt translated until the context is left."""
    translators = [] if code == ENGLISH else [*_from_qt(code), own_translator(code)]
    for translator in translators:
        app.installTranslator(translator)
    app.setProperty(_SPOKEN, code)
    try:
        yield
    finally:
        app.setProperty(_SPOKEN, None)
        for translator in translators:
            app.removeTranslator(translator)


def spoken():
    """Return the code of the language that is spoken now."""
    return QCoreApplication.instance().property(_SPOKEN) or ENGLISH


def own_translator(code):
    """Return what translates lossgui's own texts, installed nowhere.

    Raises
    ------
    FileNotFoundError
        If there is no such language.
    """
    translator = QTranslator()
    translator.load(str(resource("translations", f"{_PREFIX}{code}.qm")))
    return translator


def _from_qt(code):
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return [translator] if translator.load(QLocale(code), "qtbase", "_", folder) else []


def said_in(code, context, text):
    """Return one of lossgui's texts in a language that need not be the spoken one."""
    return text if code == ENGLISH else own_translator(code).translate(context, text) or text
