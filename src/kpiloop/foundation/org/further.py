"""Further trees for computing rooms: everybody's rows; never for doors."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.org.book import read_book
from kpiloop.foundation.org.membership import further_membership, home_unit_membership

__all__ = [
    "further_membership",
    "further_nodes",
    "further_nodes_between",
    "home_unit_membership",
    "read_book",
    "spelled_codes",
    "tree_of_node",
]


def spelled_codes(*, people: bool = False) -> set[str]:
    """Every code and other name of units, with employee numbers when asked."""
    book = read_book()
    found = {row.code for row in book.units.values()} | set(book.aliases)
    return found | {row.code for row in book.people.values()} if people else found


def further_nodes(on: date) -> dict[int, str]:
    """Units that stand in a further tree alone, with the code of that tree."""
    book = read_book()
    return {key: code for code in book.further for key in book.own_nodes(code, on)}


def further_nodes_between(starts_on: date, ends_before: date) -> dict[int, str]:
    """Units that stand in a further tree alone on some day of a window, with the code of that tree."""
    book = read_book()
    return {
        edge.unit_id: code
        for code, edges in book.further_edges.items()
        for edge in edges
        if edge.valid_from < ends_before and (edge.valid_to is None or edge.valid_to > starts_on)
        if not any(own.unit_id == edge.unit_id for own in book.edges)
    }


def tree_of_node(unit_id: int) -> str:
    """The further tree a unit stands in alone; empty for units of the company's own tree."""
    return further_nodes_between(date.min, date.max).get(unit_id, "")
