-- The data keys that seal personal data (phones, national ids, one-time secrets), each wrapped by
-- a master key that only the configuration knows. A sealed text names its key, so a key is never
-- deleted or changed; only its wrapping changes when the master key does.
create table bus.data_keys (
    id uuid primary key,
    -- nonce | ciphertext | tag of the 32 key bytes: 12 + 32 + 16.
    wrapped bytea not null,
    master_key_id text not null,
    -- Eight bytes of a keyed hash under the lookup secret. A process with another lookup secret
    -- would find nobody by phone and let everybody register twice, so it must not start.
    lookup_check bytea not null,
    created_at timestamptz not null,
    -- From when on nothing new is sealed with it; what it sealed stays readable.
    retired_at timestamptz,
    constraint data_keys_wrapped_check check (octet_length(wrapped) = 60),
    constraint data_keys_master_key_id_check check (master_key_id <> ''),
    constraint data_keys_lookup_check_check check (octet_length(lookup_check) = 8),
    constraint data_keys_retired_at_check check (retired_at >= created_at)
);

-- Losing a key is losing every phone number it sealed, so no role may do it by accident.
create function bus.refuse_data_key_removal() returns trigger language plpgsql as $$
begin
    raise exception 'a data key is never removed: what it sealed would be lost'
        using errcode = 'restrict_violation';
end $$;
create trigger data_keys_stay
    before delete or truncate on bus.data_keys
    for each statement execute function bus.refuse_data_key_removal();
