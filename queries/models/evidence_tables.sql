-- id: evidence_tables
-- grain: set of rows x fact table
-- doc: the tables whose records decide what is in a set of `evidence` or in a view that stands for one, also where it is empty.
-- A failed release is a deployment that incidents tell to have failed; unannounced work and changes that overran are outages.
-- needs:
with sets as (
    select unnest([
        'all_sr', 'approve_sr', 'change_sr', 'closed_due_sr', 'closed_on_time_sr', 'closed_sr', 'coded_policy_sr',
        'component_sr', 'defect_sr', 'dev_sr', 'due_sr', 'flow_sr', 'linkable_sr', 'linked_sr', 'multi_component_sr',
        'negative_sr', 'new_technology_sr', 'no_due_sr', 'on_time_sr', 'policy_sr', 'released_sr', 'urgent_sr',
        'wait_accept_sr', 'wait_deploy_elapsed_sr', 'wait_deploy_lead_sr', 'wait_deploy_sr', 'waiting_sr',
        'outage_time', 'full_outage_time', 'planned_time', 'recovery_stops', 'own_recovery_stops'
    ]) as evidence, 'change_requests' as table_name
    union all
    select unnest([
        'attempts', 'component_deploys', 'deploy_days', 'failed_attempts', 'failed_releases', 'failed_releases_24h',
        'failed_releases_72h', 'failed_releases_7d', 'failed_releases_strict', 'open_recoveries', 'partial_deploys',
        'promotions', 'recoveries', 'release_intervals', 'releases', 'releases_and_rollbacks', 'rework',
        'attributed_incidents', 'incidents_within_24h', 'incidents_within_72h', 'incidents_within_7d', 'deploy_caused_time',
        'linkable_sr', 'linked_sr', 'negative_sr', 'released_sr', 'wait_deploy_elapsed_sr', 'wait_deploy_lead_sr',
        'wait_deploy_sr'
    ]), 'deployments'
    union all
    select unnest([
        'acted_incidents', 'attributed_incidents', 'caused_to_others', 'degraded_time', 'deploy_caused_time',
        'detected_outages', 'ended_outages', 'full_outage_time', 'full_outages', 'incidents', 'incidents_within_24h',
        'incidents_within_72h', 'incidents_within_7d', 'judged_outages', 'monitored_outages', 'open_outages', 'outage_time',
        'outages', 'over_limit', 'own_events', 'own_full_outages', 'own_outages', 'own_recovery_stops', 'planned_time',
        'recovery_stops', 'repeat_outages', 'site_outages', 'suffered_from_others', 'surge_outages', 'suspect_outages',
        'told_stops', 'unmonitored_outages', 'unticketed_events', 'access_delays', 'reconciliation',
        'failed_releases', 'failed_releases_24h', 'failed_releases_72h', 'failed_releases_7d', 'failed_releases_strict',
        'open_recoveries', 'recoveries', 'rework'
    ]), 'incidents'
    union all
    select unnest(['outage_time', 'full_outage_time', 'planned_time', 'recovery_stops', 'own_recovery_stops']), 'maintenance'
    union all
    select unnest(['monitored_outages', 'unmonitored_outages', 'unticketed_events', 'reconciliation']), 'alerts'
    union all
    select unnest(['access_complaints', 'surge_complaints']), 'complaints'
    union all
    select unnest([
        'access_delays', 'elasticity', 'load_months', 'load_rhythm', 'load_runs', 'over_peak_surges', 'regular_surges',
        'saturated_surges', 'saturation', 'saturation_runs', 'surge_intensity', 'surges'
    ]), 'performance'
)
select evidence, table_name from sets
