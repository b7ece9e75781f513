//! The committed facts, read to the last line.

mod facts;
mod names;
mod samples;
