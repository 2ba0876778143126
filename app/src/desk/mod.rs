//! The desk: pages of officials and county leaders.
