use tenderlog::engine::Limits;
use tenderlog::world::{Phrase, Value, World, WorldOptions};

fn main() {
    let q = std::env::var("Q").unwrap_or("Verdict(\"Samsung SDS\",\"kotra-platform\",\"sole\",o)".into());
    let size: usize = std::env::var("SIZE")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    let mut world = World::open(&WorldOptions {
        facts: ["facts", "examples/firms"].map(Into::into).to_vec(),
        ..WorldOptions::default()
    })
    .unwrap();
    let start = std::time::Instant::now();
    let flips = match world.flip(&q, size, &Limits::default()) {
        Ok(f) => f,
        Err(e) => {
            println!("{}", tenderlog::render::failure(&e, Default::default()));
            return;
        }
    };
    println!("took {:?}", start.elapsed());
    let text = |s: &tenderlog::world::Statement| {
        s.parts
            .iter()
            .map(|p| match p {
                Phrase::Text(t) => t.clone(),
                Phrase::Value(v) => match v {
                    Value::Entity { id, .. } => id.clone(),
                    Value::Date(d) => tenderlog::lang::date::format(*d),
                    other => format!("{other:?}"),
                },
            })
            .collect::<String>()
    };
    println!("now {:?} wanted {:?}", flips.now, flips.wanted);
    for f in &flips.found {
        println!(
            "{:?} if {}",
            f.comes,
            f.changes
                .iter()
                .map(|c| format!(
                    "[{}] {}",
                    c.id.clone().unwrap_or("WITHOUT".into()),
                    text(&c.statement)
                ))
                .collect::<Vec<_>>()
                .join(" AND ")
        );
    }
    for p in flips.single_points.iter().flatten() {
        println!("SPOF {} -> {:?}", text(&p.statement), p.without);
    }
    println!(
        "changes {} sets {} undecided {} whole {} {:?}",
        flips.changes, flips.sets, flips.undecided, flips.whole, flips.relations
    );
}
