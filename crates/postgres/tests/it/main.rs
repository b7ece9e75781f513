//! The door as a client meets it, message by message: what is sent, and what comes back.

mod catalog;
mod client;
mod door;
mod limits;
mod pages;
mod protocol;
mod startup;
