use crate::event::Codes;

/// Count the codes of rows; see [`super::Counts::add`].
pub fn count_codes(codes: &Codes, rows: &[u32], by: u32, into: &mut [u32]) {
    match codes {
        Codes::Zero(_) => {
            if let Some(zero) = into.first_mut() {
                *zero = zero.wrapping_add(by.wrapping_mul(rows.len() as u32));
            }
        }
        Codes::Byte(of) => count(rows, by, into, |row| usize::from(of[row])),
        Codes::Short(of) => count(rows, by, into, |row| usize::from(of[row])),
        Codes::Wide(of) => count(rows, by, into, |row| of[row] as usize),
    }
}

fn count(rows: &[u32], by: u32, into: &mut [u32], code: impl Fn(usize) -> usize) {
    for row in rows {
        if let Some(n) = into.get_mut(code(*row as usize)) {
            *n = n.wrapping_add(by);
        }
    }
}
