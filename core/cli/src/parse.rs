//! Words of the command line that name things.

use crate::commands::{Failure, usage};
use jonaki_core::State;
use jonaki_core::protocol::{Compartment, CompartmentSet};

pub(crate) fn state_of(name: &str) -> Result<State, Failure> {
    let found = State::ALL.into_iter().find(|state| state.name() == name);
    found.ok_or_else(|| usage("state", "saved, stored, seen, referred, closed"))
}

pub(crate) fn compartment_set(names: &[String]) -> Result<CompartmentSet, Failure> {
    let of = |name: &String| {
        let found = Compartment::ALL.into_iter().find(|compartment| compartment.name() == name);
        found.ok_or_else(|| usage("compartment", "account, identity, safety"))
    };
    names.iter().map(of).collect()
}
