; Installs lossgui for one user, without administrator rights.
;
; The folder is always the same one and nobody chooses it: the uninstaller may then remove it whole.
; With /S nothing is asked. build_win.py defines VERSION, TREE, OUTPUT, ICON and KILOBYTES.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "WinVer.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\lossgui"
!define CLASSES "Software\Classes"
!define KIND "lossgui.session"

Name "lossgui"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\lossgui"
BrandingText "lossgui ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "lossgui"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "lossgui setup"
VIAddVersionKey "CompanyName" "lossgui developers"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\lossgui.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(START)"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The language is the user's, English where it is none of these.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString START ${LANG_ENGLISH} "Start lossgui"
LangString START ${LANG_SIMPCHINESE} "启动 lossgui"
LangString RUNNING ${LANG_ENGLISH} "lossgui is running. Close it, then choose Retry."
LangString RUNNING ${LANG_SIMPCHINESE} "lossgui 正在运行。请关闭它，再选择“重试”。"
LangString TOO_OLD ${LANG_ENGLISH} "lossgui needs Windows 10 or newer."
LangString TOO_OLD ${LANG_SIMPCHINESE} "lossgui 需要 Windows 10 或更新的版本。"
LangString DISK_FULL ${LANG_ENGLISH} \
    "Not all files could be written. Is the disk full? lossgui is not installed."
LangString DISK_FULL ${LANG_SIMPCHINESE} "有些文件无法写入。磁盘是否已满？lossgui 没有安装。"

; A program that runs keeps its file open. Renaming the file finds out, and changes nothing.
!macro StopIfRunning
    IfFileExists "$INSTDIR\lossgui.exe" 0 stopped
    retry:
    ClearErrors
    Rename "$INSTDIR\lossgui.exe" "$INSTDIR\lossgui.exe.old"
    IfErrors 0 free
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY retry
    SetErrorLevel 2
    Quit
    free:
    Rename "$INSTDIR\lossgui.exe.old" "$INSTDIR\lossgui.exe"
    stopped:
!macroend

Function .onInit
    ${IfNot} ${AtLeastWin10}
        MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
        SetErrorLevel 3
        Quit
    ${EndIf}
FunctionEnd

Section "lossgui"
    SetShellVarContext current
    !insertmacro StopIfRunning
    ; Modules of an older version must not be found beside the new ones.
    RMDir /r "$INSTDIR"
    SetOutPath "$INSTDIR"
    ClearErrors
    File /r "${TREE}/*"
    ${If} ${Errors}
        MessageBox MB_OK|MB_ICONSTOP "$(DISK_FULL)" /SD IDOK
        RMDir /r "$INSTDIR"
        SetErrorLevel 4
        Quit
    ${EndIf}
    WriteUninstaller "$INSTDIR\uninstall.exe"

    SetOutPath "$PROFILE"
    CreateShortcut "$SMPROGRAMS\lossgui.lnk" "$INSTDIR\lossgui.exe"
    SetOutPath "$INSTDIR"

    WriteRegStr HKCU "${CLASSES}\.lossgui" "" "${KIND}"
    WriteRegStr HKCU "${CLASSES}\${KIND}" "" "lossgui session"
    WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\lossgui.exe,0"
    WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\lossgui.exe" "%1"'

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "lossgui"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\lossgui.exe"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "lossgui developers"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    ; The desktop asks again which program opens which file: SHCNE_ASSOCCHANGED.
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
    SetShellVarContext current
    !insertmacro StopIfRunning
    Delete "$SMPROGRAMS\lossgui.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
    ; Another program may have taken the files over since.
    ReadRegStr $0 HKCU "${CLASSES}\.lossgui" ""
    ${If} $0 == "${KIND}"
        DeleteRegKey HKCU "${CLASSES}\.lossgui"
    ${EndIf}
    DeleteRegKey HKCU "${CLASSES}\${KIND}"
    ; Settings, and what is kept for the case of a crash. Sessions are elsewhere and stay.
    RMDir /r "$APPDATA\lossgui"
    RMDir /r "$LOCALAPPDATA\lossgui"
    RMDir /r "$INSTDIR"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
