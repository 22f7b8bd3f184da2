//! Codes about what happened.

use super::{Entry, row};

pub(super) const APPS: &[Entry] = &[
    row("facebook", ["Facebook", ""], ["ফেসবুক", "Facebook"]),
    row("instagram", ["Instagram", ""], ["ইনস্টাগ্রাম", "Instagram"]),
    row("whatsapp", ["WhatsApp", ""], ["হোয়াটসঅ্যাপ", "WhatsApp"]),
    row("telegram", ["Telegram", ""], ["টেলিগ্রাম", "Telegram"]),
    row("messenger", ["FacebookMessenger", ""], ["মেসেঞ্জার", "Facebook Messenger"]),
    row("viber", ["Viber", ""], ["ভাইবার", "Viber"]),
    row("snapchat", ["SnapChat", ""], ["স্ন্যাপচ্যাট", "Snapchat"]),
    row("line", ["Line", ""], ["লাইন", "Line"]),
    row("4sale", ["4Sale", ""], ["ফোরসেল", "4Sale"]),
    row("wechat", ["WeChat", ""], ["উইচ্যাট", "WeChat"]),
    row("qq", ["QQ", ""], ["কিউকিউ", "QQ"]),
    row("qzone", ["QZone", ""], ["কিউজোন", "QZone"]),
    row("tiktok", ["TikTok", ""], ["টিকটক", "TikTok"]),
    row("twitter", ["Twitter", ""], ["টুইটার", "Twitter"]),
    row("other", ["Other", ""], ["অন্য", "Other"]),
    row("imo", ["Other", ""], ["ইমো", "imo"]),
    row("youtube", ["Other", ""], ["ইউটিউব", "YouTube"]),
    row("likee", ["Other", ""], ["লাইকি", "Likee"]),
    row("bigo", ["Other", ""], ["বিগো", "Bigo"]),
];

pub(super) const RECRUITMENT: &[Entry] = &[
    row("place_of_business", ["AtAPlaceOfBusiness", ""], ["দোকান বা ব্যবসার জায়গায়", "At a place of business"]),
    row("school", ["AtAnEducationalInstitution", ""], ["স্কুল বা মাদ্রাসায়", "At a place of learning"]),
    row("work", ["AtWork", ""], ["কাজের জায়গায়", "At work"]),
    row("online_social", ["ThroughOnlineSocialNetworks", ""], ["অনলাইনে পরিচয়", "Through social networks"]),
    row(
        "online_advert",
        ["ThroughAnOnlineAdvertisement", ""],
        ["অনলাইনে বিজ্ঞাপন", "Through an online advertisement"],
    ),
    row(
        "television_advert",
        ["ThroughATelevisionAdvert", ""],
        ["টেলিভিশনে বিজ্ঞাপন", "Through a television advert"],
    ),
    row("newspaper_advert", ["ThroughANewspaperAdvert", ""], ["পত্রিকায় বিজ্ঞাপন", "Through a newspaper advert"]),
    row("family", ["ThroughFamilyOrFamilyEvents", ""], ["পরিবারের মাধ্যমে", "Through family"]),
    row("friends", ["ThroughFriendsOrSocialEvents", ""], ["বন্ধুদের মাধ্যমে", "Through friends"]),
    row("other", ["Other", ""], ["অন্যভাবে", "Another way"]),
    row("sold_by_family", ["ThroughFamilyOrFamilyEvents", ""], ["পরিবার বিক্রি করেছে", "Sold by the family"]),
    row("abduction", ["Other", "isAbduction"], ["অপহরণ", "Abduction"]),
    row("fake_marriage", ["Other", ""], ["ভুয়া বিয়ে", "False marriage"]),
    row("job_offer_abroad", ["Other", ""], ["বিদেশে কাজের প্রস্তাব", "Offer of work abroad"]),
    row("loan", ["Other", ""], ["ঋণ বা আগাম টাকা", "Loan or advance"]),
];

pub(super) const CONTROL: &[Entry] = &[
    row(
        "physical_threats",
        ["PhysicalThreats", "meansOfControlThreats"],
        ["মারধরের হুমকি", "Physical threats"],
    ),
    row(
        "threats_law_enforcement",
        ["ThreatsLawEnforcement", "meansOfControlThreatOfLawEnforcement"],
        ["পুলিশে দেওয়ার হুমকি", "Threats of law enforcement"],
    ),
    row(
        "threatens_children_family",
        ["ThreatensChildrenFamily", "meansOfControlUsesChildren"],
        ["সন্তান বা পরিবারকে নিয়ে হুমকি", "Threatens children or family"],
    ),
    row("debt_bondage", ["DebtBondage", "meansOfControlDebtBondage"], ["ঋণের ফাঁদ", "Debt bondage"]),
    row("false_promises", ["FalsePromises", "meansOfControlFalsePromises"], ["মিথ্যা আশ্বাস", "False promises"]),
    row("physical_abuse", ["PhysicalAbuse", "meansOfControlPhysicalAbuse"], ["মারধর", "Physical abuse"]),
    row("sexual_abuse", ["SexualAbuse", "meansOfControlSexualAbuse"], ["যৌন নির্যাতন", "Sexual abuse"]),
    row(
        "takes_earnings",
        ["TakesEarnings", "meansOfControlTakesEarnings"],
        ["আয় কেড়ে নেয়", "Takes earnings"],
    ),
    row(
        "restricts_financial_access",
        ["RestrictsFinancialAccess", "meansOfControlRestrictsFinancialAccess"],
        ["টাকাপয়সা হাতে দেয় না", "Restricts access to money"],
    ),
    row(
        "restricts_medical_care",
        ["RestrictsMedicalCare", "meansOfControlRestrictsMedicalCare"],
        ["চিকিৎসা নিতে দেয় না", "Restricts medical care"],
    ),
    row(
        "withholds_necessities",
        ["WithholdsNecessities", "meansOfControlWithholdsNecessities"],
        ["খাবার, কাপড় বা দরকারি জিনিস দেয় না", "Withholds necessities"],
    ),
    row(
        "psychological_abuse",
        ["PsychologicalAbuse", "meansOfControlPsychologicalAbuse"],
        ["মানসিক নির্যাতন", "Psychological abuse"],
    ),
    row(
        "psychoactive_substance",
        ["PsychoactiveSubstance", "meansOfControlPsychoactiveSubstances"],
        ["নেশার জিনিস দেয়", "Psychoactive substance"],
    ),
    row(
        "excessive_working_hours",
        ["ExcessiveWorkingHours", "meansOfControlExcessiveWorkingHours"],
        ["অনেক বেশি সময় কাজ করায়", "Excessive working hours"],
    ),
    row(
        "withholds_documents",
        ["WithholdsDocuments", "meansOfControlWithholdsDocuments"],
        ["কাগজপত্র আটকে রাখে", "Withholds documents"],
    ),
    row("other", ["Other", "meansOfControlOther"], ["অন্যভাবে", "Other"]),
    row(
        "restricts_movement",
        ["Other", "meansOfControlRestrictsMovement"],
        ["বাইরে যেতে দেয় না", "Restricts movement"],
    ),
];

pub(super) const EXPLOITATION: &[Entry] = &[
    row("forced_labour", ["ForcedLabour", "isForcedLabour"], ["জোরপূর্বক শ্রম", "Forced labour"]),
    row(
        "sexual_exploitation",
        ["SexualExploitation", "isSexualExploit"],
        ["যৌন শোষণ", "Sexual exploitation"],
    ),
    row("child_labour", ["ChildLabour", ""], ["শিশুশ্রম", "Child labour"]),
    row("forced_marriage", ["ForcedMarriage", "isForcedMarriage"], ["জোরপূর্বক বিবাহ", "Forced marriage"]),
    row(
        "domestic_servitude",
        ["Servitude", "typeOfLabourDomesticWork isSlaveryAndPractices"],
        ["গৃহ দাসত্ব", "Domestic servitude"],
    ),
    row(
        "armed_group",
        ["ForcedMilitaryByNonStateActors", "isForcedMilitary"],
        ["সশস্ত্র দলে ব্যবহার", "Use by an armed group"],
    ),
    row("organ_removal", ["OrganRemoval", "isOrganRemoval"], ["অঙ্গ পাচার", "Organ removal"]),
    row("forced_begging", ["ForcedBegging", "typeOfLabourBegging"], ["জোরপূর্বক ভিক্ষাবৃত্তি", "Forced begging"]),
    row("illegal_adoption", ["ForcedAdoption", "isOtherExploit"], ["অবৈধ দত্তক", "Illegal adoption"]),
    row("surrogacy", ["Surrogacy", "isOtherExploit"], ["গর্ভ ভাড়া", "Surrogacy"]),
    row("other", ["Other", "isOtherExploit"], ["অন্যান্য", "Other"]),
    row("child_marriage", ["ForcedMarriage", "isForcedMarriage"], ["বাল্যবিবাহ", "Child marriage"]),
    row(
        "criminal_activity",
        ["Other", "typeOfLabourIllicitActivities"],
        ["অপরাধে ব্যবহার", "Use in criminal activity"],
    ),
    row(
        "online_sexual_exploitation",
        ["SexualExploitation", "isSexualExploit"],
        ["অনলাইনে যৌন শোষণ", "Online sexual exploitation"],
    ),
];

pub(super) const SEX_EXPLOITATION: &[Entry] = &[
    row("prostitution", ["Prostitution", "typeOfSexProstitution"], ["পতিতাবৃত্তি", "Prostitution"]),
    row("pornography", ["Pornography", "typeOfSexPornography"], ["যৌন ছবি বা ভিডিও", "Pornography"]),
    row(
        "remote_interactive_services",
        ["RemoteInteractiveServices", "typeOfSexRemoteInteractiveServices"],
        ["অনলাইনে সরাসরি যৌন কাজ", "Remote interactive services"],
    ),
    row(
        "private_sexual_services",
        ["PrivateSexualServices", "typeOfSexPrivateSexualServices"],
        ["ব্যক্তিগত যৌন সেবা", "Private sexual services"],
    ),
];

pub(super) const ROLE: &[Entry] = &[
    row("travelling_partner", ["TravellingPartner", ""], ["যাত্রার সঙ্গী", "Travelling partner"]),
    row("transporter", ["Transporter", ""], ["যে নিয়ে গেছে", "Transporter"]),
    row("recruiter", ["RecruiterOrIntermediary", ""], ["যে ফুসলিয়ে নিয়েছে", "Recruiter or intermediary"]),
    row("broker_travel_agent", ["BrokerTravelAgent", ""], ["দালাল বা ট্রাভেল এজেন্ট", "Broker or travel agent"]),
    row("transferred", ["TransferredIndividual", ""], ["যে হাতবদল করেছে", "Transferred the person"]),
    row("harboured", ["HarbouredIndividual", ""], ["যে লুকিয়ে রেখেছে", "Harboured the person"]),
    row("sold", ["SoldIndividual", ""], ["যে বিক্রি করেছে", "Sold the person"]),
    row("bought", ["BoughtIndividual", ""], ["যে কিনেছে", "Bought the person"]),
    row("received", ["ReceivedIndividual", ""], ["যে গ্রহণ করেছে", "Received the person"]),
    row("controlled", ["ControlledIndividual", ""], ["যে আটকে রেখেছে", "Controlled the person"]),
    row("smuggler", ["Smuggler", ""], ["যে সীমান্ত পার করেছে", "Smuggler"]),
    row("abuser", ["Abuser", ""], ["যে নির্যাতন করেছে", "Abuser"]),
    row("kidnapper", ["Kidnapper", ""], ["অপহরণকারী", "Kidnapper"]),
    row("exploiter", ["Exploiter", ""], ["শোষণকারী", "Exploiter"]),
    row("other", ["Other", ""], ["অন্য", "Other"]),
];

pub(super) const EVENT_KIND: &[Entry] = &[
    row("recruitment", ["Recruitment", ""], ["ফুসলিয়ে নেওয়া", "Recruitment"]),
    row("transit", ["Transit", ""], ["নিয়ে যাওয়া", "Transit"]),
    row("exploitation", ["Exploitation", ""], ["শোষণ", "Exploitation"]),
];

pub(super) const LABOUR_SECTOR: &[Entry] = &[
    row(
        "agriculture",
        ["A_AgricultureForestryAndFishing", "typeOfLabourAgriculture"],
        ["কৃষি, বন ও মাছ ধরা", "Agriculture, forestry and fishing"],
    ),
    row(
        "mining",
        ["B_MiningAndQuarrying", "typeOfLabourMiningOrDrilling"],
        ["খনি ও পাথর তোলা", "Mining and quarrying"],
    ),
    row("manufacturing", ["C_Manufacturing", "typeOfLabourManufacturing"], ["কারখানা", "Manufacturing"]),
    row(
        "electricity_gas",
        ["D_ElectricityGasSteamAndAirConditioningSupply", "typeOfLabourOther"],
        ["বিদ্যুৎ ও গ্যাস", "Electricity and gas supply"],
    ),
    row(
        "water_waste",
        ["E_WaterSupplySewerageWasteManagement", "typeOfLabourOther"],
        ["পানি ও বর্জ্য", "Water supply and waste"],
    ),
    row("construction", ["F_Construction", "typeOfLabourConstruction"], ["নির্মাণ", "Construction"]),
    row(
        "trade_repair",
        ["G_WholesaleAndRetailTradeRepairOfMotorVehicles", "typeOfLabourOther"],
        ["দোকান ও গাড়ি মেরামত", "Trade and repair of vehicles"],
    ),
    row(
        "transport",
        ["H_TransportationAndStorage", "typeOfLabourTransportation"],
        ["পরিবহন", "Transport and storage"],
    ),
    row(
        "hotel_food",
        ["I_AccommodationAndFoodServiceActivities", "typeOfLabourHospitality"],
        ["হোটেল ও খাবারের দোকান", "Accommodation and food service"],
    ),
    row(
        "information",
        ["J_InformationAndCommunication", "typeOfLabourOther"],
        ["তথ্য ও যোগাযোগ", "Information and communication"],
    ),
    row(
        "finance",
        ["K_FinancialAndInsuranceActivities", "typeOfLabourOther"],
        ["ব্যাংক ও বিমা", "Finance and insurance"],
    ),
    row("real_estate", ["L_RealEstateActivities", "typeOfLabourOther"], ["জমি ও বাড়ি কেনাবেচা", "Real estate"]),
    row(
        "professional",
        ["M_ProfessionalScientificAndTechnicalActivities", "typeOfLabourOther"],
        ["পেশাগত ও কারিগরি কাজ", "Professional and technical work"],
    ),
    row(
        "administrative",
        ["N_AdministrativeAndSupportServiceActivities", "typeOfLabourOther"],
        ["দপ্তর ও সহায়তার কাজ", "Administrative and support services"],
    ),
    row(
        "public_administration",
        ["O_PublicAdministrationAndDefence", "typeOfLabourOther"],
        ["সরকারি কাজ ও প্রতিরক্ষা", "Public administration and defence"],
    ),
    row("education", ["P_Education", "typeOfLabourOther"], ["শিক্ষা", "Education"]),
    row(
        "health_social",
        ["Q_HumanHealthAndSocialWorkActivities", "typeOfLabourOther"],
        ["স্বাস্থ্য ও সমাজসেবা", "Health and social work"],
    ),
    row(
        "arts_entertainment",
        ["R_ArtsEntertainmentAndRecreation", "typeOfLabourOther"],
        ["শিল্প ও বিনোদন", "Arts and entertainment"],
    ),
    row("other_services", ["S_OtherServiceActivities", "typeOfLabourOther"], ["অন্য সেবা", "Other services"]),
    row(
        "domestic_work",
        ["T_ActivitiesOfHouseholdsAsEmployers", "typeOfLabourDomesticWork"],
        ["বাসাবাড়ির কাজ", "Work in households"],
    ),
    row(
        "extraterritorial",
        ["U_ActivitiesOfExtraterritorialOrganizations", "typeOfLabourOther"],
        ["বিদেশি সংস্থা", "Extraterritorial organisations"],
    ),
    row(
        "fishing",
        ["A_AgricultureForestryAndFishing", "typeOfLabourAquafarming"],
        ["মাছ ধরা ও চাষ", "Fishing and fish farming"],
    ),
    row(
        "street_selling",
        ["G_WholesaleAndRetailTradeRepairOfMotorVehicles", "typeOfLabourPeddling"],
        ["পথে বিক্রি", "Selling in the street"],
    ),
];
