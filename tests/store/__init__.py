"""What a store promises, whichever database it stands on."""
