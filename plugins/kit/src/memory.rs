//! The memory of a guest: taken from the front and never given back, since each instance ends with its one answer.
//!
//! **Why no ordinary allocator:** one asks the host for more when it begins, and the host has the kernel open and close
//! that memory at each call, which stops all threads of the process. This one begins in what every guest has from the
//! start (`--initial-memory`), and is a twentieth of the size.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32;
use std::cell::Cell;
use std::ptr;

const PAGE: usize = 64 << 10;

/// Where the next allocation goes.
struct Front(Cell<usize>);

// SAFETY: a guest has one thread.
unsafe impl Sync for Front {}

#[global_allocator]
static FRONT: Front = Front(Cell::new(0));

unsafe extern "C" {
    /// Where the memory begins that the linker gave to nothing.
    static __heap_base: u8;
}

impl Front {
    fn next(&self) -> usize {
        match self.0.get() {
            0 => (&raw const __heap_base).addr(),
            next => next,
        }
    }

    /// Takes everything up to `end`, if the guest may have so much.
    fn take_to(&self, end: usize) -> bool {
        let has = wasm32::memory_size(0) * PAGE;
        if end > has && wasm32::memory_grow(0, (end - has).div_ceil(PAGE)) == usize::MAX {
            return false;
        }
        self.0.set(end);
        true
    }
}

// SAFETY: what is handed out lies behind all that was handed out before, is aligned, and is never handed out again but to
// the one who has it.
unsafe impl GlobalAlloc for Front {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let begin = self.next().checked_next_multiple_of(layout.align());
        let place = begin.and_then(|begin| Some((begin, begin.checked_add(layout.size())?)));
        match place {
            Some((begin, end)) if self.take_to(end) => ptr::with_exposed_provenance_mut(begin),
            _ => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let is_last = old.addr() + layout.size() == self.next();
        if is_last && old.addr().checked_add(size).is_some_and(|end| self.take_to(end)) {
            return old;
        }
        // SAFETY: the caller promises a sound layout, and that `old` is one of ours, of that layout.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(old, new, layout.size().min(size));
            }
            new
        }
    }
}
