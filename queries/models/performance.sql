-- id: performance
-- grain: sample
-- doc: samples as the exports have them; repeated samples are dropped where load is bucketed.
-- materialized: view
-- needs:
select * from raw_performance
