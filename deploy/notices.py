"""Prints the license notices of every package beside this Python: name, version, license, and the texts.

The image is built with it, so that the notices of what it ships are in it (/usr/share/doc/criteria-cards).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackagePath, distributions

_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
_RULE = "=" * 80


def notices(of: Iterator[Distribution]) -> Iterator[str]:
    """The notice of each package, by name."""
    for package in sorted(of, key=lambda each: each.name.lower()):
        texts = [path.read_binary().decode(errors="replace") for path in _texts(package)]
        said = texts or ["The package comes without a text of its license.\n"]
        yield "\n".join((_RULE, f"{package.name} {package.version}: {_license(package)}", _RULE, *said))


def _texts(package: Distribution) -> Iterator[PackagePath]:
    """The files of licenses and notices that came with a package."""
    for path in package.files or ():
        if ".dist-info" in str(path) and path.name.upper().startswith(_NAMES) and path.locate().is_file():
            yield path


def _license(package: Distribution) -> str:
    """What a package says of its license, in the newest form that it uses."""
    told = package.metadata
    classifiers = [each for each in told.get_all("Classifier", []) if each.startswith("License ::")]
    short = (told.get("License") or "").strip().splitlines()[:1]
    return (
        told.get("License-Expression")
        or ", ".join(each.rpartition(":: ")[2] for each in classifiers)
        or "".join(short)
        or "not told"
    )


if __name__ == "__main__":
    sys.stdout.writelines(f"{each}\n" for each in notices(distributions()))
