"""What can be proved without a database: the Merkle tree, signed checkpoints, receipts (RFC 9162, C2SP)."""
