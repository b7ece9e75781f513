//! What changes call, and what they answer.
