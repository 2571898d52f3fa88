//! What runs beside the sockets: hearing the log, the other processes, and time.

use crate::domain::fact::TYPES;
use crate::hub::Hub;
use crate::store::epochs;
use chassis::bus::Tail;
use chassis::fanout::Fanout;
use futures::FutureExt;
use httpkit::parts::Background;
use socketioxide::SocketIo;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long until the database is asked for the epoch again.
const AGAIN: Duration = Duration::from_secs(1);
/// How long goodbyes may take to arrive before the transports are closed.
const GOODBYE: Duration = Duration::from_millis(300);

/// The tasks.
pub(crate) fn tasks(hub: &Hub, fanout: Fanout, io: SocketIo) -> Vec<Background> {
    let (hears, listens, ticks, closes) = (hub.clone(), hub.clone(), hub.clone(), hub.clone());
    vec![
        Box::new(move |stop| hear(hears, stop).boxed()),
        Box::new(move |stop| fanout.run(stop).boxed()),
        Box::new(move |stop| listens.listen(stop).boxed()),
        Box::new(move |stop| ticks.tick(stop).boxed()),
        Box::new(move |stop| close(closes, io, stop).boxed()),
    ]
}

/// Hears the log until `stop`.
async fn hear(hub: Hub, stop: CancellationToken) {
    let Some(epoch) = epoch(&hub, &stop).await else { return };
    let tail = Tail::new(hub.db().clone(), TYPES);
    let before = i64::try_from(hub.config().remembered).unwrap_or(i64::MAX);
    let hear = |records: Vec<chassis::bus::Record>, position, begins| {
        if begins {
            hub.begin(&epoch, &records, position);
        } else {
            hub.hear(&records, position);
        }
    };
    tail.run(before, hear, stop).await;
}

async fn epoch(hub: &Hub, stop: &CancellationToken) -> Option<String> {
    loop {
        let fresh = Uuid::from_bytes(hub.world().bytes());
        match epochs::get_or_create(hub.db().pool(), fresh, hub.world().now()).await {
            Ok(epoch) => return Some(epoch.simple().to_string()),
            Err(error) => tracing::warn!(%error, "sockets wait for the database"),
        }
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

/// Says goodbye when the process stops, then closes the transports: clients come back by
/// themselves, each after a time of its own.
async fn close(hub: Hub, io: SocketIo, stop: CancellationToken) {
    stop.cancelled().await;
    hub.close_all();
    tokio::time::sleep(GOODBYE).await;
    io.close().await;
}
