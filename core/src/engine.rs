//! The sync engine, sans-IO: state becomes a request body, a response body becomes state. Whoever carries the bytes
//! (reqwest, a browser, the simulator) is an adapter.

mod ahead;
mod feed;
mod grants;
mod items;
mod leaving;
mod letters;
mod outgoing;
mod patience;
mod reconcile;
mod refusal;
mod request;
mod response;
mod settle;
mod witness;

pub use patience::Patience;
pub use request::{Budget, SyncRequest};
pub(crate) use response::Answer;
pub use response::{Round, SyncStep};
pub(crate) use settle::Stirred;
