"""Only harmless drawing elements reach a page: the engine's SVG is read and written anew."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = "svg g path rect circle ellipse line polyline polygon text tspan title defs pattern clipPath"
_ATTRIBUTES = """
viewBox width height x y x1 x2 y1 y2 cx cy r rx ry d points dx dy transform id opacity
fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset
stroke-linecap stroke-linejoin paint-order clip-path preserveAspectRatio patternUnits patternTransform
text-anchor dominant-baseline font-size font-weight
"""
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
#: What may be lifted out of a style attribute: the page's content policy refuses inline styles.
STYLES = frozenset({"font-size", "font-weight", "paint-order"})


def clean_svg(text: str, *, prefix: str) -> str:
    """SVG with known elements and attributes only; ids get a prefix so that pictures never share one."""
    root = ElementTree.fromstring(text)
    _clean(root, prefix)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    for child in list(element):
        # A path without points draws nothing and would only carry the engine's own colours.
        if _name(child.tag) in ELEMENTS and child.get("d") != "":
            _clean(child, prefix)
        else:
            element.remove(child)
    if _name(element.tag) == "clipPath":
        for child in element:
            child.attrib.pop("fill", None)
    _lift_styles(element)
    for name, given in list(element.attrib.items()):
        if name not in ATTRIBUTES or ("url(" in given and not given.startswith("url(#")):
            del element.attrib[name]
        elif name == "id":
            element.set(name, f"{prefix}{given}")
        elif given.startswith("url(#"):
            element.set(name, re.sub(r"url\(#", f"url(#{prefix}", given))


def _lift_styles(element: ElementTree.Element) -> None:
    for part in element.attrib.pop("style", "").split(";"):
        name, _, given = part.partition(":")
        if name.strip() in STYLES:
            element.set(name.strip(), given.strip())


def _name(tag: object) -> str:
    return str(tag).removeprefix(f"{{{SVG}}}")
