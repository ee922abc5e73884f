"""Every limit of a file that is imported, by name."""

FILE_BYTES_MAX = 20_000_000
"""A larger file is refused by its size, without being read."""
ROWS_MAX = 10_000
COLUMNS_MAX = 200
CELL_LENGTH_MAX = 10_000
"""Characters in one cell."""
UNPACKED_BYTES_MAX = 100_000_000
"""What a workbook may come to when it is unpacked, as its directory says; the directory is held to."""
UNPACKED_RATIO_MAX = 200
"""How many times its packed size a part of a workbook may come to, where it is larger than this:"""
RATIO_COUNTS_FROM_BYTES = 1_000_000
PARTS_MAX = 1_000
"""Files within a workbook."""
