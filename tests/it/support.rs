//! Workspaces in temporary folders, and the binary run over them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workspace that goes away with the test.
pub struct Workspace {
    folder: TempDir,
}

/// What a run of the binary gave.
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// A path in the project. Cargo says where that is when it runs the tests: another checkout may have built them.
pub fn project(relative: impl AsRef<Path>) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&root).join(relative)
}

impl Workspace {
    /// A workspace with these settings.
    pub fn new(settings: &str) -> Self {
        let workspace = Workspace { folder: tempfile::tempdir().expect("a temporary folder") };
        workspace.write("assay.toml", settings);
        workspace
    }

    /// A copy of a folder of the project, or of one by its whole path.
    pub fn copy_of(folder: impl AsRef<Path>) -> Self {
        let workspace = Workspace { folder: tempfile::tempdir().expect("a temporary folder") };
        copy(&project(folder), workspace.root());
        workspace
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Writes a file.
    pub fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs_err::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs_err::write(path, bytes).expect("the file can be written");
    }

    /// Reads a file.
    pub fn read(&self, relative: &str) -> String {
        fs_err::read_to_string(self.path(relative)).expect("the file is there")
    }

    /// Runs assay in it.
    pub fn assay(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command.arg("--workspace").arg(self.root()).args(arguments);
        ran(command.output().expect("the binary runs"))
    }

    /// Runs assay and insists that all was done.
    pub fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.assay(arguments);
        assert_eq!(ran.code, 0, "assay {arguments:?}\n{}\n{}", ran.stdout, ran.stderr);
        ran
    }

    /// Runs assay in it with something on standard input.
    pub fn assay_reading(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command.arg("--workspace").arg(self.root()).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
        ran(child.wait_with_output().expect("the binary ends"))
    }

    /// The rows of a query, as CSV without the header.
    pub fn sql(&self, query: &str) -> String {
        let ran = self.done(&["--quiet", "sql", "--format", "csv", query]);
        ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
    }

    /// The rows of a CSV file by the names of its header.
    pub fn table(&self, relative: &str) -> Vec<BTreeMap<String, String>> {
        let text = self.read(relative);
        let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        csv.deserialize().map(|row| row.expect("the rows are rectangular")).collect()
    }

    /// Every receipt, in the order of the names of their exports.
    pub fn receipts(&self) -> Vec<Value> {
        let read = |path: &PathBuf| {
            let text = fs_err::read_to_string(path).expect("the receipt can be read");
            serde_json::from_str::<Value>(&text).expect("the receipt is JSON")
        };
        let files = self.files().into_iter().filter(|f| f.starts_with("lake/receipts/") && f.ends_with(".json"));
        let mut receipts: Vec<_> = files.map(|f| read(&self.path(&f))).collect();
        receipts.sort_by_key(|r| (r["export"]["name"].to_string(), r["generation"].as_u64()));
        receipts
    }

    /// The receipt of the export at this place.
    pub fn receipt(&self, export: &str) -> Value {
        let of_export: Vec<_> = self.receipts().into_iter().filter(|r| r["export"]["name"] == export).collect();
        assert_eq!(of_export.len(), 1, "{export} has one receipt: {:?}", self.files());
        of_export[0].clone()
    }

    /// All files, relative to the folder, in order.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.root().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs_err::read_dir(&folder).expect("the folder is there") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let relative = path.strip_prefix(self.root()).expect("it lies in the folder");
                    found.push(relative.display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    /// Files that a run began and did not finish: temporary ones, and rows in the lake that no receipt names.
    pub fn leftovers(&self) -> Vec<String> {
        let receipts = self.receipts();
        let named: BTreeSet<String> = receipts
            .iter()
            .flat_map(|r| r["files"].as_array().expect("a list"))
            .map(|f| format!("lake/{}", f["path"].as_str().expect("a path")))
            .collect();
        let files = self.files().into_iter().filter(|f| !f.starts_with("inbox/"));
        files.filter(|f| f.ends_with(".tmp") || (f.ends_with(".parquet") && !named.contains(f))).collect()
    }
}

impl Ran {
    /// Insists on an exit code, and on words of standard error.
    pub fn ended(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is not said in\n{}", self.stderr);
        }
    }
}

/// A cell of a sheet.
#[derive(Clone, Copy)]
pub enum In<'a> {
    /// Text.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A number that is shown as date and time.
    Time(f64),
    /// Nothing.
    Blank,
}

/// A workbook of sheets with a name and rows.
pub fn workbook(sheets: &[(&str, &[&[In]])]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let numbered = |one: &dyn Fn(usize, &str) -> String| -> String {
        sheets.iter().enumerate().map(|(at, (name, _))| one(at + 1, name)).collect()
    };
    let types = numbered(&|n, _| {
        format!(
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        )
    });
    let list = numbered(&|n, name| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"));
    let relations = numbered(&|n, _| {
        format!("<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")
    });
    let mut files = vec![
        (
            "[Content_Types].xml".to_string(),
            format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_string(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_string(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_string(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rStyles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml".to_string(),
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    for (at, (_, rows)) in sheets.iter().enumerate() {
        let text = rows.iter().zip(1..).map(|(row, line)| sheet_row(row, line)).collect::<String>();
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{text}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet));
    }
    archive(&files)
}

/// A zip archive of files with a name and text.
pub fn archive(files: &[(impl AsRef<str>, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name.as_ref(), SimpleFileOptions::default()).expect("in memory");
        zip.write_all(text.as_bytes()).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// The smallest OpenDocument workbook: a mimetype, and sheets with a name and rows of text.
pub fn open_document<T: AsRef<str>>(sheets: &[(&str, Vec<Vec<T>>)]) -> Vec<u8> {
    let cell = |text: &T| {
        let text = text.as_ref();
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row =
        |cells: &Vec<T>| format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>());
    let sheet = |(name, rows): &(&str, Vec<Vec<T>>)| {
        let rows = rows.iter().map(row).collect::<String>();
        format!("<table:table table:name=\"{name}\">{rows}</table:table>")
    };
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>{}\
         </office:spreadsheet></office:body></office:document-content>",
        sheets.iter().map(sheet).collect::<String>()
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
                    xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"></manifest:manifest>";
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_string()),
        ("META-INF/manifest.xml", manifest.to_string()),
        ("content.xml", content),
    ])
}

fn sheet_row(cells: &[In], line: usize) -> String {
    let columns = 'A'..='Z';
    let cells = columns.zip(cells).map(|(column, cell)| match cell {
        In::Text(text) => format!("<c r=\"{column}{line}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        In::Number(number) => format!("<c r=\"{column}{line}\"><v>{number}</v></c>"),
        In::Time(serial) => format!("<c r=\"{column}{line}\" s=\"1\"><v>{serial}</v></c>"),
        In::Blank => String::new(),
    });
    format!("<row r=\"{line}\">{}</row>", cells.collect::<String>())
}

/// Turns the output of a process into text.
pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Copies a folder, without what runs leave behind.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs_err::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        if ["lake", "marts", "out", "rejects", ".assay.lock"].iter().any(|n| name == *n) {
            continue;
        }
        let target = to.join(&name);
        if path.is_dir() {
            fs_err::create_dir_all(&target).expect("the folder can be made");
            copy(&path, &target);
        } else {
            fs_err::write(&target, fs_err::read(&path).expect("the file can be read")).expect("it can be written");
        }
    }
}
