"""The only place that touches network, disk or database. An adapter imports no stage."""
