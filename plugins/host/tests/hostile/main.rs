//! The limits under which guests run, tried with rules that mean harm: whatever they do ends soon, in a failure that says
//! what it was, and costs nobody else anything.

mod city;
mod misdeeds;
mod taken_in;
