//! API Gateway V2: what its operations answer, and what they refuse.

mod api;
mod stage;
