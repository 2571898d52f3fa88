-- History is append-only, but the words in it may name people: they may be emptied, never rewritten,
-- when their author is forgotten.
create function booking.refuse_history_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.change_reason is null
       and to_jsonb(new) - 'change_reason' = to_jsonb(old) - 'change_reason' then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger booking_status_history_append_only on booking.booking_status_history;
create trigger booking_status_history_append_only
    before update or delete on booking.booking_status_history
    for each row execute function booking.refuse_history_change();
-- What somebody did by itself, when it is forgotten.
create index booking_status_history_changed_by_idx on booking.booking_status_history (changed_by)
    where change_reason is not null;
