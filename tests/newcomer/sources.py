"""The three sources of the July company: an Excel report, a PostgreSQL and a MariaDB database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import psycopg
import pymysql
import xlsxwriter
from psycopg import sql

from tests.newcomer.facts import BRANCHES, MONTHS, Facts

PASSWORD = "only-reads-42"
HEADS = ("收入", "毛利", "应收账款")
REGIONS = {"华东小计": ("SH", "HZ"), "西部小计": ("CD", "XA"), "合计": tuple(BRANCHES)}


def write_report(facts: Facts, path: Path) -> None:
    """A report as finance sends it: a title, months merged over their columns, subtotals, 万元, one real blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        sheet, middle = book.add_worksheet("月报"), book.add_format({"align": "center", "bold": True})
        sheet.merge_range(0, 0, 0, 3 * len(MONTHS), "明泉乐器 财务月报（单位：万元）", middle)
        sheet.merge_range(1, 0, 2, 0, "部门", middle)
        for place, month in enumerate(MONTHS):
            column = 1 + 3 * place
            sheet.merge_range(1, column, 1, column + 2, f"{month.year}年{month.month}月", middle)
            for offset, head in enumerate(HEADS):
                sheet.write_string(2, column + offset, head)
        lines = [*((BRANCHES[code], (code,)) for code in ("SH", "HZ")), ("华东小计", REGIONS["华东小计"])]
        lines += [*((BRANCHES[code], (code,)) for code in ("CD", "XA")), ("西部小计", REGIONS["西部小计"])]
        for line, (name, codes) in enumerate([*lines, ("合计", REGIONS["合计"])], 3):
            sheet.write_string(line, 0, name)
            for place, month in enumerate(MONTHS):
                for offset in range(3):
                    figures = [facts.finance[code, month][offset] for code in codes]
                    stated = [figure for figure in figures if figure is not None]
                    if stated:
                        sheet.write_number(line, 1 + 3 * place + offset, float(sum(stated)))


def _exact(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


@contextmanager
def postgres_database(address: str, name: str, facts: Facts) -> Iterator[None]:
    """A database `name` with an account of the same name that may only read two of its tables."""
    database, place = sql.Identifier(name), address.rstrip("/")
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(database, sql.Literal(PASSWORD)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            with psycopg.connect(f"{place}/{name}") as inside:
                inside.execute(
                    "CREATE TABLE orders (order_no text PRIMARY KEY, ordered_on date, branch text, customer text,"
                    " amount numeric(14,2), status text, is_late boolean)"
                )
                inside.execute("CREATE TABLE staff (month_end date, branch text, heads integer)")
                rows = [(*row[:4], _exact(Fraction(int(str(row[4])), 100)), *row[5:]) for row in facts.orders]
                with inside.cursor() as cursor:
                    cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
                    cursor.executemany("INSERT INTO staff VALUES (%s, %s, %s)", facts.staff)
                inside.execute(sql.SQL("GRANT SELECT ON orders, staff TO {}").format(database))
            yield
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
            server.execute(sql.SQL("DROP ROLE {}").format(database))


@contextmanager
def mariadb_database(host: str, port: int, name: str, facts: Facts) -> Iterator[None]:
    """A database `name` with an account of the same name that may only read it."""
    server = pymysql.connect(host=host, port=port, user="root", autocommit=True)
    with server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        cursor.execute(f"CREATE USER '{name}'@'%' IDENTIFIED BY '{PASSWORD}'")
        try:
            cursor.execute(
                f"CREATE TABLE `{name}`.tickets (ticket varchar(20) PRIMARY KEY, opened_on date, team varchar(20),"
                " is_complaint tinyint(1), hours_to_solve decimal(8,2), score int NULL)"
            )
            cursor.execute(
                f"CREATE TABLE `{name}`.inspections (inspection varchar(20) PRIMARY KEY, checked_on date,"
                " workshop varchar(20), pieces int, passed int)"
            )
            rows = [(*row[:4], _exact(Fraction(int(str(row[4])), 4)), row[5]) for row in facts.tickets]
            cursor.executemany(f"INSERT INTO `{name}`.tickets VALUES (%s, %s, %s, %s, %s, %s)", rows)
            cursor.executemany(f"INSERT INTO `{name}`.inspections VALUES (%s, %s, %s, %s, %s)", facts.inspections)
            cursor.execute(f"GRANT SELECT ON `{name}`.* TO '{name}'@'%'")
            yield
        finally:
            cursor.execute(f"DROP DATABASE `{name}`")
            cursor.execute(f"DROP USER '{name}'@'%'")
