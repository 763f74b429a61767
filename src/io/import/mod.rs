//! From a file as it was read to a layer of the project.
