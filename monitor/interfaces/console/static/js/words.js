// Every word that the console shows, in Chinese and English.
const zh = {
  title: '直播带货合规监测', monitor: '监测', check: '脚本自查', rooms: '直播间', addRoom: '新建直播间',
  alerts: '告警', transcript: '实时转写', details: '告警详情', law: '法律依据', say: '可以改说', why: '说明',
  claimsTitle: '主播的说法与商品卡对照', matches: '相符', contradicts: '不符', unknown: '卡上没写', said: '主播说', card: '商品卡写', clip: '录音片段', quote: '原话', product: '商品', noProduct: '未识别在播商品',
  onAir: '在播', confirm: '确认违规', dismiss: '排除', reopen: '重新打开', claim: '认领', pickAlert: '选中一条告警，看原话、法条、改法和录音。',
  noAlerts: '没有待处理的告警', noRooms: '还没有直播间。新建一个，填入直播流地址或文件路径。', silent: '还没有听到说话',
  connected: '已连接', connecting: '连接中', offline: '已断开，正在重连', minSeverity: '最低级别', showAll: '含已处理',
  suspected: '以下均为机器判断的疑似线索，须由人复核', provisional: '待确认', corrected: '已当场更正', withdrawn: '已撤回',
  times: '次', note: '条文待核对原文', name: '名称', source: '直播流地址或文件路径', products: '商品卡（JSON，或选择 YAML、CSV、Excel 文件）', category: '默认类别',
  create: '新建并开始监测', cancel: '取消', stop: '停止监测', start: '开始监测', remove: '删除', gap: '未监测到', lag: '识别延迟',
  pack: '规则包', checkHint: '把脚本贴在这里，一行一句。', run: '检查', checking: '检查中…', clean: '未发现疑似问题', found: '处疑似',
  useIt: '换成这句', logout: '退出', dropped: '文字更新太快，略过了', room: '直播间', time: '时间', method: '发现方式', confidence: '把握',
  cardFile: '选择商品卡文件…', reading: '读取中…', cardsTaken: '已换上商品卡，张数：', close: '知道了',
  mic: '麦克风', micOff: '关闭麦克风', micInsecure: '麦克风只能在 https 或本机（localhost）打开的控制台使用',
  micUnsupported: '这个浏览器不支持采集声音（AudioWorklet）', micBusy: '麦克风正在另一个直播间使用', micBroken: '与服务的连接断开，麦克风已停止',
  micSlow: '网络太慢，声音发不出去，麦克风已停止', micNone: '没有找到麦克风', micDenied: '没有得到使用麦克风的许可',
  rulesChanged: '规则已更新', rulesRefused: '新规则有误，仍用原来的规则', rulesCounts: '条规则有变化', rulesShared: '词表有变化',
  hearing: '识别', hModel: '模型', hBusy: '占用', hLag: '最长等待', hQueued: '排队', hDecode: '每次用时', hFactor: '实时系数（越小越快）', hDecodes: '已识别次数', hDropped: '略过的中间结果', hGhosts: '压下的幻听', hFailures: '失败',
  state: { new: '待复核', claimed: '已认领', confirmed: '已确认', dismissed: '已排除', muted: '已静音', reopened: '已重开', withdrawn: '已撤回' },
  roomState: { idle: '未监测', connecting: '连接中', live: '监测中', stalled: '无信号', ended: '已结束', stopped: '已停止', error: '出错' },
  severity: { critical: '严重', high: '高', medium: '中', low: '低', info: '提示' },
  methods: { literal: '原词', variant: '变体', filler: '插字拆词', phonetic: '谐音', phrase: '句式', duty: '应说未说', consistency: '对商品卡' },
  categories: {
    absolute: '绝对化用语', rank: '排名与市场地位', 'price-lowest': '最低价宣称', 'price-reference': '原价与比价', urgency: '虚假紧迫',
    medical: '涉疾病治疗', 'food-function': '普通食品保健功能', 'health-food': '保健食品违规宣称', 'cosmetic-medical': '化妆品医疗作用',
    'cosmetic-filing': '超出备案功效', 'cosmetic-exaggeration': '化妆品夸大速效', guarantee: '功效与安全保证', 'body-shape': '减肥塑形增高',
    endorsement: '专家与受益者背书', 'state-authority': '国家机关与特供', 'data-citation': '数据引证', 'patent-honor': '专利荣誉资质',
    disparagement: '贬低竞品', counterfeit: '仿冒与来源', 'fake-popularity': '虚构销量与评价', 'lottery-gift': '抽奖与赠品',
    'service-terms': '售后与霸王条款', income: '招商与收益', education: '教育培训保证', 'real-estate': '房地产', alcohol: '酒类',
    'prohibited-goods': '禁售与未审查商品', 'drug-device': '药品与器械断言', agriculture: '农资', 'off-platform': '站外导流', privacy: '索取隐私',
    superstition: '封建迷信', discrimination: '歧视', vulgar: '低俗', minors: '未成年人', 'ai-disclosure': 'AI 标识', custom: '自定义词',
    'mismatch-price': '价格与商品卡不符', 'mismatch-material': '成分与商品卡不符', 'mismatch-origin': '产地与商品卡不符',
    'mismatch-quantity': '数量与商品卡不符', 'mismatch-spec': '规格与商品卡不符', 'mismatch-function': '功能与商品卡不符',
    'mismatch-certification': '认证与商品卡不符', 'mismatch-service': '服务与商品卡不符', 'mismatch-shelf-life': '保质期与商品卡不符',
    'mismatch-sales': '销量库存与商品卡不符', 'mismatch-brand': '品牌与商品卡不符', 'mismatch-name': '品名与商品卡不符',
  },
};
const en = {
  ...zh,
  title: 'Live-commerce compliance monitor', monitor: 'Monitor', check: 'Script check', rooms: 'Rooms', addRoom: 'New room',
  alerts: 'Alerts', transcript: 'Live transcript', details: 'Alert', law: 'Law', claimsTitle: 'What is said against the cards', matches: 'match', contradicts: 'contradict', unknown: 'not on the card', say: 'Say instead', why: 'Why', said: 'Said', card: 'Card',
  clip: 'Sound', quote: 'Words', product: 'Product', noProduct: 'Product on air unknown', onAir: 'On air', confirm: 'Confirm violation',
  dismiss: 'Dismiss', reopen: 'Reopen', claim: 'Claim', pickAlert: 'Pick an alert to see the words, the law, the rewording and the sound.',
  noAlerts: 'Nothing waits for review', noRooms: 'No rooms yet. Make one with a stream address or a file path.', silent: 'No speech yet',
  connected: 'Connected', connecting: 'Connecting', offline: 'Disconnected, retrying', minSeverity: 'Least severity', showAll: 'With handled',
  suspected: 'Everything here is suspected by a machine and waits for a person', provisional: 'unconfirmed', corrected: 'corrected on air',
  withdrawn: 'withdrawn', times: '×', name: 'Name', source: 'Stream address or file path', products: 'Product cards (JSON, or choose a YAML, CSV or Excel file)', category: 'Category',
  create: 'Create and listen', cancel: 'Cancel', stop: 'Stop', start: 'Listen', remove: 'Delete', gap: 'Not heard', lag: 'Lag', pack: 'Rules',
  checkHint: 'Paste a script here, one sentence a line.', run: 'Check', checking: 'Checking…', clean: 'Nothing suspected', found: 'suspected',
  useIt: 'Use this', logout: 'Log out', dropped: 'Text updates skipped:', room: 'Room', time: 'Time', method: 'Method', confidence: 'Confidence',
  cardFile: 'Choose a card file…', reading: 'Reading…', cardsTaken: 'Cards now in use:', close: 'Close',
  mic: 'Microphone', micOff: 'Microphone off', micInsecure: 'The microphone works only on https pages or on localhost',
  micUnsupported: 'This browser cannot capture sound (AudioWorklet)', micBusy: 'The microphone is in use in another room',
  micBroken: 'The connection broke; the microphone has stopped', micSlow: 'The network is too slow; the microphone has stopped',
  micNone: 'No microphone found', micDenied: 'The microphone was not allowed',
  rulesChanged: 'Rules updated', rulesRefused: 'New rules were refused, the old ones stay', rulesCounts: 'rules changed', rulesShared: 'words changed',
  hearing: 'Hearing', hModel: 'Model', hBusy: 'In use', hLag: 'Longest wait', hQueued: 'Waiting', hDecode: 'Each takes', hFactor: 'Real-time factor', hDecodes: 'Decodes', hDropped: 'Partials dropped', hGhosts: 'Hallucinations suppressed', hFailures: 'Failures',
  state: { new: 'new', claimed: 'claimed', confirmed: 'confirmed', dismissed: 'dismissed', muted: 'muted', reopened: 'reopened', withdrawn: 'withdrawn' },
  roomState: { idle: 'idle', connecting: 'connecting', live: 'listening', stalled: 'no signal', ended: 'ended', stopped: 'stopped', error: 'error' },
  severity: { critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'info' },
  methods: { literal: 'exact', variant: 'variant', filler: 'broken word', phonetic: 'by sound', phrase: 'phrase', duty: 'not said', consistency: 'card' },
  categories: {},
};
export const lang = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
export const w = lang === 'en' ? en : zh;
export const categoryName = (id) => w.categories[id] ?? id;
export const clock = (seconds) => {
  const s = Math.max(0, Math.floor(seconds ?? 0));
  const two = (n) => String(n).padStart(2, '0');
  const h = Math.floor(s / 3600);
  return (h ? `${h}:` : '') + `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
