//! Integration tests of the client.

mod offline;
mod support;
