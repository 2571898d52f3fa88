create table probe.seen (
    seq     bigint generated always as identity primary key,
    thing   uuid   not null,
    n       bigint not null,
    version bigint not null
);
create table probe.daily (at timestamptz not null) partition by range (at);
