"""The few SVG elements that a drawing is made of; lengths in pixels."""

from xml.etree import ElementTree as ET

INK, PALE, PAPER, EDGE, LINK = "#1f2933", "#52606d", "#ffffff", "#cbd2d9", "#1d4ed8"
TEXT_PX = 13


def page(width: float, height: float, title: str, fonts: str) -> ET.Element:
    """An empty page."""
    whole = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": fonts})
    whole.attrib |= {"width": _n(width), "height": _n(height), "viewBox": f"0 0 {_n(width)} {_n(height)}"}
    tip(whole, title)
    rect(whole, (0, 0, width, height), fill="#f5f7fa")
    return whole


def markup(whole: ET.Element) -> str:
    """The page as text, ending in a newline."""
    ET.indent(whole, " ")
    return ET.tostring(whole, encoding="unicode") + "\n"


def group(parent: ET.Element, x: float, y: float, name: str = "") -> ET.Element:
    """Something with an origin of its own, and a name to link to."""
    named = {"id": name} if name else {}
    return ET.SubElement(parent, "g", named | {"transform": f"translate({_n(x)} {_n(y)})"})


def link(parent: ET.Element, to: str) -> ET.Element:
    """Something to click on that leads to the named group."""
    return ET.SubElement(parent, "a", {"href": f"#{to}"})


def tip(parent: ET.Element, words: str) -> None:
    """What is shown while the pointer rests on it."""
    ET.SubElement(parent, "title").text = words


def rect(parent: ET.Element, box: tuple[float, float, float, float], **look: str) -> None:
    """A rectangle: x, y, width, height."""
    sides = {name: _n(length) for name, length in zip(("x", "y", "width", "height"), box, strict=True)}
    ET.SubElement(parent, "rect", sides | look)


def path(parent: ET.Element, course: str, **look: str) -> None:
    """A path of SVG's own commands."""
    ET.SubElement(parent, "path", {"d": course} | look)


def text(parent: ET.Element, x: float, y: float, words: str, **look: str) -> None:
    """A line of text on the baseline y; `font_size` and the like as keywords."""
    plain = {"font-size": str(TEXT_PX), "fill": INK}
    dashed = {name.replace("_", "-"): value for name, value in look.items()}
    ET.SubElement(parent, "text", {"x": _n(x), "y": _n(y)} | plain | dashed).text = words


def curve(parent: ET.Element, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """An arrow that leaves and arrives level."""
    (x, y), (to_x, to_y) = begin, end
    middle = _n((x + to_x) / 2)
    course = f"M{_n(x)} {_n(y)}C{middle} {_n(y)} {middle} {_n(to_y)} {_n(to_x - 6)} {_n(to_y)}"
    path(parent, course, fill="none", stroke=PALE, **{"stroke-width": "1.5"})
    path(parent, f"M{_n(to_x)} {_n(to_y)}l-8 -4.5v9z", fill=PALE)


def _n(length: float) -> str:
    return f"{length:g}"
