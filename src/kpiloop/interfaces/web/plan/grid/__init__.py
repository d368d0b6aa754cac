"""The target grid: its rows, columns, versions, cells that are typed and saved."""
