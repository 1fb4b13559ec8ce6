-- id: affected
-- grain: record x system x component x host
-- public: yes
-- doc: the many-to-many between records and systems; a record without a resolvable system or host is unattributed and absent here.
-- needs: affected_rows
select distinct table_name, source, native_id, system_id, component, host
from affected_rows
