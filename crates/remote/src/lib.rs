//! A plane that sends calls over HTTP.
