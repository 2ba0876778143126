//! Places compared: smoothing, ranks, funnel limits, priorities (STATISTICS §2.3, 2.10, 2.12).
