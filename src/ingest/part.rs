//! Imports one part of an export: maps its records, writes rows and rejects, and draws up the receipt.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use crate::calendar::Micros;
use crate::catalog::{Class, Table};
use crate::connector::Key;
use crate::connector::bind::Binding;
use crate::connector::detect::Fit;
use crate::connector::map::{Mapper, Outcome, Rejection, Surroundings};
use crate::connector::order::Shown;
use crate::connector::records::{Extent, Input, Item};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::lake::cut_short::CutShort;
use crate::lake::drift::{self, Drift, Records};
use crate::lake::receipt::{Chosen, ConnectorMark, Counts, Export, Mends, Observed, Receipt};
use crate::lake::write::PartWriter;
use crate::reader::{Content, Part};

use super::limits::Watch;
use super::rejects::{self, Marks, Mended};
use super::twice::Twice;
use super::warn::{self, Refused, Told};
use super::{Run, full_header, inbox};

/// What is known of the export before its parts are read.
pub struct ExportMark<'a> {
    /// Its file.
    pub path: &'a Path,
    /// SHA-256 of the file.
    pub hash: &'a str,
    /// Its size.
    pub bytes: u64,
    /// Who chose the connector.
    pub chosen: Chosen,
    /// Mark of all connectors at the time.
    pub registry: &'a str,
    /// Receipt of the connector that was applied to the part first.
    pub beside: Option<&'a str>,
}

/// Columns with the end of something that has happened, not of something planned.
const ENDS: [&str; 4] = ["end_at", "closed_at", "finished_at", "actual_end"];

/// Clocks differ; an event may be dated so much after the run.
const DAY: Duration = Duration::from_secs(86_400);
/// Characters of a hash in file names.
const SHORT: usize = 16;
/// Tables whose single rows are no records of their own.
const WITHOUT_DRIFT: [&str; 2] = ["performance", "alerts"];

/// Imports a part. Rows and rejects are on disk afterwards; the receipt is not.
///
/// # Errors
/// `E0107` when most dates of the part read both ways; faults of reading and writing.
pub(super) fn import(
    run: &Run,
    part: &Part,
    fit: &Fit,
    export: &ExportMark,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Receipt> {
    let mended = rejects::mended(std::slice::from_ref(part))?;
    let file = export.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (file, part_name) = mended.as_ref().map_or((file.as_str(), part.name.as_str()), |m| (&m.file, &m.part));
    let source = match &mended {
        Some(mended) => mended.source.clone(),
        None => inbox::source(run.workspace, export.path).unwrap_or_else(|| fit.connector.product.clone()),
    };
    let origin = mended.as_ref().and_then(|m| m.origin(run.workspace, &run.active));
    let path = inbox::path_of(run.workspace, origin.as_deref().unwrap_or(export.path), part_name, part);
    let header = full_header(part, fit, mended.is_some())?;
    let zone = run.zone(fit.connector, &source)?;
    let binding = Binding::new(fit.connector, &header)?;
    let stem = stem(export, part, &[&fit.connector.hash, &zone.to_string(), &source]);
    let mended_export = mended.as_ref().map(|m| m.export.clone());
    let marks = Marks {
        export: mended_export.as_deref().unwrap_or(export.hash),
        file,
        part: part_name,
        connector: &fit.connector.id,
        source: &source,
    };
    let mut import = Import {
        table: fit.connector.table(),
        hashed_ids: fit.connector.record.key == Key::Row,
        is_mended: mended.is_some(),
        zone: zone.to_string(),
        mended: BTreeSet::new(),
        columns: binding.present.iter().map(|c| (*c).to_string()).collect(),
        mapper: Mapper::new(binding, Surroundings { zone, file, part: part_name, path: &path }),
        writer: (!run.request.dry_run).then(|| PartWriter::new(&run.lake, fit.connector.table(), stem.clone())),
        rejects: rejects::Writer::new(marks, &header, mended.is_some()),
        receipt_id: format!("{stem}-{}", fit.connector.id),
        source: source.clone(),
        counts: Counts::default(),
        observed: None,
        newest: None,
        horizon: DateTime::<Utc>::from(run.request.now + DAY).timestamp_micros(),
        future: 0,
        records: Records::new(),
        occurrences: BTreeMap::new(),
        refused: Refused::default(),
        limits: Watch::new(&header),
        twice: Twice::new(fit.connector),
    };
    let input = Input { part, connector: fit.connector, header: &header, is_mended: mended.is_some() };
    import.show_order(input)?;
    let walked = input.walk(&mut |item| import.take(item));
    if let Err(fault) = walked.and_then(|extent| import.end(extent, fit)) {
        if let Some(writer) = import.writer {
            writer.abandon()?;
        }
        return Err(fault);
    }
    let is_shared = export.beside.is_some() || !fit.connector.also.is_empty();
    let mut told = Told { part, fit, shown: &run.workspace.shown(export.path), is_shared, warnings };
    told.future(import.future);
    told.twice(&import.twice);
    told.all(&import.counts, &import.mapper.unmapped, &import.refused, &reject_file(run, export, part, fit))?;
    finish(import, run, part, fit, export, mended.clone())
}

/// Name of the files of a part. Read in another way it gets another name, so that no file ever changes.
fn stem(export: &ExportMark, part: &Part, reading: &[&str]) -> String {
    let reading = super::hex(&Sha256::digest(reading.join("\u{1f}").as_bytes()));
    format!("{}-{}-{}", &export.hash[..SHORT], part.number, &reading[..8])
}

/// Deletes what parts wrote whose receipts will not be committed.
pub(super) fn undo(run: &Run, receipts: &[Receipt]) -> Result<()> {
    for receipt in receipts {
        let in_use = |path: &str| run.active.iter().flat_map(|r| &r.files).any(|f| f.path == path);
        for file in receipt.files.iter().filter(|f| !in_use(&f.path)) {
            fs_err::remove_file(run.lake.path(&file.path))?;
        }
        let beside = receipt.beside.as_ref().map(|_| receipt.connector.id.as_str());
        let (folder, number) = (run.workspace.rejects(), receipt.export.part_number);
        let rejects = rejects::path(&folder, &receipt.export.hash, number, beside);
        if rejects.is_file() {
            fs_err::remove_file(rejects)?;
        }
    }
    Ok(())
}

fn reject_file(run: &Run, export: &ExportMark, part: &Part, fit: &Fit) -> PathBuf {
    let beside = export.beside.map(|_| fit.connector.id.as_str());
    rejects::path(&run.workspace.rejects(), export.hash, part.number, beside)
}

/// The state of one import.
struct Import<'a> {
    table: &'static Table,
    hashed_ids: bool,
    is_mended: bool,
    zone: String,
    mended: BTreeSet<u64>,
    columns: Vec<String>,
    mapper: Mapper<'a>,
    writer: Option<PartWriter<'a>>,
    rejects: rejects::Writer<'a>,
    receipt_id: String,
    source: String,
    counts: Counts,
    observed: Option<Observed>,
    newest: Option<Micros>,
    /// Events after this instant are plans or slips; they say nothing of what was observed.
    horizon: Micros,
    future: u64,
    records: Records,
    occurrences: BTreeMap<String, u64>,
    refused: Refused,
    limits: Watch<'a>,
    twice: Twice,
}

impl Import<'_> {
    /// Reads the part once before for the order of day and month, where the connector asks for it.
    fn show_order(&mut self, input: Input) -> Result<()> {
        if !input.connector.read.shown_order {
            return Ok(());
        }
        let mut shown = Shown::default();
        input.walk(&mut |item| {
            if let Item::Record { cells, .. } = item {
                self.mapper.show_order(&cells, &mut shown);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn take(&mut self, item: Item) -> Result<()> {
        self.counts.read += 1;
        let (mut record, mut line) = (self.counts.read, 0);
        let (cells, outcome) = match item {
            Item::Left(reason) => {
                *self.counts.filtered.entry(reason.into()).or_default() += 1;
                return Ok(());
            }
            Item::Broken { line: at, code, cells, reason } => {
                line = at;
                let value = cells.first().map(|c| c.text().chars().take(80).collect()).unwrap_or_default();
                (cells, Outcome::Rejected(Rejection { code, column: String::new(), value, reason }))
            }
            Item::Record { line: at, mut cells } => {
                if self.is_mended {
                    cells.iter_mut().for_each(rejects::restore);
                }
                line = line.max(at);
                self.limits.record(&cells, record, line);
                let outcome = self.mapper.map(&cells);
                (cells, outcome)
            }
        };
        if self.is_mended
            && let Some(position) = rejects::position(&cells)
        {
            (record, line) = position;
        }
        match outcome {
            Outcome::Rows(rows) => {
                self.counts.kept += 1;
                if self.is_mended {
                    self.mended.insert(record);
                }
                for row in rows {
                    self.keep(row, record, line)?;
                }
            }
            Outcome::Filtered => *self.counts.filtered.entry("connector".into()).or_default() += 1,
            Outcome::Rejected(rejection) => {
                self.counts.rejected += 1;
                self.rejects.push(record, line, &cells, &rejection);
                self.refused.add(record, line, rejection);
            }
        }
        Ok(())
    }

    fn keep(&mut self, mut row: Vec<Value>, record: u64, line: u64) -> Result<()> {
        let place = |name: &str| self.table.columns.iter().position(|c| c.name == name);
        let time = self.table.main_time.iter().filter_map(|t| place(t)).find_map(|at| row[at].time());
        match time {
            Some(time) if time > self.horizon => self.future += 1,
            Some(time) => self.observed = Observed::widened(self.observed, time),
            None => {}
        }
        let ends = ENDS.iter().filter_map(|name| row[place(name)?].time()).filter(|end| *end <= self.horizon);
        self.newest = ends.max().max(self.newest);
        let mut hash = Value::Null;
        if self.table.class == Class::Reference {
            self.twice.row(&row, record, line);
            hash = Value::Text(row_hash(&row));
        } else if let Some(id) = place("native_id") {
            let digest = row_hash(&row);
            if self.hashed_ids {
                let number = self.occurrences.entry(digest.clone()).or_default();
                *number += 1;
                row[id] = Value::Text(format!("{digest}-{number}"));
            }
            if !WITHOUT_DRIFT.contains(&self.table.name) {
                let seen = self.records.entry(row[id].text().unwrap_or_default().to_string()).or_default();
                seen.hashes.insert(digest.clone());
                seen.time = time;
            }
            hash = Value::Text(digest);
        }
        let whole = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        row.extend([Value::Text(self.source.clone()), Value::Text(self.receipt_id.clone())]);
        row.extend([whole(record), whole(line), hash]);
        self.counts.rows += 1;
        match &mut self.writer {
            Some(writer) => writer.push(row),
            None => Ok(()),
        }
    }

    fn end(&mut self, extent: Extent, fit: &Fit) -> Result<()> {
        self.limits.end(extent);
        self.refuse_ambiguous(fit)
    }

    /// An export of which most dates read both ways is refused whole: its connector must say the format.
    fn refuse_ambiguous(&self, fit: &Fit) -> Result<()> {
        let Some(group) = self.refused.group("E0107") else { return Ok(()) };
        if group.count * 2 < self.counts.read {
            return Ok(());
        }
        let column = &group.first.column;
        let hint =
            format!("set `format = \"%d/%m/%Y %H:%M\"` under `[map.{column}]` in connectors/{}.toml", fit.connector.id);
        Err(Diagnostic::input("E0107", format!("cannot tell day from month in `{}`", group.first.value))
            .at(group.place(Place::default()))
            .fact(warn::both_ways(group.count, group.both_ways, self.counts.read))
            .hint(hint))
    }
}

/// Hash of the mapped values; what came from the position in the file is not in it.
fn row_hash(row: &[Value]) -> String {
    let mut digest = Sha256::new();
    for value in row {
        match value {
            Value::Null => digest.update([0]),
            Value::Text(text) => digest.update(text.as_bytes()),
            Value::Time(time) => digest.update(time.to_le_bytes()),
            Value::Date(day) => digest.update(day.to_string().as_bytes()),
            Value::Integer(number) => digest.update(number.to_le_bytes()),
            Value::Number(number) => digest.update(number.to_le_bytes()),
            Value::Boolean(value) => digest.update([1 + u8::from(*value)]),
        }
        digest.update([0x1f]);
    }
    super::hex(&digest.finalize()[..10])
}

fn finish(
    import: Import,
    run: &Run,
    part: &Part,
    fit: &Fit,
    export: &ExportMark,
    mended: Option<Mended>,
) -> Result<Receipt> {
    if !import.counts.add_up() {
        return Err(Diagnostic::internal("E0910", format!("records went missing: {:?}", import.counts)));
    }
    let files = match import.writer {
        Some(writer) => {
            import.rejects.finish(&reject_file(run, export, part, fit))?;
            writer.finish()?
        }
        None => Vec::new(),
    };
    let of_source =
        |r: &&Receipt| r.table == import.table.name && r.source == import.source && r.export.hash != export.hash;
    let earlier: Vec<&Receipt> = run.active.iter().filter(of_source).collect();
    let drift = if WITHOUT_DRIFT.contains(&import.table.name) || import.table.class == Class::Reference {
        Drift::default()
    } else {
        let span = import.observed.filter(|_| mended.is_none());
        Drift::between(&drift::before(&run.lake, import.table, &earlier)?, &import.records, span)
    };
    let same_part = |r: &&Receipt| r.export.hash == export.hash && r.export.part_number == part.number;
    let generation = run.active.iter().filter(same_part).map(|r| r.generation).max().map_or(0, |g| g + 1);
    Ok(Receipt {
        id: import.receipt_id,
        assay: env!("CARGO_PKG_VERSION").into(),
        generation,
        ingested_at: DateTime::<Utc>::from(run.request.now).to_rfc3339_opts(SecondsFormat::Secs, true),
        export: described(run, part, export),
        connector: ConnectorMark {
            id: fit.connector.id.clone(),
            hash: fit.connector.hash.clone(),
            chosen: export.chosen,
        },
        registry: export.registry.into(),
        source: import.source,
        table: import.table.name.into(),
        repeats: fit.connector.record.repeats.word().into(),
        observed: import.observed,
        newest: import.newest,
        beside: export.beside.map(str::to_string),
        mends: mended.map(|m| Mends { export: m.export, part: m.part, records: import.mended }),
        zone: import.zone,
        files,
        counts: import.counts,
        scrubbed: import.mapper.scrubbed,
        columns: import.columns,
        unmapped: warn::most_frequent(&import.mapper.unmapped),
        drift,
        // The export whose rejects were mended has been told of already.
        cut_short: if import.is_mended { CutShort::default() } else { import.limits.finish() },
    })
}

fn described(run: &Run, part: &Part, export: &ExportMark) -> Export {
    let encoding = match &part.content {
        Content::Delimited(text) => Some(text.encoding.name().to_string()),
        _ => None,
    };
    Export {
        hash: export.hash.into(),
        name: run.workspace.shown(export.path).display().to_string(),
        bytes: export.bytes,
        part: part.name.clone(),
        part_number: part.number,
        encoding,
    }
}
