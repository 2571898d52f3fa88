-- A reply is written once, and may be emptied when its author is forgotten.
create or replace function ratings.refuse_rewriting() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
       or old.reply is not null and new.reply is not null and new.reply is distinct from old.reply
       or (new.id, new.booking_id, new.from_user, new.to_user, new.of_role, new.stars_centi, new.created_at)
          is distinct from
          (old.id, old.booking_id, old.from_user, old.to_user, old.of_role, old.stars_centi, old.created_at) then
        raise exception 'a rating is written once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
