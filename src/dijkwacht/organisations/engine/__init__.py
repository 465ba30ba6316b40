"""Reading and writing register files without a database."""
