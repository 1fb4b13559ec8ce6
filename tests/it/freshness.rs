//! Sources that fell silent, and exports that look cut short.
