//! A person gives or withdraws consents.

use crate::app::App;
use crate::domain::consent::{ConsentRefused, Said, asked};
use crate::error::{PrivacyError, Trouble};
use crate::store::consents::{self, Channel};
use crate::store::users;
use contracts::privacy::{ConsentChanged, ConsentPurpose};
use kernel::Lang;
use kernel::ids::UserId;
use sqlx::PgConnection;

/// Writes what changes, and tells it.
///
/// # Errors
/// [`PrivacyError::ConsentOutdated`], [`PrivacyError::ConsentNeeded`]; then nothing is written.
pub async fn run(
    app: &App,
    user: UserId,
    wishes: &[(ConsentPurpose, Said)],
) -> Result<(), PrivacyError> {
    let mut tx = app.chassis.db.begin().await?;
    // The account's lock: two screens don't write the same twice.
    let locked = users::lock_in_tx(&mut tx, user).await?.ok_or(PrivacyError::NotFound)?;
    let history = consents::history_in_tx(&mut tx, user).await?;
    for (purpose, wish) in wishes {
        let before = history.iter().find(|c| c.purpose == *purpose).map(|c| c.said);
        let changes = asked(*purpose).change(before, *wish).map_err(|refused| match refused {
            ConsentRefused::Outdated => PrivacyError::ConsentOutdated,
            ConsentRefused::Needed => PrivacyError::ConsentNeeded,
        })?;
        if changes {
            write_in_tx(
                &mut tx,
                app,
                user,
                (*purpose, *wish),
                (locked.lang, Channel::PrivacyScreen),
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down that somebody who registers accepts the terms as they are today.
pub(crate) async fn accept_terms_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    lang: Lang,
) -> Result<(), Trouble> {
    let terms = asked(ConsentPurpose::Terms);
    let said = Said { version: terms.version, granted: true };
    write_in_tx(tx, app, user, (terms.purpose, said), (lang, Channel::Registration)).await
}

/// Writes down what a person said, and tells it.
pub(crate) async fn write_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    (purpose, said): (ConsentPurpose, Said),
    shown: (Lang, Channel),
) -> Result<(), Trouble> {
    let world = &app.chassis.world;
    consents::insert_in_tx(tx, world, user, (purpose, said), shown).await?;
    let event =
        ConsentChanged { user_id: user, purpose, version: said.version, granted: said.granted };
    Ok(chassis::bus::append(tx, world, &event).await?)
}
