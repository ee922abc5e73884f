"""The questions an auditor asks, held against answers known by hand."""
