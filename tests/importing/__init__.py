"""Importing a portfolio: cells, files, the service, what is asked of it afterwards, the verb."""
