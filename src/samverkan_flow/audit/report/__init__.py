"""The portfolio report of one calendar year: the numbers, the charts, and the page that shows both."""
