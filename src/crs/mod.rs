//! From any datum or projection to the plane in metres and back.
