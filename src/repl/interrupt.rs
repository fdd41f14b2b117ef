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
    keeps: Arc<AtomicBool>,
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

    /// From now on Ctrl-C between two questions does nothing: it was meant for one that has just ended.
    pub fn keep(&self) {
        self.keeps.store(true, Ordering::Relaxed);
    }

    /// While a question is answered the first Ctrl-C ends the answer and a second one the program. Between questions it
    /// ends the program, unless a session is to be kept.
    fn press(&self) {
        let again = self.pressed.swap(true, Ordering::Relaxed);
        let watched = self.watched.load(Ordering::Relaxed);
        let ends = if watched {
            again
        } else {
            !self.keeps.load(Ordering::Relaxed)
        };
        if ends {
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
        interrupt.keep();
        interrupt.press();
        interrupt.press();
        assert!(interrupt.watch(|limits| limits.poll().is_ok()));
    }
}
