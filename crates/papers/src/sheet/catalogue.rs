//! The nine sheets: what a network is set up from, and what it did before.

use super::{Choice, Column, Kind, Sheet};
use domain::Words;

/// All sheets, in the order in which a new network is filled: each refers only to those before it.
pub static SHEETS: [&Sheet; 9] = [
    &PRODUCTS,
    &PARTS,
    &PROVIDERS,
    &TERRITORIES,
    &TECHNICIANS,
    &CUSTOMERS,
    &UNITS,
    &SALES,
    &ORDERS,
];

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
        Words::fixed(
            "产品表里的编码（型号）。",
            "The code (model) from the sheet of products.",
        ),
        "SR-200",
    )
    .also(&["型号", "产品型号", "机型", "Model"])
}

const fn product_line() -> Column {
    Column::new(
        "product_line",
        Words::fixed("产品线", "Product line"),
        LINE,
        Words::fixed(
            "产品所属的类别，协议按它约定服务。",
            "The class of products an agreement speaks of.",
        ),
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
        Words::fixed(
            "手机，或带区号的座机。",
            "A mobile number, or a landline with its area code.",
        ),
        "13800001234",
    )
    .also(&["手机", "手机号", "联系电话"])
}

const fn customer_name() -> Column {
    Column::new(
        "customer_name",
        Words::fixed("用户姓名", "Customer name"),
        NAME,
        Words::fixed(
            "购机用户的姓名或单位。",
            "The customer's name, or the organisation's.",
        ),
        "王芳",
    )
    .also(&["姓名", "用户", "客户姓名", "Customer"])
}

const fn customer_phone() -> Column {
    Column::new(
        "customer_phone",
        Words::fixed("用户电话", "Customer phone"),
        Kind::Phone,
        Words::fixed(
            "手机，或带区号的座机。",
            "A mobile number, or a landline with its area code.",
        ),
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
            "list_price_fen",
            Words::fixed("零售价", "List price"),
            PRICE,
            Words::fixed("以元为单位，含税。", "In yuan, tax included."),
            "2999.00",
        )
        .also(&["标价", "价格"]),
        Column::new(
            "introduced_on",
            Words::fixed("上市日期", "Introduced on"),
            Kind::DateOrYear,
            Words::fixed(
                "首批上市的日期，只知道年份也可以。",
                "When it first came to market; the year alone will do.",
            ),
            "2024-03-01",
        ),
        note(),
    ],
};

/// How a part reaches a provider (A1.19–A1.22, A2.8).
static EXCHANGE_RULES: [Choice; 4] = [
    Choice {
        code: "purchase",
        words: Words::fixed("购买", "purchase"),
    },
    Choice {
        code: "consignment",
        words: Words::fixed("铺底后以旧换新", "consignment"),
    },
    Choice {
        code: "exchange_only",
        words: Words::fixed("只换不卖", "exchange only"),
    },
    Choice {
        code: "free",
        words: Words::fixed("免费", "free"),
    },
];

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
            Words::fixed(
                "配件的编码，全公司唯一。",
                "The part's code; there is one of each.",
            ),
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
            Words::fixed(
                "保外用户的价格，以元为单位。",
                "What a customer out of warranty pays, in yuan.",
            ),
            "58.00",
        ),
        Column::new(
            "exchange_rule",
            Words::fixed("供应方式", "Supplied by"),
            Kind::Choice(&EXCHANGE_RULES),
            Words::fixed(
                "网点怎样得到这个配件；以协议为准。",
                "How a provider gets the part; the agreement decides.",
            ),
            "铺底后以旧换新",
        ),
        note(),
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
            Kind::DateOrYear,
            Words::fixed("只知道年份就填年份，不知道就留空。", "The year alone if no more is known; blank if nothing is."),
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
        Column::new(
            "vin",
            Words::fixed("车架号", "VIN"),
            Kind::Vin,
            Words::fixed("仅车辆：17 位车辆识别代号。", "Vehicles only: the 17 characters of the chassis number."),
            "",
        )
        .also(&["车辆识别代号", "VIN码"]),
        note(),
    ],
};

/// How a customer is treated in deadlines (T2).
static TIERS: [Choice; 2] = [
    Choice {
        code: "standard",
        words: Words::fixed("普通", "standard"),
    },
    Choice {
        code: "vip",
        words: Words::fixed("贵宾", "VIP"),
    },
];

/// Customers.
pub static CUSTOMERS: Sheet = Sheet {
    key: "customers",
    name: Words::fixed("用户", "Customers"),
    unique: &[],
    columns: &[
        Column::new(
            "name",
            Words::fixed("用户姓名", "Customer name"),
            NAME,
            Words::fixed("姓名或单位。", "The person's or the organisation's name."),
            "王芳",
        )
        .required()
        .also(&["姓名", "客户姓名", "Name"]),
        phone(Words::fixed("电话", "Phone")).required(),
        Column::new(
            "second_phone",
            Words::fixed("备用电话", "Second phone"),
            Kind::Phone,
            Words::fixed(
                "找不到人时打的电话。",
                "Where to call when the first does not answer.",
            ),
            "0571-87654321",
        )
        .also(&["电话2", "其他电话"]),
        division(),
        address(),
        Column::new(
            "tier",
            Words::fixed("等级", "Tier"),
            Kind::Choice(&TIERS),
            Words::fixed("空白即普通。", "Blank means standard."),
            "普通",
        )
        .also(&["用户等级", "会员等级"]),
        note(),
    ],
};

/// Providers, with their territory and bank account.
pub static PROVIDERS: Sheet = Sheet {
    key: "providers",
    name: Words::fixed("网点", "Providers"),
    unique: &["code"],
    columns: &[
        Column::new(
            "code",
            Words::fixed("网点编码", "Provider code"),
            CODE,
            Words::fixed("网点的编码，全公司唯一。", "The provider's code; there is one of each."),
            "WD-0012",
        )
        .required()
        .also(&["编码", "服务商编码"]),
        Column::new(
            "name",
            Words::fixed("网点名称", "Provider name"),
            NAME,
            Words::fixed("与印章一致的全称。", "The full name as on its seal."),
            "杭州西湖阳光电器服务部",
        )
        .required()
        .also(&["名称", "Name"]),
        Column::new(
            "divisions",
            Words::fixed("服务区域", "Divisions"),
            Kind::Divisions,
            Words::fixed(
                "六位区划代码，用顿号分开；与产品线不是全部对应时，请用“服务区域”表。",
                "Division codes with commas between them; where they differ by product line, use the sheet of territories.",
            ),
            "330106、330105",
        )
        .also(&["区域", "辖区"]),
        product_lines(),
        Column::new(
            "contact",
            Words::fixed("联系人", "Contact"),
            NAME,
            Words::fixed("维修负责人（协议 A1.3）。", "The repair lead."),
            "李强",
        )
        .also(&["负责人"]),
        phone(Words::fixed("电话", "Phone")),
        address(),
        Column::new(
            "account_name",
            Words::fixed("开户名", "Account name"),
            NAME,
            Words::fixed("登记账户的户名；结算只付到此账户。", "The registered account's holder; payments go only there."),
            "杭州西湖阳光电器服务部",
        )
        .also(&["户名", "账户名称"]),
        Column::new(
            "account_number",
            Words::fixed("银行账号", "Account number"),
            Kind::Text { max: 40 },
            Words::fixed("请把该列设为文本，否则末位会丢失。", "Format the column as text, or the last digits are lost."),
            "6222020200001234567",
        )
        .also(&["账号", "银行卡号"]),
        Column::new(
            "bank",
            Words::fixed("开户行", "Bank"),
            NAME,
            Words::fixed("到支行。", "Down to the branch."),
            "中国工商银行杭州文三支行",
        )
        .also(&["开户银行"]),
        Column::new(
            "agreement",
            Words::fixed("协议代码", "Agreement"),
            CODE,
            Words::fixed("网点签署的协议，如 solar-provider。", "The agreement it signed, such as solar-provider."),
            "solar-provider",
        )
        .also(&["协议"]),
        Column::new(
            "signed_on",
            Words::fixed("签约日期", "Signed on"),
            Kind::Date,
            Words::fixed("双方签字盖章的日期。", "The date both parties signed and sealed it."),
            "2025-12-20",
        ),
        note(),
    ],
};

/// Territories: where a provider's area differs by product line or by date.
pub static TERRITORIES: Sheet = Sheet {
    key: "territories",
    name: Words::fixed("服务区域", "Territories"),
    unique: &["provider_code", "division", "product_line", "from_on"],
    columns: &[
        provider_code().required(),
        division().required(),
        product_line(),
        Column::new(
            "from_on",
            Words::fixed("生效日期", "From"),
            Kind::Date,
            Words::fixed(
                "从这一天起；空白表示一直。",
                "From this day on; blank means always.",
            ),
            "2026-01-01",
        ),
        Column::new(
            "until_on",
            Words::fixed("截止日期", "Until"),
            Kind::Date,
            Words::fixed(
                "到这一天为止（含）；空白表示没有期限。",
                "Up to and including this day; blank means no end.",
            ),
            "",
        ),
        note(),
    ],
};

/// Technicians.
pub static TECHNICIANS: Sheet = Sheet {
    key: "technicians",
    name: Words::fixed("师傅", "Technicians"),
    unique: &["provider_code", "name", "phone"],
    columns: &[
        provider_code().required(),
        Column::new(
            "name",
            Words::fixed("姓名", "Name"),
            NAME,
            Words::fixed("师傅的姓名。", "The technician's name."),
            "赵军",
        )
        .required()
        .also(&["师傅", "师傅姓名", "技师姓名"]),
        phone(Words::fixed("电话", "Phone")).required(),
        Column::new(
            "qualifications",
            Words::fixed("资质", "Qualifications"),
            Kind::List,
            Words::fixed(
                "证书或技能，用顿号分开。",
                "Certificates or skills with commas between them.",
            ),
            "水暖、电工",
        )
        .also(&["技能", "证书"]),
        note(),
    ],
};

/// A provider's sales of a month, the basis of fees by share (A1.17, A2.5).
pub static SALES: Sheet = Sheet {
    key: "sales",
    name: Words::fixed("月销售", "Monthly sales"),
    unique: &["provider_code", "month", "product_line"],
    columns: &[
        provider_code().required(),
        Column::new(
            "month",
            Words::fixed("月份", "Month"),
            Kind::Month,
            Words::fixed("结清货款的月份。", "The month in which the goods were settled."),
            "2026-03",
        )
        .required()
        .also(&["年月", "销售月份"]),
        product_line().required(),
        Column::new(
            "amount_fen",
            Words::fixed("销售额", "Amount"),
            Kind::Fen { signed: true },
            Words::fixed(
                "实际结清的销售额，以元为单位；退货为负。",
                "Sales actually settled, in yuan; returns are negative.",
            ),
            "128500.00",
        )
        .required()
        .also(&["金额", "结算销售额"]),
        Column::new(
            "units_sold",
            Words::fixed("销售台数", "Units sold"),
            Kind::Integer {
                min: -1_000_000,
                max: 1_000_000,
            },
            Words::fixed(
                "同月销售的台数，可空白。",
                "How many units in that month; may be blank.",
            ),
            "46",
        )
        .also(&["台数", "数量"]),
        note(),
    ],
};

/// What a fault was put down to (A1.11, A2.4).
static CAUSES: [Choice; 6] = [
    Choice {
        code: "product",
        words: Words::fixed("产品质量", "product"),
    },
    Choice {
        code: "user",
        words: Words::fixed("用户原因", "user"),
    },
    Choice {
        code: "installation",
        words: Words::fixed("安装原因", "installation"),
    },
    Choice {
        code: "transit",
        words: Words::fixed("运输损坏", "transit"),
    },
    Choice {
        code: "force_majeure",
        words: Words::fixed("不可抗力", "force majeure"),
    },
    Choice {
        code: "unknown",
        words: Words::fixed("不明", "unknown"),
    },
];

/// Past orders, taken over from an earlier system or from paper.
pub static ORDERS: Sheet = Sheet {
    key: "orders",
    name: Words::fixed("历史工单", "Past orders"),
    unique: &["number"],
    columns: &[
        Column::new(
            "number",
            Words::fixed("工单号", "Order number"),
            CODE,
            Words::fixed(
                "原来的单号，不可重复。",
                "Its number in the earlier system; each only once.",
            ),
            "WX2025-000123",
        )
        .required()
        .also(&["单号", "维修单号", "Number"]),
        provider_code().required(),
        serial(),
        product_code(),
        customer_name(),
        customer_phone(),
        division(),
        address(),
        Column::new(
            "reported_at",
            Words::fixed("报修时间", "Reported at"),
            Kind::DateTime,
            Words::fixed(
                "当地时间；只有日期也可以。",
                "Local time; the date alone will do.",
            ),
            "2025-11-03 09:30",
        )
        .required()
        .also(&["报修日期", "受理时间"]),
        Column::new(
            "completed_at",
            Words::fixed("完工时间", "Completed at"),
            Kind::DateTime,
            Words::fixed("未完工则空白。", "Blank when it was never completed."),
            "2025-11-04 15:20",
        )
        .also(&["完工日期", "完成时间"]),
        Column::new(
            "fault",
            Words::fixed("故障描述", "Fault"),
            NOTE,
            Words::fixed("用户怎么说的。", "What the customer said."),
            "不上水",
        )
        .also(&["故障", "故障现象"]),
        Column::new(
            "cause",
            Words::fixed("故障责任", "Cause"),
            Kind::Choice(&CAUSES),
            Words::fixed(
                "判定由谁承担；没有判定就空白。",
                "What it was put down to; blank when nobody decided.",
            ),
            "产品质量",
        )
        .also(&["责任"]),
        Column::new(
            "symptom_code",
            Words::fixed("现象代码", "Symptom code"),
            CODE,
            Words::fixed("故障现象的代码。", "The symptom's code."),
            "S01",
        ),
        Column::new(
            "cause_code",
            Words::fixed("原因代码", "Cause code"),
            CODE,
            Words::fixed("故障原因的代码。", "The cause's code."),
            "C12",
        ),
        Column::new(
            "remedy_code",
            Words::fixed("措施代码", "Remedy code"),
            CODE,
            Words::fixed("维修措施的代码。", "The remedy's code."),
            "R03",
        )
        .also(&["处理代码"]),
        Column::new(
            "parts",
            Words::fixed("更换配件", "Parts"),
            Kind::Parts,
            Words::fixed(
                "编码×数量，几种用顿号分开；旧件已退回的后面加“（旧件已返）”。",
                "Code×quantity with commas between them; add (old returned) where the old part came back.",
            ),
            "P-1001×2（旧件已返）、P-1002×1",
        )
        .also(&["配件"]),
        note(),
    ],
};
