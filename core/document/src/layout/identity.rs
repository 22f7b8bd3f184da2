//! The identity: who the people are and how to reach them. Sealed.

use super::{FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use jonaki_protocol::{Compartment, limits};

const fn fact(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Fact }
}

const SHORT: FieldType = FieldType::Text(limits::TEXT_CHARS);

pub(super) static IDENTITY: Layout = Layout {
    compartment: Compartment::Identity,
    fields: &[
        fact("name_given", SHORT),
        fact("name_nick", SHORT),
        fact("name_family", SHORT),
        fact("father_name", SHORT),
        fact("mother_name", SHORT),
        fact("phone", SHORT),
        fact("address", SHORT),
        fact("birth_date", FieldType::Date),
        fact("id_number", SHORT),
        fact("id_type", FieldType::Code(&["nid", "birth_reg", "passport", "fdmn", "school", "other"])),
        fact("reporter_name", SHORT),
        fact("reporter_phone", SHORT),
    ],
    maps: &[MapSpec { name: "answers", content: MapContent::Answers }],
};
