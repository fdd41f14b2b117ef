//! Conclusions that changed, as a comment on a review.

use super::groups;
use super::words::{
    Cause, broken_file, by_tool, causes, count, forked, heading, held_text, passed_over, project_title,
    stood_for, tuple_text,
};
use crate::render::Look;
use crate::render::markdown::{escaped, table_markdown};
use crate::world::Diff;

/// What changed, as a comment on a review.
#[must_use]
pub fn diff_markdown(diff: &Diff, look: Look) -> String {
    let title = look.say("Conclusions that change", "달라지는 결론");
    let mut out = format!("**{title}**: {}\n", escaped(&heading(diff, look)));
    for side in &diff.stand_ins {
        out.push_str(&format!("\n{}\n\n", escaped(&stood_for(side, look))));
        for file in &side.breakage.files {
            out.push_str(&format!("- {}\n", escaped(&broken_file(file, look))));
        }
    }
    if diff.changes.is_empty() {
        out.push_str(&look.say("\nNone.\n", "\n없음\n"));
    }
    let mut project = None;
    for group in groups(diff) {
        let Some(first) = group.first() else { continue };
        if project != Some(&first.project) {
            project = Some(&first.project);
            out.push_str(&format!("\n### {}\n", escaped(&project_title(first, look))));
        }
        let rows: Vec<Vec<String>> = group
            .iter()
            .map(|changed| {
                vec![
                    tuple_text(&changed.tuple, look.language),
                    held_text(&changed.from, look),
                    held_text(&changed.to, look),
                ]
            })
            .collect();
        let header = [
            look.say("conclusion", "결론"),
            look.say("before", "종전"),
            look.say("after", "변경 후"),
        ];
        let header = header.each_ref().map(String::as_str);
        out.push_str(&format!("\n{}", table_markdown(&header, &rows)));
        let (intro, causes) = causes(first, look);
        out.push_str(&format!("\n{}\n\n", escaped(&intro)));
        for Cause { said, place } in causes {
            out.push_str(&format!("- {}{}\n", escaped(&said), placed(place.as_deref())));
        }
    }
    if let Some((title, guards)) = by_tool(diff, look) {
        out.push_str(&format!("\n### {}\n\n", escaped(&title)));
        for guard in guards {
            out.push_str(&format!(
                "- {}{}\n",
                escaped(&guard.said),
                placed(Some(&guard.place))
            ));
            for line in guard.lines {
                out.push_str(&format!("  - {}\n", escaped(&line)));
            }
        }
    }
    for (said, why) in passed_over(diff, look) {
        out.push_str(&format!("\n{}: {}\n", escaped(&said), escaped(why)));
    }
    if !diff.changes.is_empty() {
        out.push_str(&format!("\n{}\n", count(diff, look)));
    }
    if let Some(forked) = forked(diff, look) {
        out.push_str(&format!("\n{forked}\n"));
    }
    out
}

fn placed(place: Option<&str>) -> String {
    place.map_or_else(String::new, |place| format!(" [`{}`]", place.replace('`', "")))
}
