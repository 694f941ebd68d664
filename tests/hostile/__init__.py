"""Inputs that mean harm, as data: each with what must be said about it."""
