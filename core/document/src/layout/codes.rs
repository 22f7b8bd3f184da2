//! Codes that more than one layout takes.

/// What help a child can be referred to: Primero's services and those of this field.
pub const SERVICES: &[&str] = &[
    "safehouse_service",
    "health_medical_service",
    "psychosocial_service",
    "police_other_service",
    "legal_assistance_service",
    "livelihoods_service",
    "child_protection_service",
    "family_mediation_service",
    "family_reunification_service",
    "education_service",
    "nfi_clothes_shoes_service",
    "water_sanitation_service",
    "registration_service",
    "food_service",
    "rescue",
    "repatriation",
    "shelter_child",
    "compensation",
    "reintegration",
    "vocational",
    "cash_support",
    "other_service",
];

/// For what a person agreed that data is used.
pub const PURPOSES: &[&str] = &["services", "share_with_provider", "share_with_police", "statistics", "media"];

/// Kinds of organisations, as the directory names them.
pub const ORGANISATION_KINDS: &[&str] = &[
    "ngo",
    "law_enforcement",
    "health",
    "central_gov",
    "local_gov",
    "immigration",
    "legal",
    "corporate",
    "school",
    "shelter",
    "helpline",
    "community_committee",
];
