"""Anyone's table to columns: CSV, TSV, XLSX, Parquet in; named columns out, with what each seems to hold."""

from stemwise.tables.model import Table
from stemwise.tables.reader import read_table
from stemwise.tables.roles import Roles, roles_of

__all__ = ["Roles", "Table", "read_table", "roles_of"]
