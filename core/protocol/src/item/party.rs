//! Who receives: recipients of grants, feeds, holders of an organisation's key.

use crate::{DeviceId, InviteId, OrganisationId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Who can unwrap a grant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Recipient {
    /// One device, by its own key.
    Device(DeviceId),
    /// The reading devices of an organisation, by the key of this epoch.
    Organisation(OrganisationId, u32),
}

impl Recipient {
    /// The feed in which its items are delivered.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Device(device) => Principal::Device(*device),
            Self::Organisation(organisation, _) => Principal::Organisation(*organisation),
        }
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Device(device) => (device,).serialize(serializer),
            Self::Organisation(organisation, epoch) => (organisation, epoch).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Vec::<ciborium::Value>::deserialize(deserializer)?;
        let id = |value: &ciborium::Value| value.as_bytes().and_then(|bytes| DeviceId::from_slice(bytes));
        match parts.as_slice() {
            [device] => id(device).map(Self::Device),
            [organisation, epoch] => id(organisation).and_then(|id| {
                let epoch = epoch.as_integer().and_then(|epoch| u32::try_from(epoch).ok())?;
                Some(Self::Organisation(OrganisationId::from_bytes(*id.as_bytes()), epoch))
            }),
            _ => None,
        }
        .ok_or_else(|| de::Error::custom("not a recipient"))
    }
}

/// A feed: who receives what is delivered to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Principal {
    /// Every device of the programme: the directory.
    Everyone,
    /// One device.
    Device(DeviceId),
    /// The reading devices of an organisation.
    Organisation(OrganisationId),
}

impl Principal {
    /// Kind and id as bytes, for keys of tables.
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Everyone => vec![0],
            Self::Device(device) => [&[1], device.as_bytes().as_slice()].concat(),
            Self::Organisation(organisation) => [&[2], organisation.as_bytes().as_slice()].concat(),
        }
    }

    /// From [`Principal::to_bytes`].
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (0, []) => Some(Self::Everyone),
            (1, id) => DeviceId::from_slice(id).map(Self::Device),
            (2, id) => OrganisationId::from_slice(id).map(Self::Organisation),
            _ => None,
        }
    }
}

/// Who holds an organisation's private key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Holder {
    /// A member's device.
    Device(DeviceId),
    /// Whoever enrols with this invite.
    Invite(InviteId),
    /// The programme's recovery key on paper.
    Recovery,
}

impl Serialize for Holder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Device(device) => (0, Some(device)).serialize(serializer),
            Self::Invite(invite) => (1, Some(invite)).serialize(serializer),
            Self::Recovery => (2, None::<DeviceId>).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Holder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <(u8, Option<DeviceId>)>::deserialize(deserializer)? {
            (0, Some(id)) => Ok(Self::Device(id)),
            (1, Some(id)) => Ok(Self::Invite(InviteId::from_bytes(*id.as_bytes()))),
            (2, None) => Ok(Self::Recovery),
            _ => Err(de::Error::custom("not a holder")),
        }
    }
}
