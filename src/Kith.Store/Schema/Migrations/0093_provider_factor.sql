-- after tables
-- A provider's word on second factors: what it said at a sign-in, which counts as long as the workspace believes it. And a role that demands a factor does so however it is held.
alter table kith.session add column provider_factor boolean not null default false;

drop function kith.sign_in_standing(uuid, text);
create function kith.sign_in_standing(sign_in uuid, whose uuid) returns table (standing text, due_at timestamptz, lasting boolean, used_at timestamptz, second_factor boolean, by_provider boolean)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select case
            when s.second_factor then 'full'
            -- A provider stands for the password. Codes of an account that are not demanded here are asked for where its password is.
            when s.by_provider and (d.at is null or s.provider_factor and exists (select from provider v where v.workspace_id = s.works_in and v.trusts_factor)) then 'full'
            when f.account_id is not null then 'code'
            when d.at is null or d.at > now() then 'full'
            when exists (select from passkey k where k.account_id = s.account_id) then 'passkey'
            else 'set_up'
        end,
        case when not s.second_factor and f.account_id is null
            and not (s.by_provider and s.provider_factor and exists (select from provider v where v.workspace_id = s.works_in and v.trusts_factor)) then d.at end,
        s.lasting, s.used_at, s.second_factor, s.by_provider
    from session s
    join workspace w on w.id = s.works_in
    left join second_factor f on f.account_id = s.account_id and f.confirmed_at is not null
    -- A role counts whether it is the person's own, granted for a time, or one that such a role builds on.
    cross join lateral (select case when w.second_factor_roles <> '{}' and exists (
        with recursive held (role) as (
            select p.role from person p where p.workspace_id = s.works_in and p.id = whose
            union
            select g.role from role_grant g where g.workspace_id = s.works_in and g.person_id = whose and (g.expires_at is null or g.expires_at > now())
            union
            select b.role from held h join own_role r on r.workspace_id = s.works_in and r.name = h.role cross join lateral jsonb_array_elements_text(r.definition -> 'builds_on') b (role))
        select from held h where h.role = any (w.second_factor_roles)) then w.second_factor_at + make_interval(days => w.second_factor_days) end) d (at)
    where s.id = sign_in;
end $$;

grant create on schema kith to %auth%;
alter function kith.sign_in_standing(uuid, uuid) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.sign_in_standing(uuid, uuid) from public;
grant execute on function kith.sign_in_standing(uuid, uuid) to %app%;
grant select on kith.role_grant, kith.own_role to %auth%;
