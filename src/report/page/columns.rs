//! What the columns of candidates.csv mean, for the definitions of the page and the notes of the workbook.

use crate::report::both::Both;

/// What some columns mean.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    /// Id of the definition; of a column where one stands for the others.
    pub id: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
    /// Name, Korean and English.
    pub title: [&'static str; 2],
    /// What they are, Korean and English.
    pub says: [&'static str; 2],
}

/// All of them, in the order in which a reader meets them.
pub const MEANINGS: [Meaning; 21] = [
    Meaning {
        id: "rank",
        columns: &["rank"],
        title: ["순위", "rank"],
        says: [
            "순위구간, 그 안에서 점수 차례. 점수가 같으면 조건부가 아닌 것, 기준표가 정한 묶음 점수, 예의 수 차례.",
            "By tier of the verdict, then score. Equal scores: unconditional ones first, then the groups that the curve names, then the count of YES.",
        ],
    },
    Meaning {
        id: "verdict",
        columns: &["verdict", "hint", "conditional"],
        title: ["판정", "verdict"],
        says: [
            "가이드의 흐름: 두 관문을 지난 뒤 확실한 예가 6개 이상이면 도입 검토, 열린 항목에 달려 있으면 추가 확인(도입 쪽 또는 유지 쪽). 관문의 답을 모르면 조건부.",
            "The guide's flow: after both gates six certain YES adopt; where open items decide, a review, likely adopt or likely keep. Conditional: a gate is unknown.",
        ],
    },
    Meaning {
        id: "tier",
        columns: &["tier"],
        title: ["순위구간", "tier"],
        says: [
            "1 도입 검토, 2 추가 확인(도입 쪽), 3 추가 확인(유지 쪽), 4 유지, 5 유지 권장, 6 관문에서 종결.",
            "1 adopt, 2 review and likely adopt, 3 review and likely keep, 4 keep, 5 keep recommended, 6 ended at a gate.",
        ],
    },
    Meaning {
        id: "gate1",
        columns: &["gate1", "gate2"],
        title: ["관문 1·2", "gates 1 and 2"],
        says: [
            "가이드 흐름의 두 관문(클라우드 적용 대상인가, 혁신이 필요한가)에 사람이나 정보시스템 목록이 한 답. U는 미상.",
            "What people or the inventory say at the guide's gates: is it subject to cloud at all, is innovation needed. U is unknown.",
        ],
    },
    Meaning {
        id: "yes_L",
        columns: &["yes_L", "yes_point", "yes_hi", "min_more_yes", "open_items"],
        title: ["확정예·추정예·최대예", "certain, estimated and possible YES"],
        says: [
            "사람이나 결정적 자료가 예라고 한 항목 수, 자료의 제안까지 더한 수, 아니오가 확정되지 않은 항목 수. 도입까지필요예는 6개에 모자란 수, 미확정항목은 판정이 달린 항목.",
            "Items that people or decisive data answer YES; with those that data suggest; and all that are not certainly NO. min_more_yes: how many are missing from six; open_items: those on which the verdict hangs.",
        ],
    },
    Meaning {
        id: "item1",
        columns: &["item1", "item2", "item3", "item4", "item5", "item6", "item7", "item8", "item9", "item10"],
        title: ["항목 1~10", "items 1 to 10"],
        says: [
            "답과 근거의 등급: H 사람, D 결정적 자료, S 자료의 제안, none 근거 없음. U는 미상.",
            "Answer and tier of its evidence: H a person, D decisive data, S suggested by data, none; U is unknown.",
        ],
    },
    Meaning {
        id: "score",
        columns: &["score", "score_lo", "score_hi"],
        title: ["점수", "score"],
        says: [
            "지표마다 100 × 가중치 × 가치(0~1)를 더한 것. 자료가 없는 지표는 중립값으로 세고, 하한과 상한은 그것을 모두 0과 1로 세었을 때의 점수.",
            "Sum over the indicators of 100 × weight × worth (0 to 1); a missing one counts as neutral, and as 0 or 1 in score_lo and score_hi.",
        ],
    },
    Meaning {
        id: "group_size",
        columns: &[
            "group_size",
            "group_complexity",
            "group_scalability",
            "group_change",
            "group_outage",
            "group_feasibility",
        ],
        title: ["묶음 점수", "scores of groups"],
        says: [
            "묶음에 든 지표들의 가치의 가중 평균(0~1).",
            "Weighted mean of the worths of a group's indicators, 0 to 1.",
        ],
    },
    Meaning {
        id: "rank_guide_v1",
        columns: &["rank_guide_v1", "score_guide_v1"],
        title: ["가이드순위·가이드점수", "rank and score by the guide alone"],
        says: [
            "가이드가 든 기준(규모, 복잡도, 확장성)만으로 매긴 순위와 점수: 가중치 guide-v1.",
            "Rank and score by what the guide names, size, complexity and poor scalability: preset guide-v1.",
        ],
    },
    Meaning {
        id: "rank_p05",
        columns: &["rank_p05", "rank_p95"],
        title: ["순위 P05·P95", "rank P05 and P95"],
        says: [
            "가중치, 적은 표본, 빠진 값, 열린 답을 바꾸어 가며 10,000번 매긴 순위의 5 %와 95 % 지점.",
            "5th and 95th percentile of the rank over 10,000 draws that vary weights, small samples, what is missing and what is open.",
        ],
    },
    Meaning {
        id: "robust_label",
        columns: &["robust_label"],
        title: ["견고성", "robustness"],
        says: [
            "추출의 95 % 이상에서 가용 순위 안이면 확실, 절반 이상이면 유력, 그 밖은 경계.",
            "certain: within the cut-off in 95 % of the draws; likely: in half of them; else borderline.",
        ],
    },
    Meaning {
        id: "p_top10",
        columns: &["p_top10", "p_top20"],
        title: ["상위 10·20 확률", "probability of the top 10 and 20"],
        says: ["추출 가운데 상위 10위(20위) 안에 든 비율.", "Share of the draws among the first 10 (20)."],
    },
    Meaning {
        id: "p_adopt",
        columns: &["p_adopt"],
        title: ["도입 확률", "probability of adopting"],
        says: [
            "열린 답이 모두 정해지고 관문을 지날 때 도입 검토일 확률. 관문에서 종결된 시스템은 0.",
            "Probability that the checklist says adopt once all is answered and the gates are passed; 0 behind a closed gate.",
        ],
    },
    Meaning {
        id: "coverage",
        columns: &["coverage", "insufficient_data"],
        title: ["지표확보율", "coverage"],
        says: [
            "값이 알려진 지표의 가중치 합(0~1). 기준표의 하한보다 작으면 자료부족.",
            "Weight of the indicators whose value is known, 0 to 1; insufficient_data below the least of the curve.",
        ],
    },
    Meaning {
        id: "reason1",
        columns: &["reason1", "reason2", "reason3"],
        title: ["근거 1~3", "reasons 1 to 3"],
        says: [
            "점수에 가장 많이 보탠 세 지표와 그 값.",
            "The three indicators that add most to the score, with their values.",
        ],
    },
    Meaning {
        id: "current_level",
        columns: &["current_level", "suggested_level", "migration_path", "expected_benefits"],
        title: ["수준·전환방식·기대효과", "levels, path and benefits"],
        says: [
            "지금의 성숙도 수준, 판정과 항목의 답이 권하는 수준, 그리로 가는 방식, 기준에 이른 지표가 말하는 기대효과.",
            "Maturity now, what verdict and answers suggest, the way there, and the benefits that indicators above their mark stand for.",
        ],
    },
    Meaning {
        id: "carve_out",
        columns: &["leading_component"],
        title: ["우선분리업무", "what to carve out first"],
        says: [
            "최근 12개월 변경 요청·배포·장애에서 차지하는 비중의 평균이 가장 큰 업무(모듈).",
            "The component with the largest mean of its shares in the change requests, releases and incidents of 12 months.",
        ],
    },
    Meaning {
        id: "regular_keys",
        columns: &["regular_keys"],
        title: ["규칙적 폭주", "regular surges"],
        says: [
            "같은 때에 되풀이된 폭주: 때와, 그 가운데 몇 번 일어났는지.",
            "Surges that recur at the same time: when, and how often of how many.",
        ],
    },
    Meaning {
        id: "flags",
        columns: &[
            "unlisted",
            "suspect_open",
            "fragile",
            "conflict",
            "stale_human",
            "disposal_planned",
            "verdict_sensitive_user_condition",
        ],
        title: ["표시", "flags"],
        says: [
            "Y이면: 목록에 없는 시스템, 오래 닫히지 않은 장애, 기준에 가까워 뒤집힐 수 있는 답, 사람과 측정의 상충, 만료된 응답, 폐기 예정, 이용자 조건에 달린 판정.",
            "Y where: no inventory lists it, an outage stays open, an answer is near a threshold that flips the verdict, people and data disagree, an answer has expired, it is to be disposed of, the verdict hangs on the user condition.",
        ],
    },
    Meaning {
        id: "system_id",
        columns: &["system_id", "system_name", "agency", "department", "center", "srm_class"],
        title: ["시스템", "system"],
        says: ["정보시스템 목록에 적힌 대로.", "As the inventory says."],
    },
    Meaning {
        id: "period",
        columns: &["period", "as_of", "config_version", "refcurve_version", "input_hash"],
        title: ["기준월과 판본", "month and versions"],
        says: [
            "기준월, 그때까지의 자료만 쓴 시각, 설정과 규칙의 해시, 기준표의 판, 입력의 해시.",
            "The month, the time up to which data count, the hash of settings and rules, the version of the curve, the hash of all inputs.",
        ],
    },
];

/// The tiers 1 to 6, Korean and English.
const TIERS: [[&str; 2]; 6] = [
    ["도입 검토", "adopt"],
    ["추가 확인(도입 쪽)", "review, likely adopt"],
    ["추가 확인(유지 쪽)", "review, likely keep"],
    ["유지", "keep"],
    ["유지 권장", "keep, recommended"],
    ["관문에서 종결", "ended at a gate"],
];

/// A tier with its name.
pub fn tier(number: usize) -> Option<Both> {
    let [ko, en] = TIERS.get(number.checked_sub(1)?)?;
    Some(Both::new(format!("{number} {ko}"), format!("{number} {en}")))
}

/// What a column means.
pub fn meaning(column: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|m| m.columns.contains(&column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::headers::CANDIDATES;

    #[test]
    fn every_column_has_one_meaning() {
        for (column, _) in CANDIDATES {
            let of_it = MEANINGS.iter().filter(|m| m.columns.contains(&column)).count();
            assert_eq!(of_it, 1, "{column}");
        }
        let known = |column: &&str| CANDIDATES.iter().any(|(name, _)| name == column);
        assert!(MEANINGS.iter().all(|m| m.columns.iter().all(&known)));
    }
}
