//! Answers AWS requests over HTTP by handing calls to a plane.
