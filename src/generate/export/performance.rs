//! Samples of performance, a file a month and product, compressed by gzip: the monitor of servers with a column for each
//! figure in CP949, the monitor of applications in canonical rows, and Prometheus.

use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use fs_err::File;

use super::super::load::Series;
use super::super::measure::Samples;
use super::super::monitor::{Host, Monitor, Products};
use super::super::story::View;
use super::super::system::System;
use super::create;
use crate::calendar::{Month, Zone};
use crate::diagnostic::Result;

/// Writes the samples.
pub struct Performance {
    servers: Zipped,
    applications: Zipped,
    prometheus: Zipped,
}

/// A file of the month; it is made with its first text.
struct Zipped {
    folder: PathBuf,
    name: fn(Month) -> String,
    head: &'static str,
    tail: &'static str,
    file: Option<GzEncoder<BufWriter<File>>>,
}

impl Performance {
    /// Writes into an inbox.
    pub fn new(inbox: &Path) -> Self {
        let file = |source, name, head, tail| Zipped { folder: inbox.join(source), name, head, tail, file: None };
        let columns = "수집일시,장비명,IP,CPU 사용률(%),메모리 사용률(%),TPS,동시접속자수,응답시간(ms)\r\n";
        let matrix = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\n";
        Performance {
            servers: file("sms", |month| format!("성능_{month}.csv.gz"), columns, ""),
            applications: file(
                "apm",
                |month| format!("tps_{month}.csv.gz"),
                "ts,host,metric,unit,value,interval_seconds\n",
                "",
            ),
            prometheus: file("prometheus", |month| format!("range_{month}.json.gz"), matrix, "\n]}}\n"),
        }
    }

    /// Writes the samples of a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        let Some(monitor) = Monitor::of(system).filter(|m| view.month >= m.since) else { return Ok(()) };
        let series = Series::of(system, &monitor, view);
        for host in &monitor.hosts {
            let samples = Samples::of(system, &monitor, host, view.month, &series);
            if monitor.on_servers() {
                let text = of_server(system, &monitor, host, &series, &samples);
                self.servers.write(view.month, &text)?;
            }
            if monitor.on_applications() {
                self.applications.write(view.month, &of_application(&monitor, host, &series, &samples))?;
            }
            if monitor.products == Products::Prometheus {
                self.prometheus.series(view.month, system, host, &series, &samples)?;
            }
        }
        Ok(())
    }

    /// Ends the files of the month.
    pub fn end(&mut self) -> Result<()> {
        [&mut self.servers, &mut self.applications, &mut self.prometheus].into_iter().try_for_each(Zipped::end)
    }
}

impl Zipped {
    fn write(&mut self, month: Month, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            let out = BufWriter::new(create(&self.folder, &(self.name)(month))?);
            let mut file = GzEncoder::new(out, Compression::default());
            file.write_all(&encoding_rs::EUC_KR.encode(self.head).0)?;
            self.file = Some(file);
        }
        self.file.as_mut().expect("it was made above").write_all(text.as_bytes())?;
        Ok(())
    }

    /// Series of a server, each under its name and labels.
    fn series(&mut self, month: Month, system: &System, host: &Host, series: &Series, of: &Samples) -> Result<()> {
        for (name, samples) in [("cpu_util", &of.cpu), ("mem_util", &of.memory), ("tps", &of.transactions)] {
            let mut text = if self.file.is_none() { String::new() } else { ",\n".to_string() };
            let _ = write!(
                text,
                "{{\"metric\":{{\"__name__\":\"{name}\",\"instance\":\"{}\",\"job\":\"{}\"}},\"values\":[",
                host.name, system.id
            );
            let mut between = "";
            for (time, sample) in series.times.iter().zip(samples) {
                let Some(sample) = sample else { continue };
                let epoch = Zone::default().instant(*time).unwrap_or_default() / 1_000_000;
                let _ = write!(text, "{between}[{epoch},\"");
                tenths(&mut text, *sample);
                text.push_str("\"]");
                between = ",";
            }
            if between == "," {
                text.push_str("]}");
                self.write(month, &text)?;
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if let Some(mut file) = self.file.take() {
            file.write_all(self.tail.as_bytes())?;
            file.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        }
        Ok(())
    }
}

/// A row per interval, with a cell for each figure; all its text but the header is ASCII.
fn of_server(system: &System, monitor: &Monitor, host: &Host, series: &Series, of: &Samples) -> String {
    let address = format!("10.{}.{}.{}", 20 + system.number / 250, system.number % 250, host.place + 11);
    let counts = monitor.products == Products::Servers;
    let mut text = String::new();
    for (n, time) in series.times.iter().enumerate().filter(|(n, _)| of.cpu[*n].is_some()) {
        let _ = write!(text, "{time},{},{address}", host.name);
        let hidden = |cell: Option<i64>| cell.filter(|_| counts);
        let cells =
            [of.cpu[n], of.memory[n], hidden(of.transactions[n]), hidden(of.sessions[n]), hidden(of.latency[n])];
        for cell in cells {
            text.push(',');
            if let Some(sample) = cell {
                tenths(&mut text, sample);
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// A row per interval and figure.
fn of_application(monitor: &Monitor, host: &Host, series: &Series, of: &Samples) -> String {
    let seconds = 60 * monitor.step;
    let of_requests = [("tps", "/s", &of.transactions), ("latency_p95", "ms", &of.latency)];
    let of_machine = [("cpu_util", "%", &of.cpu), ("mem_util", "%", &of.memory)];
    let alone = monitor.products == Products::Applications;
    let figures = of_requests.iter().chain(of_machine.iter().filter(|_| alone));
    let mut text = String::new();
    for (metric, unit, samples) in figures {
        for (time, sample) in series.times.iter().zip(*samples) {
            let Some(sample) = sample else { continue };
            let _ = write!(text, "{}+09:00,{},{metric},{unit},", time.format("%Y-%m-%dT%H:%M:%S"), host.name);
            tenths(&mut text, *sample);
            let _ = writeln!(text, ",{seconds}");
        }
    }
    text
}

/// A number of tenths: `38.5`, `40`.
fn tenths(text: &mut String, number: i64) {
    let _ = write!(text, "{}", number / 10);
    if number % 10 != 0 {
        let _ = write!(text, ".{}", number % 10);
    }
}
