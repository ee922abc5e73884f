"""What a partnership is and what may happen to it: pure, without clock, chance or input and output."""
