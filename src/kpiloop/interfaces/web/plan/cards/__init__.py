"""Cards for many, their workbook, and what another target would do to them."""
