//! The script: a programme from its founding to its end, every action of a client and every transaction of the server at
//! least once.

use super::dump::Dump;
use jonaki_core::protocol::Role;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Machine {
    /// The server.
    Server,
    /// A device by its number.
    Device(usize),
}

/// Something that a person, a device or the server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    Open(usize),
    Close(usize),
    Found,
    Invite(Role, usize),
    InviteOther(usize),
    Enrol(usize),
    AddOrganisation,
    Draft(usize),
    DraftAgain(usize),
    DropDraft(usize),
    Submit(usize),
    Report(usize),
    Note(usize, usize),
    Edit(usize, usize, &'static str),
    Resolve(usize, usize, &'static str),
    Screen(usize, usize),
    Look(usize, usize),
    Search(usize),
    Grant(usize, usize),
    Withdraw(usize, usize),
    Remove(usize),
    Erase(usize),
    /// All rounds of a sync: [`Deed::Ask`], [`Deed::Serve`] and [`Deed::Hear`] until nothing is left.
    Sync(usize),
    Ask(usize),
    Serve(usize),
    Hear(usize),
    /// Reports until SQLite moves the write-ahead log into the database.
    Fill(usize),
    Backup,
    /// Puts the backup, in a new life, in the place of the database.
    Restore,
    /// Another new life.
    Life,
}

impl Deed {
    /// On whose files.
    pub(super) fn machine(&self) -> Machine {
        match self {
            Self::Open(device)
            | Self::Close(device)
            | Self::Enrol(device)
            | Self::Draft(device)
            | Self::DraftAgain(device)
            | Self::DropDraft(device)
            | Self::Submit(device)
            | Self::Report(device)
            | Self::Note(device, _)
            | Self::Edit(device, ..)
            | Self::Resolve(device, ..)
            | Self::Screen(device, _)
            | Self::Look(device, _)
            | Self::Search(device)
            | Self::Grant(device, _)
            | Self::Withdraw(device, _)
            | Self::Sync(device)
            | Self::Ask(device)
            | Self::Hear(device)
            | Self::Fill(device) => Machine::Device(*device),
            Self::Found
            | Self::Invite(..)
            | Self::InviteOther(_)
            | Self::AddOrganisation
            | Self::Remove(_)
            | Self::Erase(_) => Machine::Device(0),
            Self::Serve(_) | Self::Backup | Self::Restore | Self::Life => Machine::Server,
        }
    }

    /// Whether it moves files by itself, which the test VFS does not see.
    pub(super) fn moves_files(&self) -> bool {
        matches!(self, Self::Backup | Self::Restore)
    }

    /// Whether it is more than one transaction, so that a part of it may be there: a founding is two.
    pub(super) fn has_steps(&self, before: Option<&Dump>) -> bool {
        let founds = || before.is_none_or(|before| before.rows("programme") == 0);
        matches!(self, Self::Open(_) | Self::Search(_)) || matches!(self, Self::Serve(_)) && founds()
    }
}

/// How many devices there are: the founder, a coordinator, a reporter, another organisation's administrator, and a
/// coordinator who is removed.
pub(super) const DEVICES: usize = 5;

/// The whole programme.
pub(super) fn script() -> Vec<Deed> {
    use Deed::*;
    let begin = [Open(0), Found, Sync(0), Invite(Role::Coordinator, 1), Invite(Role::Reporter, 2), Sync(0)];
    let join = [Open(1), Enrol(1), Sync(1), Open(2), Enrol(2)];
    let file = [
        Draft(2),
        DraftAgain(2),
        Report(2),
        Submit(2),
        Draft(2),
        DropDraft(2),
        Draft(2),
        Note(2, 0),
        Edit(2, 0, "place_detail"),
        Sync(2),
        Close(2),
        Open(2),
    ];
    let work = [
        Sync(1),
        Look(1, 0),
        Screen(1, 0),
        Edit(1, 0, "place_detail"),
        Edit(2, 0, "place_detail"),
        Sync(1),
        Sync(2),
        Sync(1),
        Resolve(1, 0, "place_detail"),
        Edit(1, 0, "safety.plan"),
        Search(1),
        Sync(1),
    ];
    let share = [
        AddOrganisation,
        InviteOther(3),
        Sync(0),
        Open(3),
        Enrol(3),
        Sync(3),
        Sync(1),
        Grant(1, 0),
        Sync(1),
        Sync(3),
        Withdraw(1, 0),
        Sync(1),
        Sync(3),
    ];
    let change = [
        Invite(Role::Coordinator, 4),
        Sync(0),
        Open(4),
        Enrol(4),
        Sync(4),
        Sync(0),
        Remove(4),
        Sync(0),
        Sync(1),
        Edit(1, 1, "narrative"),
        Sync(1),
    ];
    let again = [Backup, Report(2), Sync(2), Sync(1), Restore, Life, Sync(2), Sync(1), Sync(0)];
    let end = [Erase(1), Sync(0), Sync(1), Sync(2), Fill(2), Sync(2), Close(2), Close(1), Close(0)];
    begin
        .into_iter()
        .chain(join)
        .chain(file)
        .chain(work)
        .chain(share)
        .chain(change)
        .chain(again)
        .chain(end)
        .collect()
}
