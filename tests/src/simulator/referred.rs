//! What must hold of referrals once everything has come to rest.

use super::Failure;
use super::check::Rest;
use super::device::{Device, Standing};
use super::model::{Deed, Mark, Referral};
use super::rest::{disclosed, told};
use super::world::World;
use jonaki_core::ReferralView;
use jonaki_protocol::{Compartment, CompartmentSet, Principal, RecordId};

type Checked = Result<(), Failure>;

impl World {
    pub(super) fn referral(&self, id: RecordId) -> Option<&Referral> {
        self.referrals.iter().find(|referral| referral.id == id)
    }

    /// Referrals that the rules made: each follows another and discloses the same.
    pub(super) fn find_followers(&mut self, rest: &Rest) -> Checked {
        let views = || rest.sights.iter().flat_map(|sight| sight.referrals.iter());
        for (id, view) in views() {
            if self.referral(*id).is_some() {
                continue;
            }
            let before = view.row.header.previous.and_then(|previous| self.referral(previous)).cloned();
            let to = self.organisations.iter().position(|known| *known == view.row.header.to);
            let (Some(before), Some(to)) = (before, to) else {
                return Err(Failure::new("referrals", format!("nobody made {id}")));
            };
            self.referrals.push(Referral { id: *id, to, ..before });
        }
        self.figures.referrals = self.referrals.len();
        Ok(())
    }

    /// What a mark wrote is on a device by right: it reads the place, a referral that disclosed it, or its organisation's own
    /// note that stays when a disclosure goes.
    pub(super) fn may_hold(&self, rest: &Rest, device: &Device, mark: &Mark) -> bool {
        let reads = |record: &RecordId, part| self.may_see(rest, device, record).contains(part);
        let told = |referral: &Referral| {
            referral.disclosed.contains(&mark.number) && reads(&referral.id, Compartment::Disclosure)
        };
        let kept = || {
            let ours = self.devices.get(mark.device).map(|author| author.organisation);
            matches!(mark.deed, Deed::Remark(_)) && ours == Some(device.organisation)
        };
        // Who follows a referral has its message from the one before.
        let message = || {
            let follows = |referral: &Referral| self.is_message_of(mark, referral);
            let mut followers = self.referrals.iter().filter(|referral| follows(referral));
            matches!(mark.deed, Deed::Message(_))
                && followers.any(|referral| reads(&referral.id, Compartment::Disclosure))
        };
        reads(&mark.case, mark.compartment()) || self.referrals.iter().any(told) || kept() || message()
    }

    /// Where a device stands to the referrals that disclosed what a mark wrote, for a failure's text.
    pub(super) fn who_was_told(&self, rest: &Rest, device: &Device, mark: &Mark) -> String {
        let sight = &rest.sights[device.number];
        let disclosed = self.referrals.iter().filter(|referral| referral.disclosed.contains(&mark.number));
        let views = disclosed.map(|referral| {
            let status = sight.referrals.get(&referral.id).map(|view| (&view.row.status, view.readable));
            format!("{} to {}: {status:?}", referral.id.short_code(), referral.to)
        });
        views.collect::<Vec<_>>().join("; ")
    }

    /// Whether a referral may have the message that a mark wrote: it is of the same case.
    fn is_message_of(&self, mark: &Mark, referral: &Referral) -> bool {
        self.referral(mark.case).is_some_and(|first| first.case == referral.case)
    }

    /// Each referral has the same state everywhere; its receiver reads what was disclosed as long as it lasts, and the server's
    /// idea of that is the devices'.
    pub(super) fn check_referrals(&self, rest: &Rest) -> Checked {
        for referral in &self.referrals {
            if rest.records.contains_key(&referral.id) {
                self.check_told(rest, referral)?;
                self.check_disclosed(rest, referral)?;
                self.check_receiver(rest, referral)?;
            }
        }
        Ok(())
    }

    /// Devices that are served, with what they show of a referral.
    fn views<'a>(
        &'a self,
        rest: &'a Rest,
        referral: &'a Referral,
    ) -> impl Iterator<Item = (&'a Device, CompartmentSet, Option<&'a ReferralView>)> {
        let served = |(device, _): &(&Device, _)| device.standing == Standing::Served;
        let sights = self.devices.iter().zip(&rest.sights).filter(served);
        sights.map(|(device, sight)| {
            let may = self.may_see(rest, device, &referral.id);
            (device, may, sight.referrals.get(&referral.id))
        })
    }

    fn check_told(&self, rest: &Rest, referral: &Referral) -> Checked {
        let mut first: Option<(usize, String)> = None;
        for (device, may, view) in self.views(rest, referral) {
            let place = format!("device {}, referral {}", device.number, referral.id.short_code());
            match (may.contains(Compartment::Referral), view) {
                (false, None) => {}
                (false, Some(_)) => return Err(Failure::new("disclosure", format!("{place} is shown"))),
                (true, None) => return Err(Failure::new("replicas", format!("{place} is not shown"))),
                (true, Some(view)) => {
                    let shown = told(view).to_string();
                    let (number, other) = first.get_or_insert_with(|| (device.number, shown.clone()));
                    if *other != shown {
                        let detail = format!("{place} shows {shown}, device {number} shows {other}");
                        return Err(Failure::new("replicas", detail));
                    }
                }
            }
        }
        Ok(())
    }

    fn check_disclosed(&self, rest: &Rest, referral: &Referral) -> Checked {
        let mut first: Option<(usize, String)> = None;
        for (device, may, view) in self.views(rest, referral) {
            let Some(view) = view else { continue };
            let place = format!("device {}, referral {}", device.number, referral.id.short_code());
            if !may.contains(Compartment::Disclosure) {
                if view.readable || !view.fields.is_empty() || view.message.is_some() {
                    return Err(Failure::new("disclosure", format!("{place} discloses: {view:?}")));
                }
                continue;
            }
            if !view.readable {
                let aside = self.set_aside(device)?;
                let detail = format!("{place} holds no disclosure, set aside {aside:?}: {:?}", view.row);
                return Err(Failure::new("replicas", detail));
            }
            let shown = disclosed(view).to_string();
            let (number, other) = first.get_or_insert_with(|| (device.number, shown.clone()));
            if *other != shown {
                let detail = format!("{place} discloses {shown}, device {number} {other}");
                return Err(Failure::new("replicas", detail));
            }
        }
        Ok(())
    }

    /// The receiver may read what was disclosed as long as the referral lasts, and no longer.
    fn check_receiver(&self, rest: &Rest, referral: &Referral) -> Checked {
        let rows = rest.access.get(&referral.id).map(Vec::as_slice).unwrap_or_default();
        let receiver = Principal::Organisation(self.organisations[referral.to]);
        let reads = |wanted: Principal, part: Compartment| {
            rows.iter().any(|(principal, set)| *principal == wanted && set.contains(part))
        };
        for (principal, set) in rows {
            let fits = match principal {
                Principal::Everyone => false,
                Principal::Device(id) => {
                    self.devices.iter().any(|device| device.id == *id && device.organisation == referral.from)
                }
                Principal::Organisation(id) => {
                    [referral.from, referral.to].iter().any(|known| self.organisations[*known] == *id)
                }
            };
            if !fits {
                let detail = format!("{principal:?} may read {set:?} of referral {}", referral.id);
                return Err(Failure::new("access", detail));
            }
        }
        let now = self.clock.seconds();
        for (device, _, view) in self.views(rest, referral) {
            let Some(view) = view else { continue };
            let soon = (view.row.header.expires - now).abs() < 2 * 3_600;
            let readable = view.row.status.is_readable();
            let erased = self.case(referral.case).is_none_or(|case| case.erased);
            if !soon && !erased && readable != reads(receiver, Compartment::Disclosure) {
                let detail = format!(
                    "device {}: referral {} is {:?}, readable {readable}, the server has {rows:?}",
                    device.number,
                    referral.id.short_code(),
                    view.row.status
                );
                return Err(Failure::new("referrals", detail));
            }
        }
        Ok(())
    }
}
