//! Set D: key sets, capsules, grants, withdrawals and organisations' keys.

mod device;
mod epochs;
mod grants;
mod sets;

use super::{Answer, Case, Entrance, Input, Office, Set, Who};
use jonaki_core::protocol::{Code, Item};

/// The set.
pub fn set() -> Set<Office> {
    let mut cases = Vec::new();
    for Bad(what, who, code, make) in sets::CASES.iter().chain(grants::CASES).chain(epochs::CASES) {
        let (number, who, make) = (cases.len() as u16 + 1, *who, *make);
        let (at, expected) = (Entrance::Server(name(who)), Answer::Item(*code));
        cases.push(Case::new(number, what, at, expected, move |office: &mut Office| {
            let item = make(office);
            Input::Up(office.body(who, vec![item]))
        }));
    }
    cases.extend(device::cases(cases.len() as u16));
    Set { letter: 'D', title: "key sets, grants and organisations' keys", least: 42, cases }
}

/// What it is, who sends it, the code, and how it is made.
struct Bad(&'static str, Who, Code, fn(&mut Office) -> Item);

fn name(who: Who) -> &'static str {
    match who {
        Who::Insider => "a coordinator of the case",
        Who::Snitch => "a reporter",
        Who::Provider => "a provider",
        Who::Outsider => "a coordinator of another organisation",
        Who::Boss => "an administrator",
    }
}
