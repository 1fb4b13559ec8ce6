-- id: carve_out
-- grain: system x component
-- public: yes
-- doc: what to carve out of a system (guide.md 1.8): shares of its change requests, releases and incidents of the last twelve months that touch each component.
-- A share is over the records that name any component, null where none does; a record of two components counts for
-- both. `need_share` is the mean of the known shares, `place` its order within the system.
-- needs: affected, change_sr, component_deploys, releases, system_incidents
with year as (
    select ps, pe from periods where period = 'T12'
),
touched as (
    select distinct 'change_sr' as what, a.system_id, a.source || '/' || a.native_id as unit, a.component
    from affected a
    join change_sr s on s.system_id = a.system_id and s.source = a.source and s.native_id = a.native_id
    join year y on s.requested_at >= y.ps and s.requested_at < y.pe
    where a.table_name = 'change_requests' and a.component is not null
    union
    select 'releases', r.system_id, r.release_id, c.component
    from releases r
    join component_deploys c on c.release_id = r.release_id
    join year y on r.started_at >= y.ps and r.started_at < y.pe
    where r.counted and c.component <> ''
    union
    select 'incidents', a.system_id, a.source || '/' || a.native_id, a.component
    from affected a
    join system_incidents i on i.system_id = a.system_id and i.source = a.source and i.native_id = a.native_id
    join year y on i.start_at >= y.ps and i.start_at < y.pe
    where a.table_name = 'incidents' and a.component is not null
),
wholes as (
    select system_id, count(distinct unit) filter (where what = 'change_sr') as change_sr,
        count(distinct unit) filter (where what = 'releases') as releases,
        count(distinct unit) filter (where what = 'incidents') as incidents
    from touched
    group by system_id
),
parts as (
    select system_id, component, count(*) filter (where what = 'change_sr') as change_sr,
        count(*) filter (where what = 'releases') as releases,
        count(*) filter (where what = 'incidents') as incidents
    from touched
    group by system_id, component
),
shares as (
    select p.system_id, p.component, p.change_sr, p.change_sr / nullif(w.change_sr, 0) as change_sr_share,
        p.releases, p.releases / nullif(w.releases, 0) as release_share,
        p.incidents, p.incidents / nullif(w.incidents, 0) as incident_share
    from parts p
    join wholes w on w.system_id = p.system_id
),
needs as (
    select *,
        (coalesce(change_sr_share, 0) + coalesce(release_share, 0) + coalesce(incident_share, 0))
            / (cast(change_sr_share is not null as integer) + cast(release_share is not null as integer)
                + cast(incident_share is not null as integer)) as need_share
    from shares
)
select *,
    row_number() over (partition by system_id order by need_share desc, component) as place,
    count(*) over (partition by system_id) as components
from needs
