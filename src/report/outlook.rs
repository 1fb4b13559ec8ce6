//! Levels, step and benefits in words, Korean and English.

use crate::assess::{Level, Levels};
use crate::catalog::figure::Tier;
use crate::portfolio::Portfolio;
use crate::rank::{Benefit, Carrier};
use crate::workspace::config::Lang;

use super::sentences;

/// `L1 클라우드 준비`.
pub fn level(portfolio: &Portfolio, level: Level, lang: Lang) -> String {
    let name = portfolio.maturity.name(level).map(|n| if lang == Lang::Ko { &n.name_ko } else { &n.name_en });
    format!("{} {}", level.code(), name.map_or("", String::as_str))
}

/// Why the current level is unknown; `None` where it is known.
pub fn open_level(levels: &Levels, lang: Lang) -> Option<String> {
    if levels.current.is_some() {
        return None;
    }
    let possible: Vec<_> = levels.possible.iter().map(|l| l.code()).collect();
    let missing = levels.missing.join(", ");
    Some(match lang {
        Lang::Ko => format!("미상({} 중 하나, systems.csv의 {missing} 미기재)", possible.join("·")),
        Lang::En => format!("unknown: {}; systems.csv leaves {missing} blank", possible.join(" or ")),
    })
}

/// The benefit with what carries it: `신속한 행정(민첩성): 변경 요청 12.5 건/30일`.
pub fn benefit(portfolio: &Portfolio, benefit: &Benefit, lang: Lang) -> String {
    let name = if lang == Lang::Ko { &benefit.rule.name_ko } else { &benefit.rule.name_en };
    format!("{name}: {}", carrier(portfolio, &benefit.carrier, lang))
}

fn carrier(portfolio: &Portfolio, carrier: &Carrier, lang: Lang) -> String {
    let ko = lang == Lang::Ko;
    match carrier {
        Carrier::Figure(figure) => {
            let label = sentences::label(portfolio, &figure.indicator, lang);
            let value = figure.reading.as_ref().map(|r| sentences::value(&r.value, sentences::unit(r, lang)));
            format!("{label} {}", value.unwrap_or_default())
        }
        Carrier::Answer(item) => {
            let tier = match (item.tier, ko) {
                (Tier::H, true) => "담당자 응답",
                (Tier::D, true) => "자료 확정",
                (_, true) => "자료 제안",
                (Tier::H, false) => "answered by a person",
                (Tier::D, false) => "decided by data",
                (_, false) => "suggested by data",
            };
            if ko {
                format!("{}번 문항 YES ({tier})", item.item)
            } else {
                format!("item {} YES ({tier})", item.item)
            }
        }
        Carrier::SrmClass(class) => match (*class, ko) {
            ("citizen", true) => "SRM 대국민 서비스".into(),
            ("internal", true) => "SRM 정부내지원 서비스".into(),
            ("common", true) => "SRM 공통기술 서비스".into(),
            (other, _) => format!("SRM {other}"),
        },
        Carrier::Platform(platform) => {
            if ko {
                format!("현재 플랫폼 {platform}")
            } else {
                format!("platform {platform} today")
            }
        }
    }
}
