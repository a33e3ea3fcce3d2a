//! Whom the work is for and what has been done: customers, monthly sales, past orders.

use super::{
    CODE, NAME, NOTE, address, customer_name, customer_phone, division, note, phone, product_code,
    product_line, provider_code, serial,
};
use crate::sheet::{Choice, Column, Kind, Sheet};
use domain::Words;

/// Customers.
pub static CUSTOMERS: Sheet = Sheet {
    key: "customers",
    name: Words::fixed("用户", "Customers"),
    unique: &["phone", "name"],
    columns: &[
        Column::new(
            "name",
            Words::fixed("用户姓名", "Customer name"),
            NAME,
            Words::fixed("姓名或单位。", "The person's or the organisation's name."),
            "王芳",
        )
        .also(&["姓名", "客户姓名", "Name"]),
        phone(Words::fixed("电话", "Phone")).required(),
        division(),
        address(),
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
    ],
};

/// What a fault was put down to (A1.11, A2.4).
static CAUSES: [Choice; 3] = [
    Choice { code: "product", words: Words::fixed("产品质量", "product") },
    Choice { code: "user", words: Words::fixed("用户原因", "user") },
    Choice { code: "force_majeure", words: Words::fixed("不可抗力", "force majeure") },
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
            Words::fixed("原来的单号，不可重复。", "Its number in the earlier system; each only once."),
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
            Words::fixed("当地时间；只有日期也可以。", "Local time; the date alone will do."),
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
                "由什么引起；完工的工单必填。",
                "What it was put down to; a completed order must say.",
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
        Column::new(
            "labour_minutes",
            Words::fixed("工时（分钟）", "Labour minutes"),
            Kind::Integer { min: 1, max: 1_440 },
            Words::fixed("不知道就空白。", "Blank when it is not known."),
            "60",
        )
        .also(&["工时", "工时分钟", "Labour"]),
        Column::new(
            "signed_by",
            Words::fixed("用户签字", "Signed by"),
            NAME,
            Words::fixed(
                "签字的姓名；没有就空白。",
                "The name it was signed with; blank when there is none.",
            ),
            "王芳",
        )
        .also(&["签字"]),
        note(),
    ],
};
