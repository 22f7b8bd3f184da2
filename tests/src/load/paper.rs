//! Writing down: graphs, and sections of a document that others write in too.

use super::Failure;
use super::samples::{Sample, Series};
use plotters::prelude::*;
use std::path::Path;

/// One graph: its title, and what it shows.
type Graph = (&'static str, fn(&Sample) -> f64);

const GRAPHS: [Graph; 4] = [
    ("resident memory of the server, MiB", |sample| sample.memory),
    ("open file handles", |sample| sample.handles),
    ("processor time, of one processor", |sample| sample.processor),
    ("95th percentile of an honest exchange, ms", |sample| sample.p95),
];

/// Draws a series as SVG, one graph below the other.
///
/// # Errors
/// Where the file cannot be written.
pub fn series(series: &Series, target: &Path) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::from(error.to_string());
    let root = SVGBackend::new(target, (960, 760)).into_drawing_area();
    root.fill(&WHITE).map_err(|error| failed(&error))?;
    let last = series.0.last().map_or(1.0, |sample| sample.seconds);
    for (area, (title, value)) in root.split_evenly((GRAPHS.len(), 1)).iter().zip(GRAPHS) {
        let top = series.most(value).max(1.0) * 1.1;
        let mut chart = ChartBuilder::on(area)
            .caption(title, ("sans-serif", 16))
            .margin(8)
            .x_label_area_size(24)
            .y_label_area_size(56)
            .build_cartesian_2d(0.0..last / 60.0, 0.0..top)
            .map_err(|error| failed(&error))?;
        let mesh = &mut chart.configure_mesh();
        mesh.x_desc("minutes").y_labels(4).light_line_style(WHITE);
        mesh.draw().map_err(|error| failed(&error))?;
        let points = series.0.iter().map(|sample| (sample.seconds / 60.0, value(sample)));
        chart.draw_series(LineSeries::new(points, &BLUE)).map_err(|error| failed(&error))?;
    }
    root.present().map_err(|error| failed(&error))?;
    Ok(())
}

/// Puts a text under a heading of the second level, in the place of what stood there; at the end where there is no such
/// heading yet. Other sections stay as they are.
pub fn replace_section(document: &str, heading: &str, text: &str) -> String {
    let section = format!("## {heading}\n\n{}\n", text.trim_end());
    let mut lines = document.lines().peekable();
    let mut out = String::new();
    let mut found = false;
    while let Some(line) = lines.next() {
        if line.strip_prefix("## ") != Some(heading) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        found = true;
        out.push_str(&section);
        while lines.next_if(|line| !line.starts_with("## ")).is_some() {}
        if lines.peek().is_some() {
            out.push('\n');
        }
    }
    if !found {
        out = format!("{}\n\n{section}", out.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_others_stay() {
        let document = "# Title\n\nWords.\n\n## Load\n\nold\n\nolder\n\n## Other\n\nstays\n";
        let once = replace_section(document, "Load", "new\n");
        assert_eq!(once, "# Title\n\nWords.\n\n## Load\n\nnew\n\n## Other\n\nstays\n");
        let twice = replace_section(&once, "Soak", "flat");
        assert_eq!(twice, format!("{once}\n## Soak\n\nflat\n"));
        assert_eq!(replace_section(&twice, "Soak", "flat"), twice);
    }

    #[test]
    fn a_series_becomes_a_graph() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("graph.svg");
        let sample = |number: i32| Sample { seconds: f64::from(number), memory: 40.0, ..Sample::default() };
        series(&Series((0..100).map(sample).collect()), &target).expect("drawn");
        let text = std::fs::read_to_string(target).expect("a file");
        assert!(text.starts_with("<svg") && text.contains("polyline") && text.contains("resident memory"));
    }
}
