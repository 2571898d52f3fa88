-- What operators configure while the platform runs: versions of values by service and key, each with
-- when it takes effect, who made it and why. The highest version whose time has come is in force; with
-- none, the service's configuration file is. Never changed: what was agreed under a version can always
-- be looked up.
create table bus.settings (
    service    text        not null,
    -- `payments.debt_limits`.
    key        text        not null,
    version    integer     not null check (version > 0),
    value      jsonb       not null,
    valid_from timestamptz not null,
    made_by    uuid        not null,
    reason     text        not null check (length(reason) between 1 and 500),
    created_at timestamptz not null,
    constraint settings_key primary key (key, version),
    check (valid_from >= created_at)
);

create function bus.refuse_settings_change() returns trigger language plpgsql as $$
begin
    raise exception 'a setting is never changed, only followed by another version'
        using errcode = 'restrict_violation';
end $$;
create trigger settings_append_only before update or delete on bus.settings
    for each row execute function bus.refuse_settings_change();
