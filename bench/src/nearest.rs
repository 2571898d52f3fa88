//! The live index beside Redis and PostGIS: the 10 nearest of one trade, and moves.

use crate::Failure;
use crate::chance::Chance;
use crate::postgis::PostGis;
use crate::redis::{Redis, Reply};
use crate::report::Report;
use dispatch::grid::{Entry, Grid, Tags};
use kernel::LatLng;
use kernel::ids::ProviderId;
use kernel::world::{ManualClock, SeededEntropy, World};
use std::fmt::Write;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

const PROVIDERS: usize = 100_000;
const TRADES: usize = 12;
const TRADE: usize = 3;
const NEAREST: usize = 10;
const RADIUS_M: f64 = 5_000.0;
/// Rounds are short, some ten milliseconds: the best one is then hardly disturbed by neighbours.
const QUERIES: usize = 4_000;
const PEER_QUERIES: usize = 250;
const CHECKED: usize = 500;
const MOVES: usize = 100_000;
const PEER_MOVES: usize = 20_000;
/// How many commands Redis gets at once.
const PIPELINE: usize = 64;
const ROUNDS: usize = 15;

const AIM_REDIS: &str = "≥ 100×, recall 1.000";
const AIM_POSTGIS: &str = "≥ 50×";
const AIM_MOVES: &str = "≥ 20×";

/// The argument that asks for the memory alone.
pub const MEMORY: &str = "memory-of-the-index";

/// What is kept beside a position.
#[derive(Clone, Copy)]
struct Fix {
    free: bool,
}

type Mover = Entry<ProviderId, Fix>;

struct Town {
    movers: Vec<Mover>,
    trades: Vec<usize>,
    centers: Vec<LatLng>,
    /// Who moves where.
    moves: Vec<(usize, LatLng)>,
}

impl Town {
    /// Providers in a bell curve round Cairo, one trade in twelve each, four fifths of them free.
    fn new() -> Result<Self, Failure> {
        let mut chance = Chance::new(11);
        let start = chrono::DateTime::UNIX_EPOCH;
        let world = World::new(Arc::new(ManualClock::at(start)), Arc::new(SeededEntropy::new(11)));
        let (mut movers, mut trades) = (Vec::new(), Vec::new());
        for _ in 0..PROVIDERS {
            let trade = chance.below(TRADES);
            trades.push(trade);
            movers.push(Entry {
                key: world.id::<ProviderId>(),
                place: cairo(&mut chance)?,
                tags: Tags::NONE.with(trade as u8),
                at: start,
                payload: Fix { free: chance.uniform() < 0.8 },
            });
        }
        let mut moves = Vec::with_capacity(MOVES);
        for _ in 0..MOVES {
            let who = chance.below(PROVIDERS);
            let home = movers[who].place;
            let (dlat, dlng) = (0.0005 * chance.normal(), 0.0005 * chance.normal());
            moves.push((who, LatLng::parse(home.lat() + dlat, home.lng() + dlng)?));
        }
        let centers = (0..QUERIES).map(|_| cairo(&mut chance)).collect::<Result<_, _>>()?;
        Ok(Self { movers, trades, centers, moves })
    }
}

fn cairo(chance: &mut Chance) -> Result<LatLng, Failure> {
    Ok(LatLng::parse(30.05 + 0.09 * chance.normal(), 31.24 + 0.12 * chance.normal())?)
}

/// The best of some rounds, for ours as for the peers, since neighbours on the machine slow single
/// ones: nanoseconds an operation.
fn best_ns(
    operations: usize,
    mut work: impl FnMut() -> Result<(), Failure>,
) -> Result<f64, Failure> {
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        work()?;
        rounds.push(began.elapsed().as_nanos() as f64 / operations as f64);
    }
    Ok(rounds.into_iter().fold(f64::INFINITY, f64::min))
}

fn rate(ns: f64) -> String {
    format!("{:.0}/s ({:.1} µs)", 1e9 / ns, ns / 1e3)
}

/// Runs everything.
///
/// # Errors
/// When the index misses anybody whom a full scan finds.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    let town = Town::new()?;
    let mut grid = Grid::new();
    for mover in &town.movers {
        grid.upsert(*mover)?;
    }
    let recall = recall(&grid, &town);
    if recall < 1.0 {
        return Err(format!("the index has a recall of {recall}").into());
    }

    let trade = Tags::NONE.with(TRADE as u8);
    let mut found = 0;
    let any = best_ns(QUERIES, || {
        for center in &town.centers {
            found += grid.nearest(*center, NEAREST, RADIUS_M, |_| true).len();
        }
        Ok(())
    })?;
    let of_trade = best_ns(QUERIES, || {
        for center in &town.centers {
            found += grid
                .nearest(*center, NEAREST, RADIUS_M, |e| e.tags.has_all(trade) && e.payload.free)
                .len();
        }
        Ok(())
    })?;
    let moves: Vec<Mover> = town
        .moves
        .iter()
        .map(|(who, place)| Entry { place: *place, ..town.movers[*who] })
        .collect();
    let moved = best_ns(MOVES, || {
        for mover in &moves {
            grid.upsert(*mover)?;
        }
        Ok(())
    })?;
    if found == 0 {
        return Err("nobody is near anybody".into());
    }
    report.note("recall against a full scan", format!("{recall:.3}"), "–", "1.000");
    let bytes = format!("{} bytes, {} of them the entry", measured_bytes()?, size_of::<Mover>());
    beside_redis(report, &town, (any, of_trade, moved), &bytes)?;
    beside_postgis(report, &town, of_trade, moved)
}

/// The share of the neighbours that a full scan finds.
fn recall(grid: &Grid<ProviderId, Fix>, town: &Town) -> f64 {
    let trade = Tags::NONE.with(TRADE as u8);
    let (mut wanted, mut found) = (0usize, 0usize);
    for center in town.centers.iter().take(CHECKED) {
        let mut all: Vec<(f64, ProviderId)> = town
            .movers
            .iter()
            .filter(|m| m.tags.has_all(trade) && m.payload.free)
            .map(|m| (center.distance_m(m.place), m.key))
            .filter(|(distance_m, _)| *distance_m <= RADIUS_M)
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.truncate(NEAREST);
        let near =
            grid.nearest(*center, NEAREST, RADIUS_M, |e| e.tags.has_all(trade) && e.payload.free);
        wanted += all.len();
        found += all.iter().filter(|(_, key)| near.iter().any(|f| f.entry.key == *key)).count();
    }
    found as f64 / wanted.max(1) as f64
}

/// Bytes a provider, measured in a process of its own that has touched nothing else.
fn measured_bytes() -> Result<String, Failure> {
    let output = Command::new(std::env::current_exe()?).arg(MEMORY).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// What an index of so many providers takes of this process' memory, a provider; the untouched
/// rest of the table of cells is not backed by memory.
///
/// # Errors
/// When the town can't be made.
pub fn resident_bytes_a_provider() -> Result<u64, Failure> {
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages: u64 = statm.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or_default();
        pages * 4_096
    };
    let town = Town::new()?;
    let before = resident();
    let mut grid = Grid::new();
    for mover in &town.movers {
        grid.upsert(*mover)?;
    }
    let grown = resident().saturating_sub(before);
    Ok(grown / grid.len().max(1) as u64)
}

/// A provider at a place, in Redis' words.
fn geoadd(town: &Town, key: String, who: usize, place: LatLng) -> Vec<String> {
    let (lng, lat) = (place.lng().to_string(), place.lat().to_string());
    vec!["GEOADD".into(), key, lng, lat, town.movers[who].key.to_string()]
}

fn beside_redis(
    report: &mut Report,
    town: &Town,
    (any, of_trade, moved): (f64, f64, f64),
    bytes: &str,
) -> Result<(), Failure> {
    let mut redis = match Redis::start() {
        Ok(redis) => redis,
        Err(error) => {
            let skipped = format!("Redis skipped: {error}");
            report.note("10 nearest of one trade", rate(of_trade), &skipped, AIM_REDIS);
            report.note("position update", rate(moved), &skipped, AIM_MOVES);
            return Ok(());
        }
    };
    let used = fill(&mut redis, town)? / PROVIDERS as i64;
    report.note("memory a provider", bytes.to_owned(), &format!("Redis {used} bytes"), "≤ 64");
    let of_one = format!("trade:{TRADE}");
    for (what, key, ours) in [
        (
            "10 nearest of one trade within 5 km; Redis with a key a trade",
            of_one.as_str(),
            of_trade,
        ),
        ("10 nearest of all trades within 5 km, one key", "all", any),
    ] {
        let theirs = geosearch(&mut redis, town, key)?;
        let peer = format!("Redis GEOSEARCH {}", rate(theirs));
        report.compare(what, rate(ours), peer, theirs / ours, AIM_REDIS);
    }
    let theirs = geosearch_all(&mut redis, town)?;
    let what = "10 nearest of one trade within 5 km; Redis with one key, filtered by its client";
    let peer = format!("Redis GEOSEARCH {}", rate(theirs));
    report.compare(what, rate(of_trade), peer, theirs / of_trade, AIM_REDIS);
    // Put into words before the clock starts: only sending, storing and answering counts.
    let moves: Vec<Vec<String>> = town
        .moves
        .iter()
        .take(PEER_MOVES)
        .map(|(who, place)| geoadd(town, "all".into(), *who, *place))
        .collect();
    let theirs = best_ns(PEER_MOVES, || {
        moves.chunks(PIPELINE).try_for_each(|some| redis.pipeline(some).map(|_| ()))
    })?;
    let peer = format!("Redis GEOADD, {PIPELINE} at once, {}", rate(theirs));
    report.compare("position update", rate(moved), peer, theirs / moved, AIM_MOVES);
    report.note("position updates, one core", rate(moved), "–", "15,000,000/s");
    Ok(())
}

/// Puts everybody into one key, and each trade into one of its own: Redis can't filter, so that is
/// the best that can be done for it; who is not free is found all the same. Answers how many bytes
/// the key of everybody takes.
fn fill(redis: &mut Redis, town: &Town) -> Result<i64, Failure> {
    let empty = redis.used_memory()?;
    let everybody: Vec<Vec<String>> =
        (0..PROVIDERS).map(|who| geoadd(town, "all".into(), who, town.movers[who].place)).collect();
    everybody.chunks(PIPELINE).try_for_each(|some| redis.pipeline(some).map(|_| ()))?;
    let used = redis.used_memory()? - empty;
    let by_trade: Vec<Vec<String>> = (0..PROVIDERS)
        .map(|who| geoadd(town, format!("trade:{}", town.trades[who]), who, town.movers[who].place))
        .collect();
    by_trade.chunks(PIPELINE).try_for_each(|some| redis.pipeline(some).map(|_| ()))?;
    Ok(used)
}

/// Nanoseconds a search, sixteen at once.
fn geosearch(redis: &mut Redis, town: &Town, key: &str) -> Result<f64, Failure> {
    let search = |center: &LatLng| {
        let (lng, lat) = (center.lng().to_string(), center.lat().to_string());
        ["GEOSEARCH", key, "FROMLONLAT", &lng, &lat, "BYRADIUS", "5", "km", "ASC", "COUNT", "10"]
            .map(str::to_owned)
            .to_vec()
    };
    let searches: Vec<Vec<String>> = town.centers.iter().take(PEER_QUERIES).map(search).collect();
    best_ns(PEER_QUERIES, || {
        for some in searches.chunks(16) {
            for reply in redis.pipeline(some)? {
                let Reply::List(near) = reply else { return Err("Redis sent no list".into()) };
                if near.len() > NEAREST {
                    return Err("Redis found too many".into());
                }
            }
        }
        Ok(())
    })
}

/// Nanoseconds a search for everybody within the radius, sorted: the client finds the trade among
/// them, which is not even counted.
fn geosearch_all(redis: &mut Redis, town: &Town) -> Result<f64, Failure> {
    let search = |center: &LatLng| {
        let (lng, lat) = (center.lng().to_string(), center.lat().to_string());
        ["GEOSEARCH", "all", "FROMLONLAT", &lng, &lat, "BYRADIUS", "5", "km", "ASC"]
            .map(str::to_owned)
            .to_vec()
    };
    let searches: Vec<Vec<String>> =
        town.centers.iter().take(PEER_QUERIES / 5).map(search).collect();
    best_ns(searches.len(), || {
        searches.iter().try_for_each(|one| redis.pipeline(std::slice::from_ref(one)).map(|_| ()))
    })
}

fn beside_postgis(
    report: &mut Report,
    town: &Town,
    of_trade: f64,
    moved: f64,
) -> Result<(), Failure> {
    let what = "10 nearest of one trade, free, within 5 km";
    let postgis = match PostGis::start() {
        Ok(postgis) => postgis,
        Err(error) => {
            let skipped = format!("PostGIS skipped: {error}");
            report.note(what, rate(of_trade), &skipped, AIM_POSTGIS);
            return Ok(());
        }
    };
    postgis.run(&everything(town)?)?;
    let timed = |body: &str| -> Result<f64, Failure> {
        let said = postgis.run(&format!(
            "create or replace function timed() returns float8 language plpgsql as $$
             declare began timestamptz := clock_timestamp(); r record; n bigint := 0;
             begin {body}
             return extract(epoch from clock_timestamp() - began); end $$;
             select timed();"
        ))?;
        Ok(said.trim().parse::<f64>()? * 1e9)
    };
    let best = |body: &str| -> Result<f64, Failure> {
        (0..ROUNDS).try_fold(f64::INFINITY, |best, _| Ok(timed(body)?.min(best)))
    };
    let theirs = best(&format!(
        "for r in select place from centers loop
             select n + count(*) into n from (
                 select id from movers where trade = {TRADE} and free
                     and ST_DWithin(place, r.place, {RADIUS_M})
                 order by place <-> r.place limit {NEAREST}) near;
         end loop;"
    ))? / PEER_QUERIES as f64;
    let peer = format!("PostGIS {} (a partial index for the trade)", rate(theirs));
    report.compare(what, rate(of_trade), peer, theirs / of_trade, AIM_POSTGIS);
    let theirs = best(
        "for r in select mover, place from moves order by id loop
             update movers set place = r.place where id = r.mover;
         end loop;",
    )? / PEER_MOVES as f64;
    let peer = format!("PostGIS {} (one transaction, nothing durable)", rate(theirs));
    report.compare("position update", rate(moved), peer, theirs / moved, "–");
    Ok(())
}

/// A script that makes the town.
fn everything(town: &Town) -> Result<String, Failure> {
    let mut script = String::from(
        "create table movers (id int primary key, trade int, free bool, place geography(point));
         create table centers (id int primary key, place geography(point));
         create table moves (id int primary key, mover int, place geography(point));
         copy movers from stdin;\n",
    );
    let point = |place: LatLng| format!("SRID=4326;POINT({} {})", place.lng(), place.lat());
    for (id, mover) in town.movers.iter().enumerate() {
        let free = mover.payload.free;
        writeln!(script, "{id}\t{}\t{free}\t{}", town.trades[id], point(mover.place))?;
    }
    script.push_str("\\.\ncopy centers from stdin;\n");
    for (id, center) in town.centers.iter().take(PEER_QUERIES).enumerate() {
        writeln!(script, "{id}\t{}", point(*center))?;
    }
    script.push_str("\\.\ncopy moves from stdin;\n");
    for (id, (who, place)) in town.moves.iter().take(PEER_MOVES).enumerate() {
        writeln!(script, "{id}\t{who}\t{}", point(*place))?;
    }
    script.push_str("\\.\n");
    write!(
        script,
        "create index on movers using gist (place) where trade = {TRADE} and free;
         create index on movers using gist (place);
         vacuum analyze;"
    )?;
    Ok(script)
}
