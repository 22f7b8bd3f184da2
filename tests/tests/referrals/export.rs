//! What files for partners say of consents and referrals.

use super::{DAY, Stage, agreed, stage};
use jonaki_core::protocol::{EntryId, OrganisationId, Role};
use jonaki_core::referral::{FieldGroup, FieldGroups};
use jonaki_core::{Answer, Client, Date, ExportRequest, NewConsent, NewInvite, NewOrganisation, NewReferral};
use jonaki_tests::world::Device;

/// The cells of a file below its header: none of these says anything that needs quotes, but for free words.
fn column(file: &str, name: &str) -> Vec<String> {
    let mut lines = file.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let at = header.iter().position(|found| *found == name).expect("a column");
    lines.map(|cells| cells[at].to_owned()).collect()
}

fn request(client: &mut Client, with_identity: bool) -> ExportRequest {
    ExportRequest { with_identity, ..ExportRequest::new(client.today().expect("a day")) }
}

fn cases(device: &mut Device) -> String {
    let (mut file, client) = (Vec::new(), device.client());
    let request = request(client, false);
    client.export_htcds(&request, &mut file).expect("exported");
    String::from_utf8(file).expect("UTF-8")
}

fn referrals(device: &mut Device, with_identity: bool) -> String {
    let (mut file, client) = (Vec::new(), device.client());
    let request = request(client, with_identity);
    client.export_referrals(&request, &mut file).expect("exported");
    String::from_utf8(file).expect("UTF-8")
}

fn only(file: &str, name: &str) -> String {
    let [cell] = column(file, name).try_into().expect("one row");
    cell
}

impl Stage {
    fn consent_to(&mut self, purpose: &str, change: impl FnOnce(&mut NewConsent)) -> EntryId {
        let groups: FieldGroups = [FieldGroup::Situation, FieldGroup::Name].into_iter().collect();
        let mut new = NewConsent { purpose: purpose.to_owned(), ..agreed(&self.world, groups) };
        change(&mut new);
        self.coordinator.client().give_consent(self.case, &new).expect("recorded")
    }

    fn consented(&mut self) -> String {
        only(&cases(&mut self.coordinator), "con_Consent")
    }
}

#[test]
fn a_file_says_who_agreed_that_it_leaves_and_for_how_long() {
    let mut stage = stage(90);
    assert_eq!(stage.consented(), "", "to be helped is not to be told of");
    stage.consent_to("share_with_provider", |new| new.service = Some("shelter_child".to_owned()));
    let shelter = stage.shelter.0;
    stage.consent_to("statistics", |new| new.organisation = Some(shelter));
    stage.consent_to("statistics", |new| new.groups = [FieldGroup::Story].into_iter().collect());
    assert_eq!(stage.consented(), "FALSE", "for one service, one organisation, or something else alone");
    let basis = stage.consent_to("statistics", |new| {
        (new.giver, new.basis) = ("none".to_owned(), Some("vital_interests".to_owned()));
    });
    stage.settle();
    stage.founder.client().approve_consent(stage.case, basis).expect("approved");
    stage.settle();
    assert_eq!(stage.consented(), "FALSE", "another basis is no consent");
    let given = stage.consent_to("statistics", |_| ());
    assert_eq!(stage.consented(), "TRUE");
    stage.coordinator.client().withdraw_consent(stage.case, Some(given)).expect("withdrawn");
    assert_eq!(stage.consented(), "FALSE");
    stage.world.clock.pass(2 * DAY);
    stage.consent_to("share_with_provider", |new| new.until.0 += DAY);
    assert_eq!(stage.consented(), "TRUE");
    stage.world.clock.pass(100 * DAY);
    assert_eq!(stage.consented(), "FALSE", "it has run out");
}

#[test]
fn everything_that_was_agreed_to_is_taken_back_at_once() {
    let mut stage = stage(91);
    stage.consent_to("statistics", |_| ());
    stage.world.clock.pass(DAY);
    stage.coordinator.client().withdraw_consent(stage.case, None).expect("withdrawn");
    assert_eq!(stage.consented(), "FALSE");
    stage.world.clock.pass(DAY);
    stage.consent_to("statistics", |_| ());
    assert_eq!(stage.consented(), "TRUE", "given anew by somebody who had seen it");
}

#[test]
fn a_file_says_to_whom_a_child_was_referred_and_not_in_which_shelter_it_is() {
    let mut stage = stage(92);
    let (shelter, clinic) = (stage.shelter.0, stage.clinic.0);
    let to_shelter = stage.refer(&stage.ask(shelter));
    stage.world.clock.pass(DAY);
    let health = NewReferral { service: "health_medical_service".to_owned(), ..stage.ask(clinic) };
    stage.refer(&health);
    stage.settle();
    stage.shelter.1.client().answer_referral(to_shelter, &Answer::Accept, None).expect("accepted");
    stage.settle();

    let file = cases(&mut stage.coordinator);
    let day = Date::from_unix_days((stage.world.clock.now().0 + 6 * 3600) / DAY).expect("a day").to_string();
    for (field, expected) in [
        ("cas_ReferredOrganisation", "Clinic"),
        ("cas_ReasonForOutgoingReferral", "AdditionalServicesRequired"),
        ("cas_OutgoingReferralDate", day.as_str()),
        ("cas_OutgoingReferralDetails", ""),
        ("cas_ReferringOrganisation", ""),
        ("cas_Status", "Active"),
    ] {
        assert_eq!(only(&file, field), expected, "{field}");
    }
    let beside = referrals(&mut stage.coordinator, false);
    assert_eq!(column(&beside, "to_organisation"), ["", "Clinic"]);
    assert_eq!(column(&beside, "service_types"), ["shelter_child", "health_medical_service"]);
    assert_eq!(column(&beside, "progress"), ["accepted", "sent"]);
    assert_eq!(column(&beside, "access"), ["open", "open"]);
    assert_eq!(column(&beside, "urgency"), ["1_day", "1_day"]);
    assert_eq!(column(&beside, "details"), ["", ""]);
    let whole = referrals(&mut stage.coordinator, true);
    assert_eq!(column(&whole, "to_organisation"), ["Shelter", "Clinic"]);
    assert!(column(&whole, "details").iter().all(|words| words == "আজ রাতে জায়গা দরকার"), "{whole}");

    let page = stage.coordinator.client().case_page(stage.case, jonaki_core::Language::Bangla, false);
    let page = page.expect("a page");
    assert!(page.contains("Clinic") && !page.contains("Shelter") && page.contains("গ্রহণ করেছে"), "{page}");
}

/// An organisation with the device of its administrator.
fn partner(stage: &mut Stage, name: &str) -> (OrganisationId, Device) {
    let (name_bn, name_en) = (name.to_owned(), name.to_owned());
    let new = NewOrganisation { kind: "ngo".to_owned(), name_bn, name_en };
    let organisation = stage.founder.client().add_organisation(&new).expect("added");
    stage.world.sync(&mut stage.founder).expect("synced");
    let invite = NewInvite { organisation: Some(organisation), role: Role::Admin };
    let link = stage.founder.client().invite(invite).expect("an invite").link;
    let mut admin = stage.world.device(name);
    admin.client().enrol(&link).expect("enrolled");
    stage.world.sync(&mut admin).expect("synced");
    (organisation, admin)
}

#[test]
fn a_case_that_was_handed_over_is_said_by_both_sides() {
    let mut stage = stage(93);
    let (partner, admin) = partner(&mut stage, "Partner");
    stage.clinic = (partner, admin);
    stage.settle();
    let transfer = NewReferral {
        kind: "transfer_of_case".to_owned(),
        service: "child_protection_service".to_owned(),
        ..stage.ask(partner)
    };
    let id = stage.refer(&transfer);
    stage.settle();
    stage.world.clock.pass(DAY);
    stage.clinic.1.client().answer_referral(id, &Answer::Accept, None).expect("accepted");
    stage.settle();
    let taken = cases(&mut stage.clinic.1);
    let ours = stage.founder.client().organisations().expect("organisations");
    let ours = ours.iter().find(|known| !["Shelter", "Clinic", "Partner"].contains(&known.name_en.as_str()));
    assert_eq!(only(&taken, "cas_ReferringOrganisation"), ours.expect("the first one").name_en);
    assert_eq!(only(&taken, "cas_ReasonForIncomingReferral"), "", "nobody is asked why");
    let day = stage.clinic.1.client().today().expect("a day").to_string();
    assert_eq!(only(&taken, "cas_IncomingReferralDate"), day, "when it was taken");
    assert_eq!(only(&taken, "cas_ReferredOrganisation"), "");
    let given = cases(&mut stage.coordinator);
    assert_eq!(only(&given, "cas_ReferredOrganisation"), "Partner");
    assert_eq!(only(&given, "cas_IncomingReferralDate"), "");
    assert_eq!(only(&given, "cas_Status"), "Active");
    stage.coordinator.client().close_case(stage.case, "referred_out").expect("asked");
    stage.settle();
    stage.founder.client().close_case(stage.case, "referred_out").expect("closed");
    stage.settle();
    let given = cases(&mut stage.coordinator);
    assert_eq!(only(&given, "cas_Status"), "ClosedReferred");
    assert_eq!(only(&given, "cas_ReasonForCaseClosure"), "Referred out");
}
