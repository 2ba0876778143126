//! Words in a column, each as near to its mark as the others let it be.

/// Heights as near to the wanted ones as a distance of `apart` and the bounds allow, in the same order.
pub(crate) fn spread(wanted: &[f64], apart: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Pools of neighbours that push each other: each is centred on the mean of what its members want.
    let mut pools: Vec<(f64, Vec<usize>)> = Vec::new();
    let bounded = |middle: f64, count: usize| {
        let half = apart * (count - 1) as f64 / 2.0;
        middle.min(bottom - half).max(top + half)
    };
    for i in order {
        let mut pool = (bounded(wanted[i], 1), vec![i]);
        while let Some((above, members)) = pools.pop() {
            let reach = apart * (members.len() + pool.1.len()) as f64 / 2.0;
            if pool.0 - above >= reach - 1e-9 {
                pools.push((above, members));
                break;
            }
            let joined = [members, pool.1].concat();
            let mean = joined.iter().map(|&j| wanted[j]).sum::<f64>() / joined.len() as f64;
            pool = (bounded(mean, joined.len()), joined);
        }
        pools.push(pool);
    }
    let mut places = vec![0.0; wanted.len()];
    for (middle, members) in pools {
        let first = middle - apart * (members.len() - 1) as f64 / 2.0;
        for (k, i) in members.into_iter().enumerate() {
            places[i] = first + apart * k as f64;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_keeps_order_distance_and_bounds() {
        let places = spread(&[50.0, 52.0, 10.0, 51.0], 12.0, 0.0, 60.0);
        assert!(places[2] < places[0] && places[0] < places[3] && places[3] < places[1]);
        assert!(places.iter().all(|p| (0.0..=60.0).contains(p)), "{places:?}");
        assert!(places[3] - places[0] >= 12.0 - 1e-9);
    }
}
