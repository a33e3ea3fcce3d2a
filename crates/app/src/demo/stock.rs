//! What the demonstration's principal makes: products, parts, and the faults they have.

/// A product: code, name, line, published and cost price of a repair in yuan.
pub(super) struct Model {
    pub code: &'static str,
    pub name: &'static str,
    pub line: &'static str,
    pub repair_yuan: i64,
    pub cost_yuan: i64,
}

/// A part: code, name, lines it fits, cost and retail price in fen.
pub(super) struct Spare {
    pub code: &'static str,
    pub name: &'static str,
    pub lines: &'static [&'static str],
    pub cost_fen: i64,
    pub retail_fen: i64,
}

/// A fault as a customer tells it, and what the technician finds.
pub(super) struct Fault {
    pub line: &'static str,
    pub told: &'static str,
    pub symptom: &'static str,
    pub remedy: &'static str,
    /// The part it may need.
    pub part: Option<&'static str>,
}

/// Solar water heaters, settled by a share of sales.
pub(super) const SOLAR: &str = "solar-water-heater";
/// Gas stoves.
pub(super) const STOVE: &str = "gas-stove";
/// Gas water heaters.
pub(super) const GEYSER: &str = "gas-water-heater";
/// Range hoods.
pub(super) const HOOD: &str = "range-hood";
/// Electric heaters.
pub(super) const HEATER: &str = "electric-heater";

/// The product lines, and how many of a hundred units are of each.
pub(super) const LINES: [(&str, i64); 5] = [(SOLAR, 30), (STOVE, 22), (GEYSER, 22), (HOOD, 18), (HEATER, 8)];

const fn model(
    code: &'static str,
    name: &'static str,
    line: &'static str,
    repair_yuan: i64,
    cost_yuan: i64,
) -> Model {
    Model { code, name, line, repair_yuan, cost_yuan }
}

/// The products.
pub(super) const MODELS: [Model; 20] = [
    model("SWH-150", "真空管太阳能热水器 150 升", SOLAR, 80, 40),
    model("SWH-200", "真空管太阳能热水器 200 升", SOLAR, 90, 45),
    model("SWH-300", "真空管太阳能热水器 300 升", SOLAR, 110, 55),
    model("SWH-F160", "平板太阳能热水器 160 升", SOLAR, 120, 60),
    model("GS-2B", "嵌入式双眼燃气灶", STOVE, 60, 30),
    model("GS-2T", "台式双眼燃气灶", STOVE, 50, 25),
    model("GS-3B", "嵌入式三眼燃气灶", STOVE, 70, 35),
    model("GS-1T", "台式单眼燃气灶", STOVE, 40, 20),
    model("GWH-10", "强排式燃气热水器 10 升", GEYSER, 90, 45),
    model("GWH-12", "强排式燃气热水器 12 升", GEYSER, 100, 50),
    model("GWH-16", "恒温燃气热水器 16 升", GEYSER, 120, 60),
    model("GWH-20C", "冷凝式燃气热水器 20 升", GEYSER, 150, 75),
    model("RH-T80", "塔形油烟机", HOOD, 80, 40),
    model("RH-S90", "侧吸式油烟机", HOOD, 90, 45),
    model("RH-D75", "顶吸式油烟机", HOOD, 80, 40),
    model("RH-M60", "中式薄型油烟机", HOOD, 60, 30),
    model("EH-2000", "油汀电暖器 2000 瓦", HEATER, 40, 20),
    model("EH-1500", "暖风机 1500 瓦", HEATER, 35, 18),
    model("EH-800", "小太阳电暖器 800 瓦", HEATER, 25, 12),
    model("EH-2200W", "壁挂电暖器 2200 瓦", HEATER, 50, 25),
];

const fn spare(
    code: &'static str,
    name: &'static str,
    lines: &'static [&'static str],
    cost_fen: i64,
    retail_fen: i64,
) -> Spare {
    Spare { code, name, lines, cost_fen, retail_fen }
}

/// The parts. Codes that the agreements name stand here as they stand there.
pub(super) const SPARES: [Spare; 40] = [
    spare("vacuum-tube", "真空管", &[SOLAR], 3_800, 6_500),
    spare("tank-gasket", "水箱密封圈", &[SOLAR], 600, 1_500),
    spare("level-sensor", "水温水位传感器", &[SOLAR], 2_600, 4_800),
    spare("solenoid-valve", "上水电磁阀", &[SOLAR], 3_200, 5_800),
    spare("solar-controller", "太阳能控制仪", &[SOLAR], 8_500, 15_000),
    spare("heating-rod", "辅助电加热棒", &[SOLAR], 5_200, 9_000),
    spare("heat-trace", "管道伴热带", &[SOLAR], 2_400, 4_500),
    spare("reflector", "反光板", &[SOLAR], 1_800, 3_500),
    spare("burner-head", "燃烧器火盖", &[STOVE], 2_200, 4_000),
    spare("burner-body", "燃烧器炉头", &[STOVE], 3_600, 6_500),
    spare("stove-valve", "燃气灶旋塞阀", &[STOVE], 2_800, 5_200),
    spare("thermocouple", "热电偶", &[STOVE], 1_200, 2_800),
    spare("pulse-igniter", "脉冲点火器", &[STOVE, GEYSER], 1_900, 3_800),
    spare("stove-knob", "燃气灶旋钮", &[STOVE], 400, 1_200),
    spare("glass-panel", "燃气灶玻璃面板", &[STOVE], 9_800, 18_000),
    spare("pan-support", "锅支架", &[STOVE], 1_600, 3_200),
    spare("water-valve", "水气联动阀", &[GEYSER], 4_600, 8_500),
    spare("gas-valve", "燃气比例阀", &[GEYSER], 9_800, 17_000),
    spare("heat-exchanger", "热交换器", &[GEYSER], 16_500, 29_800),
    spare("control-board", "主控板", &[GEYSER, HOOD, HEATER], 16_000, 28_000),
    spare("fan-motor", "强排风机", &[GEYSER], 7_800, 13_800),
    spare("flow-sensor", "水流量传感器", &[GEYSER], 1_800, 3_600),
    spare("igniter-needle", "点火针", &[GEYSER, HEATER], 350, 1_000),
    spare("seal-ring", "密封圈", &[GEYSER, HOOD, HEATER], 120, 500),
    spare("flame-probe", "火焰感应针", &[GEYSER], 650, 1_500),
    spare("temperature-probe", "温度探头", &[GEYSER, HEATER], 900, 2_000),
    spare("motor", "油烟机电机", &[HOOD], 12_000, 21_000),
    spare("impeller", "风轮", &[HOOD], 5_600, 9_800),
    spare("touch-panel", "触摸按键板", &[HOOD], 4_200, 7_800),
    spare("hood-lamp", "照明灯", &[HOOD], 800, 2_000),
    spare("oil-cup", "集油杯", &[HOOD], 500, 1_500),
    spare("check-valve", "止逆阀", &[HOOD], 1_100, 2_500),
    spare("capacitor", "启动电容", &[HOOD, HEATER], 700, 1_800),
    spare("screw-set", "螺钉包", &[GEYSER, HOOD, HEATER], 80, 300),
    spare("heating-element", "发热体", &[HEATER], 3_400, 6_200),
    spare("thermostat", "温控器", &[HEATER], 1_500, 3_200),
    spare("tip-switch", "倾倒开关", &[HEATER], 450, 1_200),
    spare("power-cord", "电源线", &[HOOD, HEATER], 1_300, 2_800),
    spare("overheat-fuse", "超温保险", &[HEATER, GEYSER], 300, 900),
    spare("castor", "脚轮", &[HEATER], 400, 1_000),
];

const fn fault(
    line: &'static str,
    told: &'static str,
    symptom: &'static str,
    remedy: &'static str,
    part: Option<&'static str>,
) -> Fault {
    Fault { line, told, symptom, remedy, part }
}

/// The faults.
pub(super) const FAULTS: [Fault; 28] = [
    fault(SOLAR, "水不热，晒了一天还是凉的", "no-heat", "replace-part", Some("vacuum-tube")),
    fault(SOLAR, "楼顶漏水，水箱下面一直滴水", "leak", "replace-part", Some("tank-gasket")),
    fault(SOLAR, "上不了水，控制仪显示缺水", "no-fill", "replace-part", Some("solenoid-valve")),
    fault(SOLAR, "水位显示不准，经常溢水", "wrong-display", "replace-part", Some("level-sensor")),
    fault(SOLAR, "控制仪没有显示", "no-power", "replace-part", Some("solar-controller")),
    fault(SOLAR, "冬天管道冻住，没有热水", "frozen-pipe", "replace-part", Some("heat-trace")),
    fault(SOLAR, "阴天电加热不工作", "no-heat", "replace-part", Some("heating-rod")),
    fault(STOVE, "打不着火，要按好几次", "no-ignition", "replace-part", Some("pulse-igniter")),
    fault(STOVE, "点着后一松手就灭", "flame-out", "replace-part", Some("thermocouple")),
    fault(STOVE, "火苗发黄，锅底发黑", "yellow-flame", "adjust", None),
    fault(STOVE, "有燃气味，旋钮处好像漏气", "gas-smell", "replace-part", Some("stove-valve")),
    fault(STOVE, "火盖裂了，火力不均匀", "uneven-flame", "replace-part", Some("burner-head")),
    fault(STOVE, "玻璃面板炸裂", "panel-broken", "replace-part", Some("glass-panel")),
    fault(GEYSER, "打开水龙头不点火", "no-ignition", "replace-part", Some("water-valve")),
    fault(GEYSER, "洗澡时忽冷忽热", "unstable-temperature", "replace-part", Some("flow-sensor")),
    fault(GEYSER, "显示 E1，报故障", "error-code", "replace-part", Some("igniter-needle")),
    fault(GEYSER, "风机响声很大，用一会儿自己停", "noise", "replace-part", Some("fan-motor")),
    fault(GEYSER, "热水器底部滴水", "leak", "replace-part", Some("heat-exchanger")),
    fault(GEYSER, "面板不亮，不通电", "no-power", "replace-part", Some("control-board")),
    fault(GEYSER, "水温上不去", "low-temperature", "clean", None),
    fault(HOOD, "吸力变小，油烟吸不走", "weak-suction", "clean", None),
    fault(HOOD, "电机不转，只有嗡嗡声", "motor-stuck", "replace-part", Some("motor")),
    fault(HOOD, "按键没有反应", "no-response", "replace-part", Some("touch-panel")),
    fault(HOOD, "噪声大，抖动", "noise", "replace-part", Some("impeller")),
    fault(HOOD, "照明灯不亮", "lamp-out", "replace-part", Some("hood-lamp")),
    fault(HEATER, "不发热，指示灯亮", "no-heat", "replace-part", Some("heating-element")),
    fault(HEATER, "温度调不了，一直加热", "overheat", "replace-part", Some("thermostat")),
    fault(HEATER, "自动断电，扶正也不工作", "no-power", "replace-part", Some("tip-switch")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_need_only_parts_that_fit_their_line() {
        for fault in &FAULTS {
            let Some(code) = fault.part else { continue };
            let part = SPARES.iter().find(|part| part.code == code).unwrap();
            assert!(part.lines.contains(&fault.line), "{code} does not fit {}", fault.line);
        }
    }

    #[test]
    fn every_line_has_products_parts_and_faults() {
        assert_eq!(LINES.iter().map(|(_, share)| share).sum::<i64>(), 100);
        for (line, _) in LINES {
            assert_eq!(MODELS.iter().filter(|model| model.line == line).count(), 4, "{line}");
            assert!(FAULTS.iter().any(|fault| fault.line == line));
            assert!(SPARES.iter().any(|part| part.lines.contains(&line)));
        }
    }
}
