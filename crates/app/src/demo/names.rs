//! Invented people and addresses: names of common characters, numbers of valid form, streets that every city has.

use super::random::Random;
use domain::division::Division;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
    "董", "潘", "袁", "蔡", "蒋", "余",
];
const FIRST: [&str; 30] = [
    "建", "志", "秀", "玉", "晓", "文", "国", "海", "丽", "春", "明", "永", "雪", "家", "美", "俊", "宏",
    "桂", "少", "思", "雅", "天", "立", "新", "金", "佳", "一", "子", "伟", "淑",
];
const SECOND: [&str; 30] = [
    "国", "华", "英", "兰", "明", "平", "军", "芳", "强", "红", "霞", "波", "玲", "峰", "琴", "勇", "梅",
    "涛", "燕", "鹏", "慧", "辉", "娟", "斌", "洁", "杰", "敏", "宁", "怡", "轩",
];
const MOBILE: [&str; 16] = [
    "135", "136", "137", "138", "139", "150", "151", "152", "157", "158", "159", "182", "183", "186", "187",
    "188",
];
const STREETS: [&str; 24] = [
    "解放路",
    "人民路",
    "建设路",
    "中山路",
    "文化路",
    "新华路",
    "和平路",
    "胜利路",
    "育才路",
    "朝阳路",
    "滨河路",
    "工业大道",
    "迎宾大道",
    "东风路",
    "长江路",
    "黄河路",
    "环城北路",
    "体育场路",
    "学院路",
    "花园路",
    "站前路",
    "振兴路",
    "青年路",
    "公园路",
];
const ESTATES: [&str; 16] = [
    "阳光花园",
    "金色家园",
    "锦绣苑",
    "翠湖小区",
    "和谐佳苑",
    "丽景新城",
    "东方明珠",
    "世纪花园",
    "桃源居",
    "景秀苑",
    "幸福里",
    "紫荆苑",
    "观澜府",
    "梧桐苑",
    "香樟园",
    "清水湾",
];

/// A person's name.
pub(super) fn person(random: &mut Random) -> String {
    let surname = random.pick(&SURNAMES);
    let first = random.pick(&FIRST);
    let second = if random.percent(18) { "" } else { *random.pick(&SECOND) };
    format!("{surname}{first}{second}")
}

/// A mobile number.
pub(super) fn mobile(random: &mut Random) -> String {
    let prefix = random.pick(&MOBILE);
    format!("{prefix}{:08}", random.between(10_000_000, 99_999_999))
}

/// A street address in a district or county.
pub(super) fn address(random: &mut Random, division: &Division) -> String {
    let place = division.full_name();
    let street = random.pick(&STREETS);
    let number = random.between(1, 380);
    let (building, unit) = (random.between(1, 28), random.between(1, 4));
    let room = random.between(1, 18) * 100 + random.between(1, 4);
    let estate = random.pick(&ESTATES);
    format!("{place}{street}{number}号{estate}{building}幢{unit}单元{room}室")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::identifier::phone;

    #[test]
    fn numbers_are_of_valid_form_and_addresses_are_found_again() {
        let mut random = Random::of(7, "names", 0);
        let division = Division::find("330106").unwrap();
        for _ in 0..200 {
            let number = phone::normalise(&mobile(&mut random));
            assert!(phone::check(&number).is_right(), "{number}");
            let address = address(&mut random, division);
            let found = Division::in_address(&address).unwrap().division;
            assert_eq!(found.code, "330106", "{address}");
            assert!(person(&mut random).chars().count() >= 2);
        }
    }
}
