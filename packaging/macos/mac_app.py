"""What the Finder is told about the app; lossgui.spec reads it on a Mac."""

IDENTIFIER = "org.lossgui.lossgui"
SESSION = "org.lossgui.session"

INFO = {
    "LSMinimumSystemVersion": "14.0",  # of Qt's libraries
    "NSHighResolutionCapable": True,
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "lossgui session",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [SESSION],
        }
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": SESSION,
            "UTTypeDescription": "lossgui session",
            "UTTypeConformsTo": ["public.data"],
            "UTTypeTagSpecification": {"public.filename-extension": ["lossgui"]},
        }
    ],
}
