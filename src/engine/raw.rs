//! The rows of a table as the lake has them: what exports said, taken from the files that receipts name.

use crate::catalog::Table;
use crate::lake::Lake;
use crate::lake::receipt::{Receipt, outdone};
use crate::lake::write::lake_columns;

use super::sql_text::escaped;

/// A view over the lake files of a table, taken from the receipts; an empty table where there are none.
pub(super) fn relation(name: &str, lake: &Lake, table: &'static Table, receipts: &[Receipt]) -> String {
    let files = receipts.iter().filter(|r| r.table == table.name).flat_map(|r| &r.files);
    let paths: Vec<_> = files.map(|f| format!("'{}'", escaped(lake.path(&f.path).display().to_string()))).collect();
    if paths.is_empty() {
        let columns = lake_columns(table).map(|c| format!("\"{}\" {}", c.name, c.kind.sql()));
        return format!("create table {name} ({})", columns.collect::<Vec<_>>().join(", "));
    }
    let columns = lake_columns(table).map(|c| format!("\"{}\"", c.name)).collect::<Vec<_>>().join(", ");
    // Files of an earlier version may lack a column that the catalog has by now: it is null there.
    let every = lake_columns(table).map(|c| format!("cast(null as {}) as \"{}\"", c.kind.sql(), c.name));
    let every = every.collect::<Vec<_>>().join(", ");
    let outdone: Vec<_> = outdone(receipts).into_iter().map(|(id, record)| format!("('{id}', {record})")).collect();
    let without = match outdone.as_slice() {
        [] => String::new(),
        some => format!(" where (receipt, record) not in ({})", some.join(", ")),
    };
    format!(
        "create view {name} as select {columns} from (select {every} where false union all by name \
         select * from read_parquet([{}], hive_partitioning = false, union_by_name = true)){without}",
        paths.join(", ")
    )
}
