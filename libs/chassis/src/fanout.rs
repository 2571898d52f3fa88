//! Telling every process at once what may be lost: no queue, no memory. Without Redis there is one
//! process, and it hears itself; with Redis the others hear it through pub/sub. While Redis is away
//! each process hears only itself.

use crate::cache::RedisLink;
use futures::StreamExt;
use kernel::World;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// How many messages a listener may lag behind before it misses some.
const LAG: usize = 1_024;
/// How long until a lost Redis is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Reaches all processes that use the same channel. Cheap to clone.
#[derive(Clone)]
pub struct Fanout(Arc<Inner>);

struct Inner {
    here: broadcast::Sender<Arc<str>>,
    redis: Option<Elsewhere>,
}

struct Elsewhere {
    link: RedisLink,
    channel: String,
    /// Stands before each message of this process, so that it doesn't hear itself twice.
    me: String,
}

impl Fanout {
    /// Within this process.
    #[must_use]
    pub fn memory() -> Self {
        Self(Arc::new(Inner { here: broadcast::channel(LAG).0, redis: None }))
    }

    /// To all processes on this channel of a Redis. [`Fanout::run`] must run, or the others are
    /// not heard.
    #[must_use]
    pub fn redis(link: RedisLink, channel: impl Into<String>, world: &World) -> Self {
        let me = uuid::Uuid::from_bytes(world.bytes()).simple().to_string();
        let redis = Some(Elsewhere { link, channel: channel.into(), me });
        Self(Arc::new(Inner { here: broadcast::channel(LAG).0, redis }))
    }

    /// What is said from now on, by whichever process.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.0.here.subscribe()
    }

    /// Says something to everybody, this process included.
    pub async fn say(&self, message: String) {
        if let Some(elsewhere) = &self.0.redis {
            let mut publish = redis::cmd("PUBLISH");
            publish.arg(&elsewhere.channel).arg(format!("{}{message}", elsewhere.me));
            let say = async |mut connection| publish.query_async::<i64>(&mut connection).await;
            // Away: the link has said so, and this process still hears it.
            let _heard_by = elsewhere.link.ask(say).await;
        }
        let _nobody_listens = self.0.here.send(message.into());
    }

    /// Hears the other processes until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let Some(elsewhere) = &self.0.redis else { return };
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => return,
                heard = self.hear(elsewhere) => if let Err(error) = heard {
                    tracing::debug!(%error, "the other processes are not heard");
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    async fn hear(&self, elsewhere: &Elsewhere) -> Result<(), redis::RedisError> {
        let mut pubsub = elsewhere.link.listener().await?;
        pubsub.subscribe(&elsewhere.channel).await?;
        let mut messages = pubsub.on_message();
        while let Some(message) = messages.next().await {
            let text: String = message.get_payload()?;
            match text.split_at_checked(elsewhere.me.len()) {
                Some((from, said)) if from != elsewhere.me => {
                    let _nobody_listens = self.0.here.send(said.into());
                }
                _ => {}
            }
        }
        Ok(())
    }
}
