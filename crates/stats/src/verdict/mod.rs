//! The verdict of one place and service on the closed-form grid, its lists and the chance contrast (STATISTICS §2.8).
