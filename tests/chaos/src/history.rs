//! Which moves of a booking are legal, written down a second time: from the design, not from the
//! code that it checks.

/// One line of a booking's history.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// The booking.
    pub booking_id: uuid::Uuid,
    /// Its version after the move.
    pub version: i32,
    /// Where it came from.
    pub previous_stage: Option<String>,
    /// Where it went.
    pub new_stage: String,
    /// Its status then.
    pub new_status: String,
    /// The word for it.
    pub action: String,
}

/// The status that a stage refines.
fn status_of(stage: &str) -> &'static str {
    match stage {
        "awaiting_payment" | "searching" | "offered" => "pending",
        "assigned" | "en_route" | "arrived" => "confirmed",
        "inspecting" | "awaiting_approval" | "working" | "paused" => "in_progress",
        "done" | "settled" => "completed",
        "closed" => "cancelled",
        "open" | "under_review" => "disputed",
        _ => "unknown",
    }
}

/// Whether a booking may go from one stage to another.
fn is_legal(from: Option<&str>, to: &str) -> bool {
    let Some(from) = from else { return ["awaiting_payment", "searching"].contains(&to) };
    let ways: &[&str] = match from {
        "awaiting_payment" => &["awaiting_payment", "searching", "closed"],
        "searching" | "offered" => &["searching", "offered", "assigned", "closed"],
        "assigned" => &["assigned", "en_route", "searching", "closed"],
        "en_route" => &["en_route", "arrived", "searching", "closed"],
        "arrived" => &["arrived", "inspecting", "working", "searching", "closed"],
        "inspecting" => &["inspecting", "awaiting_approval", "done", "closed", "open"],
        "awaiting_approval" => {
            &["awaiting_approval", "inspecting", "working", "done", "closed", "open"]
        }
        "working" => &["working", "awaiting_approval", "paused", "done", "closed", "open"],
        "paused" => &["paused", "working", "awaiting_approval", "done", "closed", "open"],
        "done" => &["done", "settled", "open"],
        "settled" => &["settled", "open"],
        "open" => &["open", "under_review", "done", "settled", "closed"],
        "under_review" => &["under_review", "done", "settled", "closed"],
        _ => &[],
    };
    ways.contains(&to)
}

/// What is wrong with the history of one booking, oldest line first, that stands where `now` says.
#[must_use]
pub fn wrong(lines: &[Line], now: (&str, i32)) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        let from = line.previous_stage.as_deref();
        let name = format!("booking {} at version {}", line.booking_id, line.version);
        if from != before.map(|line| line.new_stage.as_str()) {
            found.push(format!("{name} says it came from {from:?}"));
        }
        if !is_legal(from, &line.new_stage) {
            found
                .push(format!("{name} went from {from:?} to {} ({})", line.new_stage, line.action));
        }
        if status_of(&line.new_stage) != line.new_status {
            found.push(format!("{name} is {} in {}", line.new_status, line.new_stage));
        }
        if before.is_some_and(|before| before.version >= line.version) {
            found.push(format!("{name} has its version twice"));
        }
        before = Some(line);
    }
    match before {
        None => found.push("a booking has no history".into()),
        Some(last) if (last.new_stage.as_str(), last.version) != now => found.push(format!(
            "booking {} ended as {} at version {} and stands as {now:?}",
            last.booking_id, last.new_stage, last.version
        )),
        Some(_) => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Line, wrong};

    fn line(version: i32, from: Option<&str>, to: &str, status: &str) -> Line {
        Line {
            booking_id: uuid::Uuid::nil(),
            version,
            previous_stage: from.map(Into::into),
            new_stage: to.into(),
            new_status: status.into(),
            action: "x".into(),
        }
    }

    #[test]
    fn a_good_history_passes_and_a_broken_one_is_told() {
        let good = [
            line(1, None, "searching", "pending"),
            line(2, Some("searching"), "offered", "pending"),
            line(3, Some("offered"), "assigned", "confirmed"),
        ];
        assert_eq!(wrong(&good, ("assigned", 3)), Vec::<String>::new());
        assert_eq!(wrong(&good, ("closed", 4)).len(), 1);
        let jump = [good[0].clone(), line(2, Some("searching"), "done", "completed")];
        assert_eq!(wrong(&jump, ("done", 2)).len(), 1);
        let gap = [good[0].clone(), good[2].clone()];
        assert_eq!(wrong(&gap, ("assigned", 3)).len(), 1);
        assert_eq!(wrong(&[], ("searching", 1)).len(), 1);
    }
}
