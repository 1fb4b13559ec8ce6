//! Fragile verdicts and the settings of the user condition, by hand.

use super::tests::{alternatives, as_of, checklist, data, gated, people, said, system};
use super::*;
use crate::catalog::figure::Moved;
use Answer::{N, U, Y};

fn moved(parameter: &str, factor: f64, answer: Answer, tier: Tier) -> Moved {
    Moved { parameter: parameter.into(), factor, answer, tier }
}

/// Item 9 says `answer`, and the rows of moved thresholds.
fn nine(answer: Answer, moves: &[Moved]) -> Measured {
    Measured { moved: moves.to_vec(), ..data(9, answer, Tier::D) }
}

/// Answers of people to the items other than 9; `U` is not said.
fn others(vector: &str) -> Vec<HumanAnswer> {
    people(vector).into_iter().filter(|a| a.answer != U).collect()
}

fn with(row: &Measured, spoken: &[HumanAnswer]) -> Assessment {
    assess(&checklist(), &system(), std::slice::from_ref(row), spoken, as_of())
}

#[test]
fn a_near_threshold_that_flips_the_verdict_is_fragile() {
    // Five people's YES, item 9 makes six; with the threshold a tenth lower it is NO, and five are kept.
    let row = nine(Y, &[moved("item9.stage_share", 0.9, N, Tier::D), moved("item9.stage_share", 0.8, N, Tier::D)]);
    let a = with(&row, &others("YYYYY NNN U N"));
    assert_eq!((a.verdict, a.flags.fragile, a.flags.names()), (Verdict::Adopt, true, vec!["fragile"]));
    assert_eq!(a.fragile_on, ["item9.stage_share"]);
    assert_eq!(a.fragile_on_item(9).collect::<Vec<_>>(), ["item9.stage_share"]);
    assert_eq!(a.fragile_on_item(1).count(), 0);
    let shift =
        |factor| Shift { parameter: "item9.stage_share".into(), factor, item: 9, verdict: Verdict::Keep, hint: None };
    assert_eq!(a.shifts, [shift(0.8), shift(0.9)]);
}

#[test]
fn a_threshold_that_flips_nothing_or_lies_far_is_not() {
    let near = nine(Y, &[moved("item9.stage_share", 0.9, N, Tier::D)]);
    // Six YES without item 9: seven or six, ADOPT in both.
    let a = with(&near, &others("YYYYYY NN U N"));
    assert_eq!((a.verdict, a.flags.fragile, a.shifts.len()), (Verdict::Adopt, false, 0));
    // A fifth away the verdict flips: known to `calibrate`, but not fragile.
    let far = nine(Y, &[moved("item9.stage_share", 0.8, N, Tier::D)]);
    let a = with(&far, &others("YYYYY NNN U N"));
    assert_eq!((a.flags.fragile, a.fragile_on.len(), a.shifts.len()), (false, 0, 1));
    // Behind a closed gate nothing moves.
    let spoken = others("YYYYY NNN U N");
    let a = assess(&checklist(), &gated("N", "Y"), &[near], &spoken, as_of());
    assert_eq!((a.verdict, a.flags.fragile), (Verdict::KeepSystem, false));
}

#[test]
fn a_system_that_people_answered_on_the_item_is_not_fragile_on_it() {
    let row = nine(Y, &[moved("item9.stage_share", 0.9, N, Tier::D)]);
    let a = with(&row, &others("YYYYY NNN Y N"));
    assert_eq!((a.verdict, a.flags.fragile), (Verdict::Adopt, false));
    // An answer that has expired settles nothing.
    let mut spoken = others("YYYYY NNN U N");
    spoken.push(said("9", Y, "2024-06-01"));
    let a = with(&row, &spoken);
    assert_eq!((a.flags.stale_human, a.flags.fragile), (true, true));
}

#[test]
fn a_tier_alone_can_carry_the_verdict_and_a_hint_alone_is_fragile_too() {
    // Item 4: YES is decisive only while requests are late. Decisive it is the sixth certain YES, suggested a review.
    let row = Measured { moved: vec![moved("item4.on_time", 0.9, Y, Tier::S)], ..data(4, Y, Tier::D) };
    let a = with(&row, &others("YYY U YY NNNN"));
    assert_eq!((a.verdict, a.fragile_on.as_slice()), (Verdict::Adopt, ["item4.on_time".to_string()].as_slice()));
    assert_eq!((a.shifts[0].verdict, a.shifts[0].hint), (Verdict::NeedsReview, Some(Hint::LikelyAdopt)));
    let a = with(&row, &others("YYY U Y NNNNN"));
    assert_eq!((a.verdict, a.flags.fragile), (Verdict::Keep, false), "five at most, certain or not");

    // Suggested, it is the sixth likely YES of a review: without it the review leans the other way.
    let row = Measured { moved: vec![moved("item4.month_share", 1.1, N, Tier::S)], ..data(4, Y, Tier::S) };
    let a = with(&row, &others("YYY U YY NN UU"));
    assert_eq!((a.verdict, a.hint, a.flags.fragile), (Verdict::NeedsReview, Some(Hint::LikelyAdopt), true));
    assert_eq!((a.shifts[0].verdict, a.shifts[0].hint), (Verdict::NeedsReview, Some(Hint::LikelyKeep)));
}

#[test]
fn the_order_of_moved_rows_never_matters() {
    let mut moves = vec![
        moved("item4.on_time", 0.9, Y, Tier::S),
        moved("item4.on_time", 1.1, Y, Tier::S),
        moved("item4.lead_p85_days", 1.1, Y, Tier::S),
        moved("item4.month_share", 1.2, N, Tier::S),
    ];
    let of = |moves: &[Moved]| {
        let row = Measured { moved: moves.to_vec(), ..data(4, Y, Tier::D) };
        with(&row, &others("YYY U YY NNN U"))
    };
    let first = of(&moves);
    assert_eq!(first.fragile_on, ["item4.lead_p85_days", "item4.on_time"]);
    moves.reverse();
    assert_eq!(of(&moves), first);
}

#[test]
fn each_setting_of_the_user_condition_tells_its_answer_and_verdict() {
    let settings = [("citizen_only", Y), ("strict", N), ("off", Y)];
    let row =
        Measured { alternatives: alternatives(settings.map(|(_, answer)| (answer, Tier::D))), ..data(1, Y, Tier::D) };
    let a = with(&row, &others("U YYYYY NNNN"));
    let told = |a: &Assessment| {
        let conditions = a.user_conditions.iter();
        conditions.map(|c| (c.setting.clone(), c.answer, c.verdict, c.hint)).collect::<Vec<_>>()
    };
    let expected = |verdicts: [Verdict; 3]| {
        let rows = settings.iter().zip(verdicts);
        rows.map(|((setting, answer), verdict)| ((*setting).to_string(), *answer, verdict, None)).collect::<Vec<_>>()
    };
    assert_eq!(told(&a), expected([Verdict::Adopt, Verdict::Keep, Verdict::Adopt]));
    assert!(a.flags.verdict_sensitive_user_condition);
    // A person settles item 1: the data still answer under each setting, the verdict stays.
    let a = with(&row, &others("Y YYYYY NNNN"));
    assert_eq!(told(&a), expected([Verdict::Adopt; 3]));
    assert!(!a.flags.verdict_sensitive_user_condition);
    assert!(assess(&checklist(), &system(), &[], &[], as_of()).user_conditions.is_empty());
}

/// `off` decides from the cost ratio alone what another setting leaves open or suggests.
#[test]
fn a_setting_is_held_to_its_own_tier() {
    let review = |hint| (Verdict::NeedsReview, Some(hint));
    let cases = [
        // Five certain YES, and a sixth that only `off` is sure of: without users, or with visits for users.
        ([(U, Tier::None), (U, Tier::None), (Y, Tier::D)], review(Hint::LikelyKeep)),
        ([(Y, Tier::S), (Y, Tier::S), (Y, Tier::D)], review(Hint::LikelyAdopt)),
    ];
    for (said, now) in cases {
        let row = Measured { alternatives: alternatives(said), ..data(1, said[0].0, said[0].1) };
        let a = with(&row, &others("U YYYYY NNNN"));
        let told: Vec<_> = a.user_conditions.iter().map(|c| (c.answer, c.tier, (c.verdict, c.hint))).collect();
        let outcomes = [now, now, (Verdict::Adopt, None)];
        let expected: Vec<_> = said.iter().zip(outcomes).map(|((answer, tier), then)| (*answer, *tier, then)).collect();
        assert_eq!(((a.verdict, a.hint), told), (now, expected));
        assert!(a.flags.verdict_sensitive_user_condition, "{said:?}");
    }
    // One fiscal year suggests under every setting: the verdict hangs on nothing.
    let row = Measured { alternatives: alternatives([(Y, Tier::S); 3]), ..data(1, Y, Tier::S) };
    assert!(!with(&row, &others("U YYYYY NNNN")).flags.verdict_sensitive_user_condition);
}
