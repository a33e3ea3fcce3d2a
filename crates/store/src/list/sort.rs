//! The orders that lists can have, each spelled out as SQL for its table.

/// An order of a list and its SQL; made by [`order!`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// Stands in cursors, so that one order's cursor is not taken for another's.
    pub name: &'static str,
    /// Whether the first column is a text.
    pub text: bool,
    /// Whether the first column is the id, and so the only one.
    pub single: bool,
    /// From the highest key down.
    pub descending: bool,
    /// The columns of the key.
    pub key: &'static str,
    /// The table, for a tenant.
    pub table: &'static str,
    /// Only keys after one.
    pub after: &'static str,
    /// The order itself, with the limit.
    pub by: &'static str,
}

/// Spells an order out for a table: `order!("orders" service_order order_id down)` by id alone, or
/// `order!("orders-due" service_order int due_at, order_id up)` by a column and then the id.
macro_rules! order {
    ($name:literal $table:ident $id:ident up) => {
        $crate::list::sort::order!(@one $name $table $id false ">" "")
    };
    ($name:literal $table:ident $id:ident down) => {
        $crate::list::sort::order!(@one $name $table $id true "<" " DESC")
    };
    ($name:literal $table:ident int $first:ident, $id:ident up) => {
        $crate::list::sort::order!(@two $name $table $first $id false false ">" "")
    };
    ($name:literal $table:ident int $first:ident, $id:ident down) => {
        $crate::list::sort::order!(@two $name $table $first $id false true "<" " DESC")
    };
    ($name:literal $table:ident text $first:ident, $id:ident up) => {
        $crate::list::sort::order!(@two $name $table $first $id true false ">" "")
    };
    (@one $name:literal $table:ident $id:ident $down:literal $after:literal $desc:literal) => {
        $crate::list::sort::Order {
            name: $name,
            text: false,
            single: true,
            descending: $down,
            key: stringify!($id),
            table: concat!(" FROM ", stringify!($table), " WHERE tenant_id = ?"),
            after: concat!(" AND ", stringify!($id), " ", $after, " ?"),
            by: concat!(" ORDER BY ", stringify!($id), $desc, " LIMIT ?"),
        }
    };
    (@two $name:literal $table:ident $first:ident $id:ident $text:literal $down:literal $after:literal $desc:literal) => {
        $crate::list::sort::Order {
            name: $name,
            text: $text,
            single: false,
            descending: $down,
            key: concat!(stringify!($first), ", ", stringify!($id)),
            table: concat!(" FROM ", stringify!($table), " WHERE tenant_id = ?"),
            after: concat!(" AND (", stringify!($first), ", ", stringify!($id), ") ", $after, " (?, ?)"),
            by: concat!(" ORDER BY ", stringify!($first), $desc, ", ", stringify!($id), $desc, " LIMIT ?"),
        }
    };
}
pub(super) use order;
