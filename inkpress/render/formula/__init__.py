"""Formulas: LaTeX read once into a tree (`reading`), written as MathML, HTML, text (`forms`) or drawn (`picture`)."""
