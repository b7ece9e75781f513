//! Scans: the rows of a table, by calls that are made while they are read.
