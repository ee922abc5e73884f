"""The report as a page: the sections, the charts, the style."""
