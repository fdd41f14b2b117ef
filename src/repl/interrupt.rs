//! Ctrl-C: stops the question that is being answered, or else the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::Limits;

/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 5;

/// The flag that Ctrl-C sets, and whether anybody looks at it.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    pressed: Arc<AtomicBool>,
    watched: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens to Ctrl-C. Without a listener (none can be installed) the system ends the program as ever.
    #[must_use]
    pub fn listen() -> Self {
        let interrupt = Self::default();
        let seen = interrupt.clone();
        let installed = ctrlc::set_handler(move || seen.press());
        if installed.is_err() {
            return Self::default();
        }
        interrupt
    }

    /// While a question is answered the first Ctrl-C ends the answer; any other one ends the program.
    fn press(&self) {
        let again = self.pressed.swap(true, Ordering::Relaxed);
        if again || !self.watched.load(Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    }

    /// Runs one command with limits that Ctrl-C reaches. A Ctrl-C from before does not count.
    pub fn watch<T>(&self, run: impl FnOnce(&Limits) -> T) -> T {
        self.pressed.store(false, Ordering::Relaxed);
        self.watched.store(true, Ordering::Relaxed);
        let result = run(&Limits {
            interrupt: Some(Arc::clone(&self.pressed)),
            ..Limits::default()
        });
        self.watched.store(false, Ordering::Relaxed);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_stops_the_running_command_and_is_forgotten_by_the_next() {
        let interrupt = Interrupt::default();
        let stopped = interrupt.watch(|limits| {
            interrupt.press();
            limits.poll().is_err()
        });
        assert!(stopped);
        assert!(interrupt.watch(|limits| limits.poll().is_ok()));
    }
}
