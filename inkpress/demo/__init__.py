"""What `inkpress demo` works on: data only. LICENCE.md says what is fact and what are our words."""
