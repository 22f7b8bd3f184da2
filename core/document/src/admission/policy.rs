//! Stage 3: who may do what, one function over a table of 9 standings x 7 compartments x 14 path classes x 4
//! actions.
//!
//! The reviewed expectation of all 3,528 cells is `tests/data/policy.tsv`; a test compares every one.

use super::{Refusal, Stage, Writer};
use jonaki_protocol::{Code, Compartment, CompartmentSet};

/// What a device is to the record of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A reporter's device that filed this case.
    ReporterOfCase,
    /// A reporter's device; the case is somebody else's.
    OtherReporter,
    /// A coordinator's device of an organisation that holds a grant, or that filed this case itself.
    CoordinatorWithAccess,
    /// A coordinator's device of an organisation without a grant.
    CoordinatorWithoutAccess,
    /// A provider's device at a case, whatever its organisation was disclosed.
    Provider,
    /// An administrator's device of an organisation that holds a grant: a coordinator who also invites.
    AdminWithAccess,
    /// A coordinator's or administrator's device of the organisation that made this referral.
    Sender,
    /// A device of the organisation to which this referral is, whatever its role, reporters apart.
    Receiver,
    /// Anybody else: an administrator without access, a removed device.
    Stranger,
}

/// Kinds of paths that the rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathClass {
    /// Registers that say how the report came to be: written once.
    Origin,
    /// Registers that say what was told.
    Fact,
    /// Members of coded sets.
    Member,
    /// Registers of coordinators' judgement.
    Assessment,
    /// Answers to a form's questions.
    Answer,
    /// Events of the person who reported.
    ReportEvent,
    /// Events that move the case's status.
    StatusEvent,
    /// A coordinator's device saying that it saw the case.
    View,
    /// Notes.
    Note,
    /// What coordinators did for the case.
    CaseEvent,
    /// Entries of the work on a case.
    Work,
    /// Registers of a referral that say what is asked of whom: written once, by the change that opens it.
    Header,
    /// Events of who made a referral.
    SenderEvent,
    /// Events of who received a referral.
    ReceiverEvent,
}

/// What is done to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Writes where its author saw nothing.
    Create,
    /// Overwrites values of its own device only.
    ReplaceOwn,
    /// Overwrites at least one value of another device.
    ReplaceOther,
    /// Deletes.
    Remove,
}

impl Standing {
    /// All, in the order of the table's columns.
    pub const ALL: [Self; 9] = [
        Self::ReporterOfCase,
        Self::OtherReporter,
        Self::CoordinatorWithAccess,
        Self::CoordinatorWithoutAccess,
        Self::Provider,
        Self::AdminWithAccess,
        Self::Sender,
        Self::Receiver,
        Self::Stranger,
    ];

    fn coordinates(self) -> bool {
        matches!(self, Self::CoordinatorWithAccess | Self::AdminWithAccess)
    }
}

impl PathClass {
    /// All, in the order of the table's rows.
    pub const ALL: [Self; 14] = [
        Self::Origin,
        Self::Fact,
        Self::Member,
        Self::Assessment,
        Self::Answer,
        Self::ReportEvent,
        Self::StatusEvent,
        Self::View,
        Self::Note,
        Self::CaseEvent,
        Self::Work,
        Self::Header,
        Self::SenderEvent,
        Self::ReceiverEvent,
    ];

    /// Whether documents of a compartment have such paths at all.
    fn is_part_of(self, compartment: Compartment) -> bool {
        match compartment {
            Compartment::Card => matches!(
                self,
                Self::Origin
                    | Self::Fact
                    | Self::Member
                    | Self::Assessment
                    | Self::ReportEvent
                    | Self::StatusEvent
                    | Self::View
                    | Self::CaseEvent
            ),
            Compartment::Account | Compartment::Disclosure => {
                matches!(self, Self::Fact | Self::Answer | Self::Note)
            }
            Compartment::Identity => matches!(self, Self::Fact | Self::Answer),
            Compartment::Safety => matches!(self, Self::Assessment | Self::Answer | Self::Note),
            Compartment::Work => matches!(self, Self::Assessment | Self::Answer | Self::Note | Self::Work),
            Compartment::Referral => {
                matches!(self, Self::Header | Self::SenderEvent | Self::ReceiverEvent | Self::View)
            }
        }
    }

    /// Whether what is written once stays for ever.
    fn is_immutable(self) -> bool {
        !matches!(self, Self::Fact | Self::Member | Self::Assessment | Self::Answer)
    }
}

impl Action {
    /// All, in the order of the table's rows.
    pub const ALL: [Self; 4] = [Self::Create, Self::ReplaceOwn, Self::ReplaceOther, Self::Remove];
}

/// One effect of a change, as the shape stage found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) class: PathClass,
    pub(crate) action: Action,
    /// For views: whether the key is the writing device's id.
    pub(crate) own_key: bool,
}

/// The rule table.
pub fn allows(standing: Standing, compartment: Compartment, class: PathClass, action: Action) -> bool {
    if !class.is_part_of(compartment) || class.is_immutable() && action != Action::Create {
        return false;
    }
    let of_referral = compartment.is_of_referral();
    match standing {
        Standing::ReporterOfCase => {
            !of_referral
                && !CompartmentSet::CLOSED_TO_REPORTERS.contains(compartment)
                && !matches!(
                    class,
                    PathClass::Assessment | PathClass::StatusEvent | PathClass::View | PathClass::CaseEvent
                )
        }
        // Each side says its own, and both see and note.
        Standing::Sender => of_referral && class != PathClass::ReceiverEvent,
        Standing::Receiver => {
            of_referral && matches!(class, PathClass::ReceiverEvent | PathClass::View | PathClass::Note)
        }
        _ => !of_referral && standing.coordinates(),
    }
}

/// Every effect of a change against the table.
pub(super) fn check(compartment: Compartment, writer: &Writer, deeds: &[Deed]) -> Result<(), Refusal> {
    for deed in deeds {
        if !deed.own_key || !allows(writer.standing, compartment, deed.class, deed.action) {
            // Immutability first: its text tells the person what to do instead.
            let rewriting = deed.class.is_immutable() && deed.action != Action::Create;
            let code = if rewriting { Code::PolicyImmutable } else { Code::Policy };
            return Err(Refusal::new(code, Stage::Policy));
        }
    }
    Ok(())
}
