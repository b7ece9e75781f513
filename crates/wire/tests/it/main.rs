//! The codecs against what others wrote down: AWS's protocol tests, and each direction against the other.

mod endpoint_vectors;
mod generate;
mod protocol_vectors;
mod recorded_answers;
mod round_trip;
mod vectors;
