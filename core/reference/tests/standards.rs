//! Facts of the standards, copied, to hold the code lists against.

/// HTCDS 2.0: the fields with a list of values, and these, verbatim (`Unaquainted` is the standard's spelling).
pub(crate) const HTCDS: &[(&str, &str)] = &[
    (
        "org_Type",
        "NGO LawEnforcement HealthServiceOrganisation CentralGovernmentOrganisation LocalGovernmentOrganisation ImmigrationService LegalService CorporateBusiness SchoolOrCollege",
    ),
    (
        "prs_Gender",
        "Feminine Masculine TransgenderFeminine TransgenderMasculine NonConforming NonSpecifiedUnknown",
    ),
    ("prs_MaritalStatus", "Single Married Widowed Divorced Separated RegisteredPartnership"),
    (
        "prs_HighestLevelOfEducation",
        "EarlyChildhoodEducation PrimaryEducation LowerSecondaryEducation UpperSecondaryEducation PostSecondaryNonTertiaryEducation ShortCycleTertiaryEducation BachelorsOrEquivalentLevel MastersOrEquivalentLevel DoctoralOrEquivalentLevel",
    ),
    (
        "vic_TraffickingStatus",
        "PossibleVictimOfTrafficking ActualVictimOfTrafficking NotAVictimOfTrafficking",
    ),
    (
        "vic_TraffickingStatusDecisionMakingOrg",
        "Police NGO CourtOrProsecution NonPoliceGovernmentalOrganization Other",
    ),
    ("vic_RelationshipToTrafficker", "Familial Acquainted Unaquainted"),
    (
        "vic_RecruitmentWebsitesAndApps",
        "Facebook Instagram WhatsApp Telegram FacebookMessenger Viber SnapChat Line 4Sale WeChat QQ QZone TikTok Twitter Other",
    ),
    (
        "vic_MethodOfRecruitment",
        "AtAPlaceOfBusiness AtAnEducationalInstitution AtWork ThroughOnlineSocialNetworks ThroughAnOnlineAdvertisement ThroughATelevisionAdvert ThroughANewspaperAdvert ThroughFamilyOrFamilyEvents ThroughFriendsOrSocialEvents Other",
    ),
    (
        "vic_MethodsOfControl",
        "PhysicalThreats ThreatsLawEnforcement ThreatensChildrenFamily DebtBondage FalsePromises PhysicalAbuse SexualAbuse TakesEarnings RestrictsFinancialAccess RestrictsMedicalCare WithholdsNecessities PsychologicalAbuse PsychoactiveSubstance ExcessiveWorkingHours WithholdsDocuments Other",
    ),
    (
        "vic_TypeOfExploitation",
        "ForcedLabour SexualExploitation ChildLabour ForcedMarriage Servitude ForcedMilitaryByNonStateActors OrganRemoval ForcedBegging ForcedAdoption Surrogacy Other",
    ),
    (
        "vic_ForcedLabourIndustry",
        "A_AgricultureForestryAndFishing B_MiningAndQuarrying C_Manufacturing D_ElectricityGasSteamAndAirConditioningSupply E_WaterSupplySewerageWasteManagement F_Construction G_WholesaleAndRetailTradeRepairOfMotorVehicles H_TransportationAndStorage I_AccommodationAndFoodServiceActivities J_InformationAndCommunication K_FinancialAndInsuranceActivities L_RealEstateActivities M_ProfessionalScientificAndTechnicalActivities N_AdministrativeAndSupportServiceActivities O_PublicAdministrationAndDefence P_Education Q_HumanHealthAndSocialWorkActivities R_ArtsEntertainmentAndRecreation S_OtherServiceActivities T_ActivitiesOfHouseholdsAsEmployers U_ActivitiesOfExtraterritorialOrganizations",
    ),
    ("vic_TypeOfSexExploitation", "Prostitution Pornography RemoteInteractiveServices PrivateSexualServices"),
    (
        "vic_ExploitationWebsitesAndApps",
        "Facebook Instagram WhatsApp Telegram FacebookMessenger Viber SnapChat Line 4Sale WeChat QQ QZone TikTok Twitter Other",
    ),
    (
        "vic_Vulnerabilities",
        "Addiction SocialGroup Discrimination Poverty DisabilityAndPhysicalHealth MentalHealth Migration Homelessness AbuseSocialMedia AbusePhysical Education WorkEnvironment",
    ),
    (
        "per_RoleInProcess",
        "TravellingPartner Transporter RecruiterOrIntermediary BrokerTravelAgent TransferredIndividual HarbouredIndividual SoldIndividual BoughtIndividual ReceivedIndividual ControlledIndividual Smuggler Abuser Kidnapper Exploiter Other",
    ),
    ("cas_Status", "Active FollowUp Closed ClosedReferred"),
    ("cas_ReasonForIncomingReferral", "AdditionalServicesRequired MigrationOrChangeOfLocation Other"),
    ("cas_ReasonForOutgoingReferral", "AdditionalServicesRequired MigrationOrChangeOfLocation Other"),
    ("hte_Type", "Recruitment Transit Exploitation"),
    (
        "spl_Type",
        "Education Financial Health LabourExploitationRehabilitation Legal Livelihood RightsBasedTraining SexualExploitationRehabilitation SocialCare",
    ),
];

/// HTCDS 2.0: fields that take codes of another standard, a mark or a text.
pub(crate) const HTCDS_OPEN: &[&str] = &[
    "prs_PrimaryLanguage",
    "prs_SecondaryLanguage",
    "prs_Citizenship",
    "con_Consent",
    "cas_ReasonForCaseClosure",
];

/// Columns of CTDC's data set of 2021, by what they begin with.
pub(crate) const CTDC: &[(&str, &str)] = &[
    (
        "",
        "gender ageBroad majorityStatus citizenship isForcedLabour isSexualExploit isOtherExploit isSexAndLabour isForcedMarriage isForcedMilitary isOrganRemoval isSlaveryAndPractices isAbduction",
    ),
    (
        "meansOfControl",
        "DebtBondage TakesEarnings RestrictsFinancialAccess Threats PsychologicalAbuse PhysicalAbuse SexualAbuse FalsePromises PsychoactiveSubstances RestrictsMovement RestrictsMedicalCare ExcessiveWorkingHours UsesChildren ThreatOfLawEnforcement WithholdsNecessities WithholdsDocuments Other NotSpecified",
    ),
    (
        "typeOfLabour",
        "Agriculture Aquafarming Begging Construction DomesticWork Hospitality IllicitActivities Manufacturing MiningOrDrilling Peddling Transportation Other NotSpecified",
    ),
    ("typeOfSex", "Prostitution Pornography RemoteInteractiveServices PrivateSexualServices"),
    ("recruiterRelation", "IntimatePartner Friend Family Other Unknown"),
];

/// The fields of the card of a case (`core/document/src/layout/card.rs`), the list that offers their codes, and these.
pub(crate) const CARD: &[(&str, &str, &str)] = &[
    ("mode", "mode", "real practice"),
    ("locale", "locale", "bn en"),
    (
        "source_channel",
        "source_channel",
        "app web_public assisted helpline_1098 helpline_109 helpline_999 phone sms walk_in paper_backlog partner_import",
    ),
    ("reporter_role", "reporter_role", "ctc_member teacher ngo_worker coordinator helpline public"),
    (
        "reporter_relation",
        "reporter_relation",
        "self parent relative neighbour teacher employer co_worker official ngo passer_by other",
    ),
    ("reporter_identity_choice", "reporter_identity_choice", "named confidential_to_coordinator anonymous"),
    ("phase", "phase", "suspected_risk recruitment in_transit being_exploited escaped rescued returned"),
    ("victim_sex", "sex", "female male hijra_third_gender other"),
    ("victim_age_band", "age_band", "0-4 5-11 12-13 14-17 adult"),
    ("consent_to_report", "consent_to_report", "yes no not_possible"),
    ("urgency", "urgency", "low medium high critical"),
    (
        "concern_types",
        "concern_types",
        "child_trafficking sexual_exploitation child_labour child_marriage_risk missing_child forced_labour online_exploitation organ begging other",
    ),
    (
        "events.kind",
        "case_events",
        "filed addendum sent_in_error consent_withdrawn screening opened on_hold closed reopened duplicate_of out_of_scope not_for not_for_lifted consent_given consent_approved asked referred helped not_referred closure_asked closure_refused",
    ),
    (
        "events.reason",
        "case_event_reasons",
        "goals_met referred_out victim_withdrew lost_contact repatriated relocated deceased not_in_scope duplicate sent_in_error waiting_for_reporter waiting_for_provider waiting_for_court safety no_service_available help_not_wanted other",
    ),
];
