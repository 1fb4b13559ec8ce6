//! The fact tables: rows of exports. Data, nothing runs.

use super::Kind::{Boolean, Code, End, FreeText, Integer, Number, Start, Text};
use super::Need::{Filled, Mapped, Optional};
use super::tables::column;
use super::{Class, Column, Table};

const NATIVE_ID: Column = column("native_id", Text, Filled, "id of the record in its source");
const SYSTEM_REF: Column = column("system_ref", Text, Mapped, "the system as the export names it");
const COMPONENT: Column = column("component", Text, Optional, "module or configuration item inside the system");
const HOST: Column = column("host", Text, Optional, "server");
const TITLE: Column = column("title", FreeText, Optional, "subject");
const BODY: Column = column("body", FreeText, Optional, "description");

const TICKET_STATUS: &[&str] = &["open", "in_progress", "hold", "resolved", "closed", "rejected"];

/// Service requests (SR) and change requests of an ITSM.
pub const CHANGE_REQUESTS: Table = Table {
    name: "change_requests",
    class: Class::Fact,
    main_time: &["requested_at"],
    intervals: &[("requested_at", "closed_at"), ("planned_start", "planned_end"), ("actual_start", "actual_end")],
    doc: "service requests (SR) and change requests of an ITSM",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        COMPONENT,
        HOST,
        column("requested_at", Start, Filled, "when it was asked for"),
        column(
            "type",
            Code(&["change", "incident", "inquiry", "access", "data", "defect"]),
            Mapped,
            "what is asked for",
        ),
        column("original_type", Text, Optional, "type as the export says it"),
        column("status", Code(TICKET_STATUS), Mapped, "where it stands"),
        column("original_status", Text, Optional, "status as the export says it"),
        column("due_at", End, Optional, "agreed completion"),
        column("original_due_at", End, Optional, "completion first agreed, where it was agreed anew"),
        column("due_changed_at", Start, Optional, "when the completion was agreed anew"),
        column("closed_at", End, Optional, "completion"),
        column("reopen_count", Integer, Optional, "times it was opened again after its completion"),
        column("accepted_at", Start, Optional, "accepted by the operator"),
        column("approved_at", Start, Optional, "approved"),
        column("dev_done_at", End, Optional, "development finished"),
        column("planned_start", Start, Optional, "planned start of the work"),
        column("planned_end", End, Optional, "planned end of the work"),
        column("actual_start", Start, Optional, "actual start of the work"),
        column("actual_end", End, Optional, "actual end of the work"),
        column("service_stop", Boolean, Optional, "the service stops for the work"),
        column("reason_code", Code(&["policy", "improvement", "defect", "other"]), Optional, "why it is asked for"),
        column("original_reason", Text, Optional, "reason as the export says it"),
        column("urgent", Boolean, Optional, "urgent or emergency"),
        column("risk", Text, Optional, "risk as the export says it"),
        TITLE,
        BODY,
    ],
};

/// Deployments, one row per component, environment and host as the log has it.
pub const DEPLOYMENTS: Table = Table {
    name: "deployments",
    class: Class::Fact,
    main_time: &["started_at"],
    intervals: &[("started_at", "finished_at")],
    doc: "deployments, one row per component, environment and host as the log has it",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        COMPONENT,
        HOST,
        column("env", Code(&["PROD", "STG", "DEV"]), Mapped, "운영계 PROD, 검증계 STG, 개발계 DEV"),
        column("original_env", Text, Optional, "environment as the export says it"),
        column("started_at", Start, Filled, "start of the deployment"),
        column("finished_at", End, Optional, "end of the deployment"),
        column("status", Code(&["success", "failed", "rolled_back", "running"]), Optional, "result"),
        column("original_status", Text, Optional, "result as the export says it"),
        column("version", Text, Optional, "version, build or image tag"),
        column("change_id", Text, Optional, "change that the deployment belongs to"),
        column("sr_ids", Text, Optional, "service requests it delivers, separated by `;`"),
        column(
            "kind",
            Code(&["planned", "hotfix", "rollback", "config", "data_patch", "infra"]),
            Optional,
            "what was deployed",
        ),
        column("original_kind", Text, Optional, "kind as the export says it"),
        column("build_tool", Text, Optional, "tool that built it; `manual` if by hand"),
        column("test_tool", Text, Optional, "tool that tested it; `manual` if by hand"),
        column("deploy_tool", Text, Optional, "tool that deployed it; `manual` if by hand"),
        TITLE,
    ],
};

/// Incidents (장애), one row per affected system or item.
pub const INCIDENTS: Table = Table {
    name: "incidents",
    class: Class::Fact,
    main_time: &["start_at", "detected_at", "created_at"],
    intervals: &[
        ("start_at", "end_at"),
        ("start_at", "closed_at"),
        ("detected_at", "end_at"),
        ("created_at", "closed_at"),
        ("created_at", "end_at"),
    ],
    doc: "incidents (장애), one row per affected system or item",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        COMPONENT,
        HOST,
        column("start_at", Start, Mapped, "발생: when service was hit"),
        column("detected_at", Start, Optional, "인지: when it was noticed"),
        column("created_at", Start, Optional, "when the ticket was opened"),
        column("end_at", End, Optional, "when service was restored"),
        column("closed_at", End, Optional, "when the ticket was closed"),
        column(
            "category",
            Code(&["incident", "request", "complaint"]),
            Optional,
            "what the ticket is; blank counts as incident",
        ),
        column("original_category", Text, Optional, "category as the export says it"),
        column("scope", Code(&["FULL", "PARTIAL", "DEGRADED", "NONE"]), Optional, "how much of the service was hit"),
        column("original_scope", Text, Optional, "scope as the export says it"),
        column("affected_share", Number, Optional, "share of users or functions hit, 0 to 1"),
        column("severity", Integer, Optional, "grade, 1 is the worst"),
        column("original_severity", Text, Optional, "grade as the export says it"),
        column("status", Code(TICKET_STATUS), Optional, "where it stands"),
        column("original_status", Text, Optional, "status as the export says it"),
        column(
            "cause",
            Code(&[
                "change",
                "deployment",
                "program",
                "hardware",
                "network",
                "capacity",
                "power",
                "fire",
                "cooling",
                "backbone",
                "external",
                "human",
                "security",
                "other",
            ]),
            Optional,
            "class of the cause",
        ),
        column("original_cause", Text, Optional, "cause as the export says it"),
        column(
            "action",
            Code(&["capacity", "upgrade", "replace", "restart", "patch", "rollback", "other"]),
            Optional,
            "증설, 업그레이드, 교체, 재기동, 긴급패치, 원복",
        ),
        column("original_action", FreeText, Optional, "remedial action as the export says it"),
        column("service_stop", Boolean, Optional, "the service was stopped to recover"),
        column("planned", Boolean, Optional, "planned work, not an incident"),
        column("parent_id", Text, Optional, "ticket that this one belongs to"),
        column("change_id", Text, Optional, "change or release named as the cause"),
        column("cause_system_ref", Text, Optional, "system named as the cause"),
        TITLE,
        BODY,
    ],
};

/// Events of a monitor, with start and end.
pub const ALERTS: Table = Table {
    name: "alerts",
    class: Class::Fact,
    main_time: &["start_at"],
    intervals: &[("start_at", "end_at")],
    doc: "events of a monitor, with start and end",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        COMPONENT,
        HOST,
        column("start_at", Start, Filled, "when it fired"),
        column("end_at", End, Optional, "when it cleared"),
        column("severity", Integer, Optional, "grade, 1 is the worst"),
        column("original_severity", Text, Optional, "grade as the export says it"),
        column("item", Text, Optional, "what was watched"),
        column("pair", Text, Optional, "what a problem and its recovery share, where they are rows of their own"),
        column("state", Code(&["problem", "recovery"]), Optional, "of such rows; blank counts as problem"),
        column("message", FreeText, Optional, "text of the event"),
    ],
};

/// Maintenance work and its windows.
pub const MAINTENANCE: Table = Table {
    name: "maintenance",
    class: Class::Fact,
    main_time: &["start_at"],
    intervals: &[("start_at", "end_at")],
    doc: "maintenance work and its windows",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        COMPONENT,
        HOST,
        column("start_at", Start, Filled, "start of the work"),
        column("end_at", End, Mapped, "end of the work"),
        column("announced_at", Start, Optional, "when it was announced"),
        column("service_stop", Boolean, Optional, "the service stops"),
        column("type", Text, Optional, "type as the export says it"),
        TITLE,
    ],
};

/// Samples of load and resources.
pub const PERFORMANCE: Table = Table {
    name: "performance",
    class: Class::Fact,
    main_time: &["ts"],
    intervals: &[],
    doc: "samples of load and resources",
    columns: &[
        column("host", Text, Filled, "server or measuring point"),
        SYSTEM_REF,
        column("instance", Text, Optional, "interface, disk, core or other part of the host"),
        column("metric", Text, Filled, "cpu_util, mem_util, tps, requests, sessions, latency_p95, net_in …"),
        column("unit", Text, Optional, "unit of the value; blank is the unit of the metric"),
        column("kind", Code(&["gauge", "counter"]), Optional, "blank counts as gauge"),
        column("value", Number, Filled, "the sample"),
        column("ts", Start, Filled, "start of the interval that the sample stands for"),
        column("interval_seconds", Number, Optional, "length of that interval, seconds"),
    ],
};

/// Complaints of users (VOC, 민원).
pub const COMPLAINTS: Table = Table {
    name: "complaints",
    class: Class::Fact,
    main_time: &["at"],
    intervals: &[],
    doc: "complaints of users (VOC, 민원)",
    columns: &[
        NATIVE_ID,
        SYSTEM_REF,
        column("at", Start, Filled, "when it came in"),
        column("class", Code(&["access_delay", "slow", "no_access", "other"]), Optional, "접속지연, 느림, 접속불가"),
        column("original_class", Text, Optional, "class as the export says it"),
        TITLE,
        BODY,
    ],
};
