//! The headers of IOM's own tools.

use crate::support::{cell, csv, known, open, read, several};

#[test]
fn xlsform_spells_names_and_codes_its_own_way() {
    let file = "con_Consent,prs_First_Name,prs_Second_Name,vic_Methods_of_Control,vic_ForcedLabourIndustry,__version__\n\
                TRUE,Salma,Khatun,\"DebtBondage  PhysicalThreats \",A_AgricultureForestryAndFishing T_ActivitiesOfHouseholdsAsEmployers,v1\n";
    let plan = read(file);
    assert_eq!(plan.header().unknown_columns, ["__version__"]);
    let victim = &plan.records()[0].victims[0];
    assert_eq!(victim.identity.name_given, known("Salma"));
    assert_eq!(victim.identity.name_family, known("Khatun"));
    assert_eq!(victim.means_of_control, several(&["debt_bondage", "physical_threats"]));
    assert_eq!(victim.labour_sectors, several(&["agriculture", "household"]));
    let codes: Vec<_> = plan.rows()[0].warnings.iter().map(|warning| warning.code()).collect();
    assert_eq!(codes, ["read_as", "read_as"]);
    let grouped = read("survey/person/prs_First_Name\nSalma\n");
    assert_eq!(grouped.records()[0].victims[0].identity.name_given, known("Salma"));
}

#[test]
fn the_workbook_has_a_misspelt_name_and_an_empty_one() {
    let file = "vic_TraffickinStatusDecisionMakingOrg,cas_ReferredPrimaryCaseWorker,,cas_OutgoingReferralDate\r\n\
                Trafficking Status Decision Making Organization,Referred Primary Case Worker,Reason for Outgoing Referral,Outgoing Referral Date\r\n\
                Police,M. Rahman,AdditionalServicesRequired,2026-05-01\r\n";
    let plan = read(file);
    assert_eq!(plan.rows().len(), 1, "the row of labels is no case");
    assert_eq!(plan.records()[0].victims[0].decided_by, known("police"));
    assert_eq!(plan.records()[0].referrals[0].reason, known("additional_services"));
    let without_labels = file
        .lines()
        .enumerate()
        .filter(|(at, _)| *at != 1)
        .map(|(_, line)| format!("{line}\n"))
        .collect::<String>();
    assert!(read(&without_labels).records() == plan.records());
}

#[test]
fn addresses_of_the_workbook_are_what_their_labels_say() {
    let file = "prs_MailingCity,prs_MailingCountry,prs_MailingState,prs_MailingStreet,prs_MailingPostalCode,cas_Status\r\n\
                Mailing Street,Mailing City,State,Zip,Country,Status\r\n\
                House 3,Dacope,Khulna,9270,BD,Active\r\n";
    let plan = read(file);
    assert_eq!(plan.header().notes.len(), 4, "{:?}", plan.header().notes);
    let out = csv(plan.records(), &open());
    let found = ["Street", "City", "State", "PostalCode", "Country"]
        .map(|part| cell(&out, 1, &format!("prs_Mailing{part}")));
    assert_eq!(found, ["House 3", "Dacope", "Khulna", "9270", "BD"]);
}

#[test]
fn several_values_are_parted_by_semicolons_with_or_without_a_blank() {
    for cell in [
        "ForcedLabour;ChildLabour",
        "ForcedLabour; ChildLabour",
        "ForcedLabour ; ChildLabour;",
        "Forced labour; Child labour",
        "ForcedLabour ChildLabour",
    ] {
        let plan = read(&format!("vic_TypeOfExploitation\n{cell}\n"));
        assert_eq!(
            plan.records()[0].victims[0].exploitation_types,
            several(&["forced_labour", "child_labour"]),
            "{cell}"
        );
    }
}

#[test]
fn files_of_other_spreadsheets_are_read() {
    for file in [
        "\u{feff}prs_FirstName,prs_Gender\r\nSalma,Feminine\r\n",
        "prs_FirstName,prs_Gender\nSalma,Feminine",
        "prs_FirstName;prs_Gender\r\nSalma;Feminine\r\n",
        "prs_FirstName\tprs_Gender\rSalma\tFeminine\r",
        "\"prs_FirstName\",\"prs_Gender\"\r\n\r\n\"Salma\",\"Feminine\"\r\n\r\n",
        " PRS_FIRSTNAME , prs_gender \r\nSalma,feminine\r\n",
    ] {
        let plan = read(file);
        assert_eq!(plan.rows().len(), 1, "{file:?}");
        assert_eq!(plan.records()[0].victims[0].identity.name_given, known("Salma"), "{file:?}");
        assert_eq!(plan.records()[0].victims[0].sex, known("female"), "{file:?}");
    }
}

#[test]
fn a_row_of_data_is_not_taken_for_labels() {
    for file in [
        "org_Name,per_Organisation\nRupsha,\n",
        "cas_Status,prs_Title\nActive,Title\n",
        "org_Name\nMailing City Office\n",
    ] {
        assert_eq!(read(file).rows().len(), 1, "{file}");
    }
    assert_eq!(read("prs_FirstName,prs_Gender\nFirst Name,Gender\nSalma,Feminine\n").rows().len(), 1);
}
