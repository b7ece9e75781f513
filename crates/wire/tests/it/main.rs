//! The codecs against what others wrote down, and each direction against the other.

mod cli_cases;
mod endpoint_vectors;
mod errors;
mod generate;
mod never_panics;
mod protocol_vectors;
mod recorded_answers;
mod requests;
mod round_trip;
mod vectors;
