//! The nine sheets: what a network is set up from, and what it did before.

mod goods;
mod network;
mod work;

pub use goods::{PARTS, PRODUCTS, UNITS};
pub use network::{PROVIDERS, TECHNICIANS, TERRITORIES};
pub use work::{CUSTOMERS, ORDERS, SALES};

use super::{Column, Kind, Sheet};
use domain::Words;

/// All sheets, in the order in which a new network is filled: each refers only to those before it.
pub static SHEETS: [&Sheet; 9] =
    [&PRODUCTS, &PARTS, &PROVIDERS, &TERRITORIES, &TECHNICIANS, &CUSTOMERS, &UNITS, &SALES, &ORDERS];

const CODE: Kind = Kind::Text { max: 40 };
const NAME: Kind = Kind::Text { max: 120 };
const LINE: Kind = Kind::Text { max: 60 };
const NOTE: Kind = Kind::Text { max: 1000 };
const PRICE: Kind = Kind::Fen { signed: false };

/// A column that several sheets have in the same words.
const fn note() -> Column {
    Column::new(
        "note",
        Words::fixed("备注", "Note"),
        NOTE,
        Words::fixed("任何补充说明。", "Anything else worth knowing."),
        "",
    )
    .also(&["说明", "Remark"])
}

const fn provider_code() -> Column {
    Column::new(
        "provider_code",
        Words::fixed("网点编码", "Provider code"),
        CODE,
        Words::fixed("网点表里的编码。", "The code from the sheet of providers."),
        "WD-0012",
    )
    .also(&["网点", "服务商编码", "经销商编码", "Provider"])
}

const fn product_code() -> Column {
    Column::new(
        "product_code",
        Words::fixed("产品编码", "Product code"),
        CODE,
        Words::fixed("产品表里的编码（型号）。", "The code (model) from the sheet of products."),
        "SR-200",
    )
    .also(&["型号", "产品型号", "机型", "Model"])
}

const fn product_line() -> Column {
    Column::new(
        "product_line",
        Words::fixed("产品线", "Product line"),
        LINE,
        Words::fixed("产品所属的类别，协议按它约定服务。", "The class of products an agreement speaks of."),
        "太阳能热水器",
    )
    .also(&["品类", "产品类别"])
}

const fn product_lines() -> Column {
    Column::new(
        "product_lines",
        Words::fixed("产品线", "Product lines"),
        Kind::List,
        Words::fixed(
            "一条或几条产品线，用顿号分开；空白表示全部。",
            "One or more product lines with commas between them; blank means all.",
        ),
        "太阳能热水器、热泵",
    )
    .also(&["品类", "适用产品"])
}

const fn phone(heading: Words) -> Column {
    Column::new(
        "phone",
        heading,
        Kind::Phone,
        Words::fixed("手机，或带区号的座机。", "A mobile number, or a landline with its area code."),
        "13800001234",
    )
    .also(&["手机", "手机号", "联系电话"])
}

const fn customer_name() -> Column {
    Column::new(
        "customer_name",
        Words::fixed("用户姓名", "Customer name"),
        NAME,
        Words::fixed("购机用户的姓名或单位。", "The customer's name, or the organisation's."),
        "王芳",
    )
    .also(&["姓名", "用户", "客户姓名", "Customer"])
}

const fn customer_phone() -> Column {
    Column::new(
        "customer_phone",
        Words::fixed("用户电话", "Customer phone"),
        Kind::Phone,
        Words::fixed("手机，或带区号的座机。", "A mobile number, or a landline with its area code."),
        "13800001234",
    )
    .also(&["电话", "手机", "手机号", "联系电话", "Phone"])
}

const fn division() -> Column {
    Column::new(
        "division",
        Words::fixed("行政区划", "Division"),
        Kind::Division,
        Words::fixed(
            "六位行政区划代码，精确到区县。",
            "The six digits of the division, down to district or county.",
        ),
        "330106",
    )
    .also(&["区划代码", "行政区划代码", "地区代码"])
}

const fn address() -> Column {
    Column::new(
        "address",
        Words::fixed("地址", "Address"),
        Kind::Text { max: 200 },
        Words::fixed("街道和门牌。", "Street and number."),
        "文三路 100 号 2 幢 301",
    )
    .also(&["详细地址", "用户地址"])
}

const fn serial() -> Column {
    Column::new(
        "serial",
        Words::fixed("机号", "Serial"),
        Kind::Text { max: 60 },
        Words::fixed(
            "铭牌上的出厂编号；请把该列设为文本。",
            "The number on the name plate; format the column as text.",
        ),
        "SR200-2403-000123",
    )
    .also(&["序列号", "出厂编号", "机身号", "条码", "Serial number"])
}
