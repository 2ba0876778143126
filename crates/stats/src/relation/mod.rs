//! Relations between two series over places: the battery of STATISTICS §2.6, 2.7, 2.10 and the hypothesis rule of §2.11.
