"""Dossiers for an auditor who has neither product nor store: the events, their proofs and their story."""
