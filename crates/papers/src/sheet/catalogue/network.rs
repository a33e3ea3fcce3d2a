//! Who repairs: providers, where they serve, and their technicians.

use super::{CODE, NAME, division, phone, product_line, product_lines, provider_code};
use crate::sheet::{Choice, Column, Kind, Sheet};
use domain::Words;

/// Whether a provider takes new orders.
static STATES: [Choice; 2] = [
    Choice { code: "active", words: Words::fixed("接单", "takes orders") },
    Choice { code: "inactive", words: Words::fixed("停用", "not active") },
];

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
                "六位区划代码，用顿号分开，省、市以 0 补足；须与产品线一起填写，两者不是全部对应时请用“服务区域”表。",
                "Division codes with commas between them, those of provinces and cities filled up with 0; give the product lines too, or use the sheet of territories where they differ.",
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
            "active",
            Words::fixed("状态", "State"),
            Kind::Choice(&STATES),
            Words::fixed("空白即接单。", "Blank means it takes orders."),
            "接单",
        ),
    ],
};

/// Territories: where a provider's area differs by product line.
pub static TERRITORIES: Sheet = Sheet {
    key: "territories",
    name: Words::fixed("服务区域", "Territories"),
    unique: &["provider_code", "division", "product_line"],
    columns: &[provider_code().required(), division().required(), product_line().required()],
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
            Words::fixed("证书或技能，用顿号分开。", "Certificates or skills with commas between them."),
            "水暖、电工",
        )
        .also(&["技能", "证书"]),
    ],
};
