//! Who wants to know that something changed: told which areas, never what.

use crate::host::{HostError, call};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What may have to be drawn anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Area {
    /// Reports and drafts.
    Reports,
    /// Cases and the work on them.
    Cases,
    /// Referrals.
    Referrals,
    /// The directory of services, organisations, members, forms.
    Directory,
    /// What waits to be sent.
    Sync,
    /// This device: enrolment, role, settings.
    Device,
}

impl Area {
    /// Everything: what a sync may bring.
    pub(crate) const ALL: &'static [Self] =
        &[Self::Reports, Self::Cases, Self::Referrals, Self::Directory, Self::Sync, Self::Device];
    /// A report was written.
    pub(crate) const REPORT: &'static [Self] = &[Self::Reports, Self::Cases, Self::Sync];
    /// A case was written.
    pub(crate) const CASE: &'static [Self] = &[Self::Reports, Self::Cases, Self::Sync];
    /// A case was written in a way that may end a referral.
    pub(crate) const TERMS: &'static [Self] = &[Self::Cases, Self::Referrals, Self::Sync];
    /// A referral was written.
    pub(crate) const REFERRAL: &'static [Self] = &[Self::Referrals, Self::Cases, Self::Sync];
}

/// Is told after each committed change, on the thread that made it. Come back for what is to be drawn.
#[uniffi::export(with_foreign)]
pub trait ChangeObserver: Send + Sync {
    /// Something changed in these areas.
    ///
    /// # Errors
    /// [`HostError`]: nobody minds.
    fn changed(&self, areas: Vec<Area>) -> Result<(), HostError>;
}

#[derive(Default)]
struct Kept {
    next: u64,
    observers: Vec<(u64, Arc<dyn ChangeObserver>)>,
}

/// Everybody who wants to know.
#[derive(Default)]
pub(crate) struct Observers(Mutex<Kept>);

impl Observers {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn subscribe(self: &Arc<Self>, observer: Arc<dyn ChangeObserver>) -> Subscription {
        let mut kept = self.kept();
        kept.next += 1;
        let id = kept.next;
        kept.observers.push((id, observer));
        Subscription { id, of: Arc::downgrade(self) }
    }

    /// Tells everybody. Nothing is locked meanwhile: an observer may come back at once.
    pub(crate) fn tell(&self, areas: &[Area]) {
        let observers: Vec<_> = self.kept().observers.iter().map(|(_, observer)| observer.clone()).collect();
        for observer in observers {
            let _ = call(|| observer.changed(areas.to_vec()));
        }
    }
}

/// Keeps an observer subscribed until it is closed or dropped.
#[derive(uniffi::Object)]
pub struct Subscription {
    id: u64,
    of: Weak<Observers>,
}

#[uniffi::export]
impl Subscription {
    /// Ends it: from here on the observer is not called any more, but for a call that is under way on another thread.
    pub fn cancel(&self) {
        if let Some(observers) = self.of.upgrade() {
            observers.kept().observers.retain(|(id, _)| *id != self.id);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}
