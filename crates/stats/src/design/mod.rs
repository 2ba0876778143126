//! Survey design: weights, design-based variance, contrasts and tests from per-village sums (STATISTICS §2.1, 2.2, 2.3 waves).
