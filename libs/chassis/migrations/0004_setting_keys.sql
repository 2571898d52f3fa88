-- Every setting there is, with what its service's configuration file says: so that whoever lists the
-- settings knows those that were never changed too. Written by each service when it starts.
create table bus.setting_keys (
    key        text        primary key,
    service    text        not null,
    -- What holds while no version does.
    defaults   jsonb       not null,
    updated_at timestamptz not null
);
