"""OWL 2 RL closure, its increment and its proofs; rules are in ``ontology/owl2rl.rls``."""
