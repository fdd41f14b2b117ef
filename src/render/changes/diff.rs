//! Conclusions that changed, as text.

use owo_colors::Style;

use super::groups;
use super::words::{
    Cause, by_tool, causes, count, forked, heading, passed_over, project_title, stood_for, turn,
};
use crate::render::failure::broken_files;
use crate::render::{Look, plain};
use crate::world::Diff;

/// What changed, grouped by project, and within it by what brought it about.
#[must_use]
pub fn diff_text(diff: &Diff, look: Look) -> String {
    let dim = |text: &str| look.paint(text, Style::new().dimmed());
    let bold = |text: &str| look.paint(text, Style::new().bold());
    let mut out = format!("{}\n", dim(&heading(diff, look)));
    for side in &diff.stand_ins {
        out.push_str(&format!(
            "{}\n{}",
            stood_for(side, look),
            broken_files(&side.breakage, look)
        ));
    }
    if diff.changes.is_empty() {
        let none = look.say("no conclusion changes", "달라지는 결론 없음");
        out.push_str(&format!("{none}\n"));
    }
    let mut project = None;
    for group in groups(diff) {
        let Some(first) = group.first() else { continue };
        if project != Some(&first.project) {
            project = Some(&first.project);
            out.push_str(&format!("\n{}\n", bold(&project_title(first, look))));
        }
        for changed in &group {
            out.push_str(&format!("  {}\n", turn(changed, look)));
        }
        let (intro, causes) = causes(first, look);
        out.push_str(&format!("      {}\n", dim(&intro)));
        for Cause { said, place } in causes {
            let place = place.map_or_else(String::new, |place| format!(" [{place}]"));
            out.push_str(&format!("        {}\n", dim(&format!("{said}{place}"))));
        }
    }
    if let Some((title, guards)) = by_tool(diff, look) {
        out.push_str(&format!("\n{}\n", bold(&title)));
        for guard in guards {
            out.push_str(&format!("  {} [{}]\n", guard.said, guard.place));
            for line in guard.lines {
                out.push_str(&format!("      {}\n", dim(&line)));
            }
        }
    }
    for (said, why) in passed_over(diff, look) {
        out.push_str(&format!("\n{said}\n  {}\n", plain(why)));
    }
    if !diff.changes.is_empty() {
        out.push_str(&format!("\n {}\n", dim(&count(diff, look))));
    }
    if let Some(forked) = forked(diff, look) {
        out.push_str(&format!(" {}\n", dim(&forked)));
    }
    out
}
