//! What a statement's markers stand for: a whole number, a text or bytes, each with a null of its own type.
//!
//! PostgreSQL refuses a text null in a number column, so a null keeps its type. Flags are the numbers 0 and 1,
//! instants are milliseconds since 1970 in UTC, civil dates are texts `YYYY-MM-DD`: both engines sort them alike.

use domain::ids;
use domain::{BasisPoints, Fen};
use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Cow;

/// One argument of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A whole number of 64 bits.
    Int(Option<i64>),
    /// A text.
    Text(Option<Cow<'a, str>>),
    /// Bytes.
    Bytes(Option<Cow<'a, [u8]>>),
}

/// A type that can be an argument.
pub trait ToValue<'a> {
    /// The null of this type.
    const NULL: Value<'a>;
    /// The argument.
    fn to_value(self) -> Value<'a>;
}

/// Makes the arguments of a statement: `args![tenant, order.id, &order.note]`.
#[macro_export]
macro_rules! args {
    () => {{
        let none: [$crate::db::Value<'static>; 0] = [];
        none
    }};
    ($($value:expr),+ $(,)?) => {
        [$($crate::db::ToValue::to_value($value)),+]
    };
}

/// Says how a type becomes a value of one kind.
macro_rules! as_value {
    ($kind:ident: $($type:ty => |$it:ident| $made:expr;)+) => {$(
        impl<'a> ToValue<'a> for $type {
            const NULL: Value<'a> = Value::$kind(None);
            fn to_value(self) -> Value<'a> {
                let $it = self;
                Value::$kind(Some($made))
            }
        }
    )+};
}

as_value! { Int:
    i64 => |number| number;
    i32 => |number| i64::from(number);
    u32 => |number| i64::from(number);
    u16 => |number| i64::from(number);
    u8 => |number| i64::from(number);
    bool => |flag| i64::from(flag);
    Fen => |amount| amount.0;
    BasisPoints => |share| share.0;
    Timestamp => |instant| instant.as_millisecond();
}

as_value! { Text:
    &'a str => |text| Cow::Borrowed(text);
    &'a String => |text| Cow::Borrowed(text.as_str());
    String => |text| Cow::Owned(text);
    Cow<'a, str> => |text| text;
    Date => |date| Cow::Owned(date.to_string());
}

as_value! { Bytes:
    &'a [u8] => |bytes| Cow::Borrowed(bytes);
    &'a Vec<u8> => |bytes| Cow::Borrowed(bytes.as_slice());
    Vec<u8> => |bytes| Cow::Owned(bytes);
}

impl<'a, T: ToValue<'a>> ToValue<'a> for Option<T> {
    const NULL: Value<'a> = T::NULL;
    fn to_value(self) -> Value<'a> {
        self.map_or(T::NULL, T::to_value)
    }
}

impl<'a> ToValue<'a> for Value<'a> {
    const NULL: Value<'a> = Value::Text(None);
    fn to_value(self) -> Value<'a> {
        self
    }
}

/// Typed ids travel as the numbers they are, both ways.
macro_rules! ids_as_values {
    ($($id:ident),+ $(,)?) => {$(
        impl<'a> ToValue<'a> for ids::$id {
            const NULL: Value<'a> = Value::Int(None);
            fn to_value(self) -> Value<'a> {
                Value::Int(Some(self.0))
            }
        }

        impl super::FromCell for ids::$id {
            fn from_cell(cell: super::Cell<'_>) -> Option<Self> {
                i64::from_cell(cell).map(Self)
            }
        }
    )+};
}

ids_as_values![
    TenantId,
    ProviderId,
    TechnicianId,
    PersonId,
    CustomerId,
    ProductId,
    PartId,
    UnitId,
    RequestId,
    OrderId,
    ObligationId,
    CallbackId,
    StatementId,
    EntryId,
    AgreementId,
    SalesId,
];
