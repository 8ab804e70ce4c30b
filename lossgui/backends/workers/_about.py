"""What a Python says about itself: its version, and which of the named modules it has.

Run as ``python -E _about.py MODULE...``; it answers as a worker does, with one line of JSON, and
imports nothing that it is asked about. Every Python since 2.6 can read it, so that an old one tells
its version instead of failing: hence no annotations and no f-strings.
"""

import json
import sys

# Where the name to install differs from the one to import, so that not every package is looked at.
PACKAGES = {"sklearn": "scikit-learn"}


def installed(names):  # type: (list[str]) -> dict[str, str]
    """Give the version of each module that is there; an empty one where nothing tells it."""
    from importlib.util import find_spec
    from pathlib import Path

    # Not whatever comes first: an embedded Python has the standard library there.
    own = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != own]
    found = {}
    for name in names:
        spec = find_spec(name)
        # A folder that an uninstalled package has left behind is a module without a file.
        if spec is not None and spec.origin is not None:
            found[name] = version_of(name)
    return found


def version_of(name):  # type: (str) -> str
    """Give the version of the package that a module is from; TensorFlow's has several names."""
    from importlib import metadata

    try:
        return metadata.version(PACKAGES.get(name, name))
    except metadata.PackageNotFoundError:
        listing = getattr(metadata, "packages_distributions", None)  # since Python 3.10
        owners = listing().get(name) if listing else None
        return metadata.version(owners[0]) if owners else ""


def is_managed():  # type: () -> bool
    """Tell whether the system keeps pip from installing into this Python (PEP 668)."""
    import sysconfig
    from pathlib import Path

    mark = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    return sys.prefix == sys.base_prefix and mark.exists()


version = list(sys.version_info[:3])
about = {"id": 0, "arrays": [], "version": version}  # type: dict[str, object]
if version >= [3, 9]:
    about["bits"] = 64 if sys.maxsize > 2**32 else 32
    about["managed"] = is_managed()
    about["modules"] = installed(sys.argv[1:])
print(json.dumps(about))
