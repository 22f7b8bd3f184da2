//! The whole surface as text, read out of the built library: one item after another by kind and name, so that a change of it
//! is a readable difference.

use camino::Utf8Path;
use std::collections::BTreeMap;
use uniffi_bindgen::macro_metadata::extract_from_library;
use uniffi_meta::{
    EnumMetadata, EnumShape, FieldMetadata, FnParamMetadata, Metadata, ObjectImpl, Type, VariantMetadata,
};

/// Items with their lines. The number is the kind's place.
type Items = BTreeMap<(u8, String), (String, Vec<String>)>;

/// The listing of a library.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn read(library: &Utf8Path) -> Result<String, String> {
    let metadata = extract_from_library(library).map_err(|error| format!("{library}: {error:#}"))?;
    let mut items = Items::new();
    for known in &metadata {
        item(&mut items, known);
    }
    for known in &metadata {
        method(&mut items, known);
    }
    let shown = items.into_values().map(|(head, lines)| {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("{head}\n{lines}")
    });
    Ok(shown.collect::<Vec<_>>().join("\n"))
}

fn item(items: &mut Items, known: &Metadata) {
    let (kind, name, head, lines) = match known {
        Metadata::Object(object) => match object.imp {
            ObjectImpl::Struct => (0, &object.name, format!("object {}", object.name), Vec::new()),
            ObjectImpl::Trait(_) => (1, &object.name, format!("foreign {}", object.name), Vec::new()),
        },
        Metadata::CallbackInterface(callback) => {
            (1, &callback.name, format!("foreign {}", callback.name), Vec::new())
        }
        Metadata::Func(function) => {
            let head = signature(&function.name, &function.inputs, function.return_type.as_ref());
            (2, &function.name, format!("function {head}{}", throws(function.throws.as_ref())), Vec::new())
        }
        Metadata::Record(record) => {
            (3, &record.name, format!("record {}", record.name), record.fields.iter().map(field).collect())
        }
        Metadata::Enum(known) => {
            let kind = if known.shape == EnumShape::Enum { 4 } else { 5 };
            (
                kind,
                &known.name,
                format!("{} {}", ["enum", "error"][usize::from(kind - 4)], known.name),
                variants(known),
            )
        }
        Metadata::CustomType(custom) => {
            let head = format!("id {} = {}", custom.name, shown(&custom.builtin));
            (6, &custom.name, head, Vec::new())
        }
        _ => return,
    };
    items.insert((kind, name.clone()), (head, lines));
}

/// A method, into the item to which it belongs, in the order of names.
fn method(items: &mut Items, known: &Metadata) {
    let (owner, line) = match known {
        Metadata::Constructor(made) => {
            let head = signature(&made.name, &made.inputs, None);
            (&made.self_name, format!("constructor {head}{}", throws(made.throws.as_ref())))
        }
        Metadata::Method(method) => {
            let head = signature(&method.name, &method.inputs, method.return_type.as_ref());
            let waits = if method.is_async { "async " } else { "" };
            (&method.self_name, format!("{waits}fun {head}{}", throws(method.throws.as_ref())))
        }
        Metadata::TraitMethod(method) => {
            let head = signature(&method.name, &method.inputs, method.return_type.as_ref());
            (&method.trait_name, format!("fun {head}{}", throws(method.throws.as_ref())))
        }
        _ => return,
    };
    if let Some((_, (_, lines))) = items.iter_mut().find(|((_, name), _)| name == owner) {
        let is_method = |line: &String| {
            ["fun ", "async fun ", "constructor "].iter().any(|start| line.starts_with(start))
        };
        let at = lines.iter().position(|known| is_method(known) && *known > line).unwrap_or(lines.len());
        lines.insert(at, line);
    }
}

fn variants(known: &EnumMetadata) -> Vec<String> {
    let variant = |variant: &VariantMetadata| {
        let fields: Vec<String> = variant.fields.iter().map(field).collect();
        if fields.is_empty() {
            variant.name.clone()
        } else {
            format!("{}({})", variant.name, fields.join(", "))
        }
    };
    known.variants.iter().map(variant).collect()
}

fn field(field: &FieldMetadata) -> String {
    format!("{}: {}", field.name, shown(&field.ty))
}

fn signature(name: &str, inputs: &[FnParamMetadata], returns: Option<&Type>) -> String {
    let inputs: Vec<String> =
        inputs.iter().map(|input| format!("{}: {}", input.name, shown(&input.ty))).collect();
    let returns = returns.map(|ty| format!(" -> {}", shown(ty))).unwrap_or_default();
    format!("{name}({}){returns}", inputs.join(", "))
}

fn throws(error: Option<&Type>) -> String {
    error.map(|error| format!(" throws {}", shown(error))).unwrap_or_default()
}

fn shown(ty: &Type) -> String {
    match ty {
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Optional { inner_type } => format!("{}?", shown(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", shown(inner_type)),
        Type::Set { inner_type } => format!("{{{}}}", shown(inner_type)),
        Type::Map { key_type, value_type } => format!("{{{}: {}}}", shown(key_type), shown(value_type)),
        Type::Box { inner_type } => shown(inner_type),
        simple => format!("{simple:?}"),
    }
}
