//! How much of the demand lies within the service radius of the supply: exactly, with a bound, and incrementally.
