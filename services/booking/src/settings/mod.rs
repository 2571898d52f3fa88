//! What operators configure of bookings, as it is in force in the transaction that uses it.
//!
//! A command reads the settings in its own transaction, so that one decision sees one version. What a
//! booking promised to its two sides keeps the version it was made under ([`App::agreed_in_tx`]).

mod cancellation;
mod matching;
mod numbers;

pub use cancellation::{Cancellation, FeeSetting, PayerSetting, RowSetting};
pub use matching::{Matching, WeightsSetting};
pub use numbers::Numbers;

use crate::App;
use crate::domain::{Booking, Rules, Versions};
use crate::matching::Searching;
use chassis::StoreError;
use chassis::tunables::{self, Declared, Versioned};
use dispatch::Offering;
use kernel::ids::ZoneId;
use kernel::{Fields, Invalid};
use sqlx::PgConnection;
use std::ops::Deref;

/// The service with the settings in force, for what is agreed or searched now.
pub struct InForce {
    app: App,
    rules: Rules,
    matching: Versioned<Matching>,
    dispatch: dispatch::Rules,
    searching: Searching,
}

impl Deref for InForce {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl InForce {
    /// The numbers of the rules, as a booking made now keeps them.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The weights and rounds of matching.
    #[must_use]
    pub fn matching(&self) -> &dispatch::Rules {
        &self.dispatch
    }

    /// Which version of the matching this is.
    #[must_use]
    pub fn matching_version(&self) -> u32 {
        self.matching.version
    }

    /// When searches are decided.
    #[must_use]
    pub fn searching(&self) -> &Searching {
        &self.searching
    }

    /// How offers are made in a zone.
    #[must_use]
    pub fn offering(&self, zone: ZoneId) -> Offering {
        self.matching.value.offering(zone)
    }

    /// After how many seconds of a customer's silence work ordered for now is given up.
    #[must_use]
    pub fn give_up_after_s(&self) -> u32 {
        self.matching.value.give_up_after_s
    }
}

impl App {
    /// The settings in force.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn in_force_in_tx(&self, tx: &mut PgConnection) -> Result<InForce, StoreError> {
        let (now, file) = (self.now(), &self.config);
        let numbers = tunables::current(&mut *tx, now, Numbers::of(&file.rules)).await?;
        let terms = tunables::current(&mut *tx, now, Cancellation::of(&file.rules)).await?;
        let matching = tunables::current(tx, now, Matching::of(file)).await?;
        let versions = Versions { cancellation: terms.version, rules: numbers.version };
        let rules = terms.value.on(numbers.value.on(file.rules.clone()));
        Ok(InForce {
            rules: Rules { versions, ..rules },
            dispatch: matching.value.dispatch(&file.matching),
            searching: matching.value.searching(&file.searching),
            matching,
            app: self.clone(),
        })
    }

    /// The settings in force, outside of any transaction: for what is asked and not decided.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn in_force(&self) -> Result<InForce, StoreError> {
        let mut db = self.chassis.db.pool().acquire().await?;
        self.in_force_in_tx(&mut db).await
    }

    /// The rules of a booking: what was promised to its sides as it was agreed, how the work goes on
    /// (how near an arrival must be, how often a code may be tried) as it is today.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn agreed_in_tx(
        &self,
        tx: &mut PgConnection,
        booking: &Booking,
    ) -> Result<Rules, StoreError> {
        let (file, agreed) = (&self.config.rules, booking.versions());
        let today = tunables::current(&mut *tx, self.now(), Numbers::of(file)).await?;
        let terms =
            tunables::version(&mut *tx, agreed.cancellation, Cancellation::of(file)).await?;
        let promised = if today.version == agreed.rules {
            today.value.clone()
        } else {
            tunables::version(tx, agreed.rules, Numbers::of(file)).await?
        };
        let rules = terms.on(promised.promises_on(today.value.on(file.clone())));
        Ok(Rules { versions: agreed, ..rules })
    }

    /// What this service lets operators configure.
    #[must_use]
    pub fn settings(&self) -> Vec<Declared> {
        vec![
            Declared::of(&Cancellation::of(&self.config.rules)),
            Declared::of(&Numbers::of(&self.config.rules)),
            Declared::of(&Matching::of(&self.config)),
        ]
    }
}

/// A number within its bounds.
fn within<T: PartialOrd + std::fmt::Display>(
    fields: &mut Fields,
    name: &str,
    value: T,
    least: T,
    most: T,
) {
    fields.check(least <= value && value <= most, name, || {
        Invalid::new(
            "settings.out_of_range",
            format!("القيمة يجب أن تكون بين {least} و{most}."),
            format!("The value must be between {least} and {most}."),
        )
    });
}

#[cfg(test)]
fn wrong_fields<T: tunables::Tunable>(value: &T) -> Vec<String> {
    let fields = value.check().err().map(|e| e.0).unwrap_or_default();
    fields.into_iter().map(|f| f.field).collect()
}
