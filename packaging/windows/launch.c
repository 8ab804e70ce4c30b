/* lossgui.exe and lossgui-cli.exe: start the Python beside them with lossgui.

   The library is loaded by its full path, so that no other Python on the computer is taken, and a
   damaged installation ends in a sentence. Built twice: with -DWINDOW for the window, and without
   it for a terminal. */

#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define LONGEST_PATH 32768
#define OPTIONS 5

typedef int (*python_main)(int, wchar_t **);

static int fail(const wchar_t *what)
{
    wchar_t text[512];
    swprintf(text, 512, L"lossgui is damaged: %ls (error %lu). Install lossgui again.", what,
             GetLastError());
#ifdef WINDOW
    MessageBoxW(NULL, text, L"lossgui", MB_ICONERROR);
#else
    fwprintf(stderr, L"%ls\n", text);
#endif
    return 3;
}

static int start(int count, wchar_t **given)
{
    static wchar_t library[LONGEST_PATH];
    DWORD length = GetModuleFileNameW(NULL, library, LONGEST_PATH);
    wchar_t *end = length ? wcsrchr(library, L'\\') : NULL;
    if (end == NULL || (end - library) + 32 > LONGEST_PATH)
        return fail(L"its folder is not found");
    wcscpy(end + 1, PYTHON_LIBRARY);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (python == NULL)
        return fail(PYTHON_LIBRARY L" cannot be loaded");
    python_main run = (python_main)(void (*)(void))GetProcAddress(python, "Py_Main");
    if (run == NULL)
        return fail(PYTHON_LIBRARY L" is not Python");

    const wchar_t *options[OPTIONS] = {L"-I", L"-X", L"utf8", L"-m", L"lossgui_start"};
    wchar_t **arguments = calloc(count + OPTIONS + 1, sizeof *arguments);
    if (arguments == NULL)
        return fail(L"there is no memory left");
    arguments[0] = given[0];
    for (int i = 0; i < OPTIONS; i++)
        arguments[1 + i] = (wchar_t *)options[i];
    for (int i = 1; i < count; i++)
        arguments[OPTIONS + i] = given[i];
    return run(count + OPTIONS, arguments);
}

#ifdef WINDOW
int WINAPI wWinMain(HINSTANCE self, HINSTANCE previous, PWSTR line, int show)
{
    (void)self, (void)previous, (void)line, (void)show;
    return start(__argc, __wargv);
}
#else
int wmain(int count, wchar_t **given)
{
    return start(count, given);
}
#endif
