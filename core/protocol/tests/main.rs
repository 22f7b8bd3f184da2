//! Tests of the protocol through its public interface: formats, vectors, attacks, limits.

mod canonical;
mod directory;
mod golden;
mod grants;
mod invites;
mod limits;
mod mutations;
mod properties;
mod purposes;
mod samples;
mod seal;
mod secrets;
mod support;
mod vectors;
