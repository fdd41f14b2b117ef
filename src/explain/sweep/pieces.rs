//! Cutting a range into windows.

use crate::engine::EvalError;

use super::curve::Window;
use super::run::Stop;

/// Most windows that one sweep looks at.
const MOST_WINDOWS: usize = 20_000;

/// Cuts a range wherever `look` says so, and gives what it says of each window, in order.
///
/// # Errors
/// An evaluation does not finish, or the range falls into too many windows.
pub fn pieces<T>(
    range: Window,
    mut look: impl FnMut(Window) -> Result<T, Stop>,
) -> Result<Vec<(Window, T)>, EvalError> {
    let mut todo = vec![range];
    let mut done = Vec::new();
    for _ in 0..MOST_WINDOWS {
        let Some(window) = todo.pop() else { return Ok(done) };
        match look(window) {
            Ok(found) => done.push((window, found)),
            Err(Stop::Fault(error)) => return Err(error),
            Err(Stop::Cut(at)) => {
                let cut = at.clamp(window.from.saturating_add(1), window.to);
                todo.push(Window { from: cut, ..window });
                todo.push(Window {
                    to: cut - 1,
                    ..window
                });
            }
        }
    }
    Err(EvalError::WindowLimit(MOST_WINDOWS))
}
