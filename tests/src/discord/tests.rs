//! What the played Discord takes and what it refuses, so that the suites can believe it.
