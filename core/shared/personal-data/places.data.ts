/** Provinces and cities of China by which the beginning of an address is told, and which are nobody's name. */
const provinceNames = '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 西藏 宁夏 新疆 香港 澳门 九龙 新界';
const cityNames = '台北 新北 台中 台南 高雄 基隆 新竹 石家庄 唐山 秦皇岛 邯郸 保定 太原 大同 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州 苏州 南通 扬州 镇江 盐城 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 义乌 合肥 芜湖 黄山 福州 厦门 泉州 漳州 南昌 九江 赣州 济南 青岛 烟台 潍坊 临沂 淄博 郑州 洛阳 开封 武汉 武昌 宜昌 襄阳 黄石 长沙 株洲 岳阳 广州 深圳 珠海 佛山 东莞 中山 惠州 汕头 江门 南宁 桂林 柳州 海口 三亚 成都 绵阳 乐山 贵阳 遵义 昆明 大理 丽江 普洱 文山 拉萨 西安 宝鸡 咸阳 兰州 西宁 银川 乌鲁木齐 呼和浩特 包头 昆山 常熟 张家港 江阴 余姚 慈溪 顺德 连云港';

export const provinces: readonly string[] = provinceNames.split(' ');
export const cities: readonly string[] = cityNames.split(' ');
export const places: ReadonlySet<string> = new Set([...provinces, ...cities, ...'江西 江苏 江南 金门 张江 王府井 黄浦 黄河 长江 安徽 安徽省 华东 华南 华北 华中 成华 武侯 向阳 常青 康庄 张家口 石岛 易县 温泉 白云 平安 文化 和平 沙发 钱包 洗衣 池州 柳州 云龙 宋体 黑体 楷体'.split(' ')]);
