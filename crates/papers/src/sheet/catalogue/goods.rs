//! What is sold and repaired: products, parts, and the units in customers' hands.

use super::{
    CODE, NAME, PRICE, address, customer_name, customer_phone, division, product_code, product_line,
    product_lines, provider_code, serial,
};
use crate::sheet::{Column, Kind, Sheet};
use domain::Words;

/// Products (models).
pub static PRODUCTS: Sheet = Sheet {
    key: "products",
    name: Words::fixed("产品", "Products"),
    unique: &["code"],
    columns: &[
        Column::new(
            "code",
            Words::fixed("产品编码", "Product code"),
            CODE,
            Words::fixed("型号，全公司唯一。", "The model's code; there is one of each."),
            "SR-200",
        )
        .required()
        .also(&["编码", "型号", "产品型号", "Model"]),
        Column::new(
            "name",
            Words::fixed("产品名称", "Product name"),
            NAME,
            Words::fixed("用户看得懂的名称。", "A name customers know it by."),
            "阳光 200 升太阳能热水器",
        )
        .required()
        .also(&["名称", "Name"]),
        product_line().required(),
        Column::new(
            "repair_price_fen",
            Words::fixed("维修价", "Repair price"),
            PRICE,
            Words::fixed(
                "公布的维修工时费，以元为单位。",
                "The published price of a repair's labour, in yuan.",
            ),
            "80.00",
        )
        .also(&["维修费", "工时费"]),
        Column::new(
            "repair_cost_fen",
            Words::fixed("工本费", "Repair at cost"),
            PRICE,
            Words::fixed(
                "按工本费收取的维修工时费，以元为单位。",
                "The labour of a repair at cost, in yuan.",
            ),
            "30.00",
        ),
    ],
};

/// Parts.
pub static PARTS: Sheet = Sheet {
    key: "parts",
    name: Words::fixed("配件", "Parts"),
    unique: &["code"],
    columns: &[
        Column::new(
            "code",
            Words::fixed("配件编码", "Part code"),
            CODE,
            Words::fixed("配件的编码，全公司唯一。", "The part's code; there is one of each."),
            "P-1001",
        )
        .required()
        .also(&["编码", "料号", "Part number"]),
        Column::new(
            "name",
            Words::fixed("配件名称", "Part name"),
            NAME,
            Words::fixed("配件的名称和规格。", "The part's name and size."),
            "真空管 58×1800",
        )
        .required()
        .also(&["名称", "Name"]),
        product_lines(),
        Column::new(
            "cost_price_fen",
            Words::fixed("成本价", "Cost price"),
            PRICE,
            Words::fixed(
                "没有旧件时网点的购买价，以元为单位。",
                "What a provider pays without the old part, in yuan.",
            ),
            "35.00",
        ),
        Column::new(
            "retail_price_fen",
            Words::fixed("零售价", "Retail price"),
            PRICE,
            Words::fixed("保外用户的价格，以元为单位。", "What a customer out of warranty pays, in yuan."),
            "58.00",
        ),
    ],
};

/// Units: sold items, each with its serial.
pub static UNITS: Sheet = Sheet {
    key: "units",
    name: Words::fixed("机器", "Units"),
    unique: &["serial"],
    columns: &[
        serial().required(),
        product_code().required(),
        Column::new(
            "made_on",
            Words::fixed("生产日期", "Made on"),
            Kind::Date,
            Words::fixed("铭牌上的日期，不知道就留空。", "The day on the name plate; blank if it is not known."),
            "2024-03-15",
        )
        .also(&["出厂日期"]),
        Column::new(
            "sold_on",
            Words::fixed("销售日期", "Sold on"),
            Kind::DateOrYear,
            Words::fixed(
                "发票日期；只知道年份就填年份，不知道就留空，不要填 1 月 1 日。",
                "The invoice's date; the year alone if no more is known, blank if nothing is, never 1 January instead.",
            ),
            "2024-05-02",
        )
        .also(&["购买日期", "购机日期", "发票日期", "Purchase date"]),
        provider_code().also(&["网点", "销售网点", "销售网点编码", "经销商编码", "Seller"]),
        customer_name(),
        customer_phone(),
        division(),
        address(),
    ],
};
