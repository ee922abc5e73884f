"""The generated pages of the docs, one module per source they are made from."""
