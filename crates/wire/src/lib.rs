//! AWS protocols in both directions, SigV4 and endpoints. Opens no socket.
