//! What lies in the cells. All cells share four arrays, so that a search reads nothing but what it
//! asks for: first the tags, then the places of those that fit.
//!
//! A cell has a stretch of the arrays with some room to grow. One that outgrows its stretch gets a
//! new one at the end; when too much room lies idle, everything is moved together, cell by cell in
//! their order, so that neighbours lie beside each other.

use super::Tags;
use super::cells::{Cell, Point};

/// Room that may lie idle whatever else.
const IDLE: usize = 4_096;

/// The stretch of one cell.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    start: u32,
    len: u32,
    room: u32,
    /// The cell's number.
    cell: u32,
}

/// The contents of all cells, in buckets that are numbered in the order they were first used.
pub(super) struct Buckets {
    /// By cell: 0, or the number of its bucket plus one.
    heads: Vec<u32>,
    buckets: Vec<Bucket>,
    tags: Vec<Tags>,
    points: Vec<Point>,
    owners: Vec<u32>,
    /// How many there are in all.
    held: usize,
}

impl Buckets {
    /// Nothing anywhere.
    pub fn new() -> Self {
        Self {
            heads: vec![0; Cell::COUNT],
            buckets: Vec::new(),
            tags: Vec::new(),
            points: Vec::new(),
            owners: Vec::new(),
            held: 0,
        }
    }

    /// The number of a cell's bucket, a new one if it had none.
    pub fn of(&mut self, cell: Cell) -> u32 {
        let head = &mut self.heads[cell.index()];
        if *head == 0 {
            let cell = cell.index() as u32;
            self.buckets.push(Bucket { start: 0, len: 0, room: 0, cell });
            // There are fewer cells than u32 can count, and each has one bucket at most.
            *head = self.buckets.len() as u32;
        }
        *head - 1
    }

    /// Whether a bucket is that cell's.
    pub fn is_of(&self, bucket: u32, cell: Cell) -> bool {
        self.buckets[bucket as usize].cell as usize == cell.index()
    }

    /// Where in the arrays the cell's entries are.
    pub fn places(&self, cell: Cell) -> std::ops::Range<usize> {
        match self.heads[cell.index()] {
            0 => 0..0,
            head => self.stretch(head - 1),
        }
    }

    /// Where in the arrays a bucket's entries are.
    fn stretch(&self, bucket: u32) -> std::ops::Range<usize> {
        let Bucket { start, len, .. } = self.buckets[bucket as usize];
        start as usize..(start + len) as usize
    }

    /// Where in the arrays entries are, bucket by bucket.
    pub fn stretches(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        (0..self.buckets.len() as u32).map(|bucket| self.stretch(bucket))
    }

    /// Where in the arrays the entry at a position of a bucket is.
    pub fn place(&self, bucket: u32, position: u32) -> usize {
        (self.buckets[bucket as usize].start + position) as usize
    }

    /// The tags by place.
    pub fn tags(&self) -> &[Tags] {
        &self.tags
    }

    /// The tags at a place, to change them.
    pub fn tags_mut(&mut self, place: usize) -> &mut Tags {
        &mut self.tags[place]
    }

    /// The points by place.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Whose entries those are, by place.
    pub fn owners(&self) -> &[u32] {
        &self.owners
    }

    /// Writes over what is at a place.
    pub fn set(&mut self, place: usize, point: Point, tags: Tags) {
        self.points[place] = point;
        self.tags[place] = tags;
    }

    /// Gives what is at a place to another owner.
    pub fn give(&mut self, place: usize, owner: u32) {
        self.owners[place] = owner;
    }

    /// Puts somebody into a bucket; answers at which position.
    pub fn push(&mut self, bucket: u32, point: Point, tags: Tags, owner: u32) -> u32 {
        let Bucket { len, room, .. } = self.buckets[bucket as usize];
        if len == room {
            self.grow(bucket);
        }
        let place = self.place(bucket, len);
        self.set(place, point, tags);
        self.owners[place] = owner;
        self.buckets[bucket as usize].len += 1;
        self.held += 1;
        len
    }

    /// Takes somebody out of a bucket. The last one takes its place: whose that is, if it is
    /// another.
    pub fn take(&mut self, bucket: u32, position: u32) -> Option<u32> {
        let place = self.place(bucket, position);
        let last = self.stretch(bucket).end - 1;
        self.set(place, self.points[last], self.tags[last]);
        self.owners[place] = self.owners[last];
        self.buckets[bucket as usize].len -= 1;
        self.held -= 1;
        (place != last).then_some(self.owners[place])
    }

    /// Makes room for one more at least.
    fn grow(&mut self, bucket: u32) {
        if self.tags.len() > self.held + self.held / 3 + self.buckets.len() + IDLE {
            self.move_together();
            let Bucket { len, room, .. } = self.buckets[bucket as usize];
            if len < room {
                return;
            }
        }
        let stretch = self.stretch(bucket);
        let start = self.tags.len();
        let room = stretch.len() + stretch.len() / 4 + 2;
        self.tags.resize(start + room, Tags::NONE);
        self.points.resize(start + room, Point::NOWHERE);
        self.owners.resize(start + room, 0);
        self.tags.copy_within(stretch.clone(), start);
        self.points.copy_within(stretch.clone(), start);
        self.owners.copy_within(stretch, start);
        let bucket = &mut self.buckets[bucket as usize];
        // Fewer than u32 can count: that many would take 80 GB.
        (bucket.start, bucket.room) = (start as u32, room as u32);
    }

    /// Moves everything together, in the order of the cells.
    fn move_together(&mut self) {
        let mut order: Vec<usize> = (0..self.buckets.len()).collect();
        order.sort_unstable_by_key(|&bucket| self.buckets[bucket].cell);
        let spare = |len: usize| len / 8 + usize::from(len > 0);
        let room = self.held + self.held / 8 + order.len();
        let mut tags = Vec::with_capacity(room);
        let mut points = Vec::with_capacity(room);
        let mut owners = Vec::with_capacity(room);
        for bucket in order {
            let stretch = self.stretch(bucket as u32);
            let (start, end) = (tags.len(), tags.len() + stretch.len() + spare(stretch.len()));
            tags.extend_from_slice(&self.tags[stretch.clone()]);
            points.extend_from_slice(&self.points[stretch.clone()]);
            owners.extend_from_slice(&self.owners[stretch]);
            tags.resize(end, Tags::NONE);
            points.resize(end, Point::NOWHERE);
            owners.resize(end, 0);
            let bucket = &mut self.buckets[bucket];
            (bucket.start, bucket.room) = (start as u32, (end - start) as u32);
        }
        (self.tags, self.points, self.owners) = (tags, points, owners);
    }
}
