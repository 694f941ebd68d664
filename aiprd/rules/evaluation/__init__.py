"""EVAL: the cases a product is measured on, and what they can show (LLM practice L1 to L3, L19; GMLP; model cards)."""

from aiprd.rules.evaluation import breadth, proof, sets

MODULES = (sets, proof, breadth)
