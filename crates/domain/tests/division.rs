//! The table of divisions: counts, kinds, history, and addresses.

use domain::RegionClass::{City, County};
use domain::division::{Division, DivisionKind};
use jiff::civil::date;

/// china.md 11.3.
#[test]
fn kinds_follow_from_the_digits() {
    for (code, name, kind) in [
        ("110101", "东城区", DivisionKind::District),
        ("310115", "浦东新区", DivisionKind::District),
        ("130121", "井陉县", DivisionKind::County),
        ("320583", "昆山市", DivisionKind::CountyCity),
        ("330782", "义乌市", DivisionKind::CountyCity),
        ("632801", "格尔木市", DivisionKind::CountyCity),
        ("469001", "五指山市", DivisionKind::CountyCity),
        ("419001", "济源市", DivisionKind::CountyCity),
        ("500229", "城口县", DivisionKind::County),
        ("659001", "石河子市", DivisionKind::CountyCity),
        ("429021", "神农架林区", DivisionKind::County),
        ("520203", "六枝特区", DivisionKind::County),
        ("500157", "两江新区", DivisionKind::District),
    ] {
        let division = Division::find(code).unwrap();
        assert_eq!((division.name, division.kind), (name, kind));
        let class = if kind == DivisionKind::District { City } else { County };
        assert_eq!(division.class(), Some(class), "{name}");
    }
}

#[test]
fn cities_without_districts_are_urban_and_larger_areas_undecided() {
    for code in ["441900", "442000", "460400", "620200"] {
        assert_eq!(Division::find(code).unwrap().class(), Some(City), "{code}");
    }
    assert_eq!(Division::find("330100").unwrap().class(), None);
    assert_eq!(Division::find("330000").unwrap().class(), None);
}

/// china.md 11.4: the counts of September 2026; the one special area counts as a county here.
#[test]
fn the_table_is_complete() {
    let standing = |kind| {
        Division::all()
            .iter()
            .filter(|division| division.kind == kind && division.valid_until.is_none())
            .count()
    };
    assert_eq!(standing(DivisionKind::Province), 34);
    assert_eq!(standing(DivisionKind::Prefecture), 333);
    assert_eq!(standing(DivisionKind::District), 976);
    assert_eq!(standing(DivisionKind::CountyCity), 398);
    assert_eq!(standing(DivisionKind::County), 1_472 + 1);
}

#[test]
fn every_code_is_found_and_has_its_ancestors() {
    let mut previous = "";
    for division in Division::all() {
        assert!(previous < division.code, "{} is out of order", division.code);
        previous = division.code;
        assert_eq!(Division::find(division.code), Some(division));
        assert_eq!(division.parent().is_none(), division.kind == DivisionKind::Province);
        assert!(division.parent().is_none_or(|parent| parent.contains(division)));
        let current = division.current();
        assert!(current.valid_until.is_none(), "{} leads nowhere", division.code);
        assert_eq!(division.valid_until.is_some(), current != division);
    }
}

#[test]
fn codes_of_towns_find_their_county_and_others_nothing() {
    assert_eq!(Division::find("330106013000").unwrap().name, "西湖区");
    assert_eq!(Division::find("441900003000").unwrap().name, "东莞市");
    for bad in ["", "3301", "33010", "999999", "３３０１０６", "3301061", "33010a", "+33010"] {
        assert_eq!(Division::find(bad), None, "{bad}");
    }
}

#[test]
fn names_are_written_from_the_province_down() {
    for (code, name) in [
        ("330106", "浙江省杭州市西湖区"),
        ("110101", "北京市东城区"),
        ("429021", "湖北省神农架林区"),
        ("330100", "浙江省杭州市"),
        ("330000", "浙江省"),
        ("500112", "重庆市渝北区"),
    ] {
        assert_eq!(Division::find(code).unwrap().full_name(), name);
    }
}

/// china.md 11.4.
#[test]
fn ended_codes_lead_to_what_followed() {
    for code in ["500105", "500112"] {
        let ended = Division::find(code).unwrap();
        assert_eq!(ended.current().code, "500157");
        assert_eq!(ended.class(), Some(City));
        assert!(ended.is_valid_on(date(2025, 11, 5)));
        assert!(!ended.is_valid_on(date(2025, 11, 6)));
    }
    let new = Division::find("500157").unwrap();
    assert!(!new.is_valid_on(date(2025, 11, 5)));
    assert!(new.is_valid_on(date(2025, 11, 6)));
    for code in ["653228", "653229", "653132", "659012", "659013"] {
        assert!(Division::find(code).is_some_and(|division| division.valid_until.is_none()));
    }
}

#[test]
fn addresses_begin_with_their_division() {
    for (address, code, rest) in [
        ("浙江省杭州市西湖区文三路 90 号", "330106", "文三路 90 号"),
        ("浙江杭州西湖区文三路", "330106", "文三路"),
        ("杭州市西湖区文三路", "330106", "文三路"),
        ("中国 浙江省 杭州市 西湖区 文三路", "330106", " 文三路"),
        ("浙江省义乌市稠城街道", "330782", "稠城街道"),
        ("昆山市玉山镇", "320583", "玉山镇"),
        ("北京市朝阳区建国路", "110105", "建国路"),
        ("北京市北京市朝阳区建国路", "110105", "建国路"),
        ("北京市市辖区朝阳区", "110105", ""),
        ("吉林省长春市朝阳区", "220104", ""),
        ("吉林市船营区解放路", "220204", "解放路"),
        ("吉林吉林市船营区", "220204", ""),
        ("内蒙古呼和浩特市新城区", "150102", ""),
        ("广东省东莞市松山湖", "441900", "松山湖"),
        ("四川省凉山州西昌市", "513401", ""),
        ("贵州黔东南州凯里市", "522601", ""),
        ("青海海南州共和县", "632521", ""),
        ("海南省海口市龙华区", "460106", ""),
        ("湖北省省直辖县级行政区划神农架林区松柏镇", "429021", "松柏镇"),
        ("重庆市渝北区龙溪街道", "500112", "龙溪街道"),
        ("江苏省南通市崇川区", "320613", ""),
        ("上海市浦东新区张江路", "310115", "张江路"),
        ("江苏苏州干将路", "320500", "干将路"),
        ("浙江省", "330000", ""),
    ] {
        let place = Division::in_address(address).unwrap_or_else(|| panic!("{address}"));
        assert_eq!((place.division.code, place.rest), (code, rest), "{address}");
    }
}

#[test]
fn addresses_that_do_not_say_where_they_are_stay_undecided() {
    for address in [
        "",
        "  ",
        "朝阳区建国路 1 号",
        "江北区大石坝",
        "南京路 100 号",
        "海南路 3 号",
        "Baker Street 221b",
        "区",
        "市辖区",
    ] {
        assert_eq!(Division::in_address(address), None, "{address}");
    }
}

#[test]
fn names_are_searched_from_their_beginning() {
    let names = |text| -> Vec<String> {
        Division::search_prefix(text).iter().map(|division| division.full_name()).collect()
    };
    assert_eq!(names("昆山"), ["江苏省苏州市昆山市"]);
    assert_eq!(names("浙江省杭州市西"), ["浙江省杭州市西湖区"]);
    assert_eq!(names("西湖区"), ["浙江省杭州市西湖区", "江西省南昌市西湖区"]);
    assert_eq!(names("江北区"), ["浙江省宁波市江北区"]);
    assert_eq!(names("浙江").first().map(String::as_str), Some("浙江省"));
    assert_eq!(names(""), Vec::<String>::new());
    assert_eq!(Division::search_prefix("浙").len(), 50);
}
