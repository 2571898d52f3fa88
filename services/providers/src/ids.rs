//! Ids of things that only this service knows.

use kernel::ids::TypedId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! local_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl TypedId for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

local_ids! {
    /// An appeal against a decision.
    AppealId,
    /// One area a provider works in.
    AreaId,
    /// An operator's decision on a provider.
    DecisionId,
    /// A dated exception from the weekly hours.
    ExceptionId,
    /// One service a provider offers.
    OfferedServiceId,
}
