"""What each fault of a rule pack says to people, in Chinese and English, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """A fault's sentence and its way out, as `str.format` templates; an empty help says nothing."""

    zh: str
    en: str
    zh_help: str = ""
    en_help: str = ""


PHRASE_WORDINGS: Final[Mapping[str, Wording]] = {
    "phrase-empty": Wording(
        "短语是空的", "the phrase is empty", "写上要找的词", "write the words to look for"
    ),
    "phrase-unclosed": Wording(
        "“{open}”没有对应的“{close}”",
        "“{open}” is never closed by “{close}”",
        "补上“{close}”",
        "add “{close}”",
    ),
    "phrase-stray": Wording(
        "这里不能有“{char}”",
        "“{char}” cannot stand here",
        "短语里 ( ) | @ ? {{ }} ! ~ ^ $ 有特殊含义；标点在匹配前已去掉，不必写",
        "( ) | @ ? {{ }} ! ~ ^ $ have a meaning in phrases; punctuation is removed before matching",
    ),
    "phrase-space": Wording(
        "“?”让整个“{word}”可有可无，后面要空一格",
        "“?” makes the whole word “{word}” optional; leave a space after it",
        "若只是最后一个字可有可无，写成“{fixed}”",
        "if only the last character is optional, write “{fixed}”",
    ),
    "phrase-option-empty": Wording(
        "括号里有空的选项",
        "a group holds an empty alternative",
        "去掉多余的“|”；可有可无的词写成 (…)?",
        "remove the extra “|”; write (…)? for an optional group",
    ),
    "phrase-option-space": Wording(
        "括号里的一个选项含有空格",
        "an alternative inside a group holds a space",
        "选项只能是一个词、@词表或 {{槽}}；需要间隔就拆成两条短语",
        "an alternative is one word, @vocab or {{slot}}; split the phrase in two for a gap",
    ),
    "phrase-option-mixed": Wording(
        "括号里的一个选项把词、@词表或 {{槽}} 连在了一起",
        "an alternative joins words, @vocab or {{slots}}",
        "选项只能是其中一个；把它拆出去另写一条短语：“{fixed}”",
        "an alternative is one of them; write it as a phrase of its own: “{fixed}”",
    ),
    "phrase-gap": Wording(
        "间隔“{text}”要写成 ..数字 或 ~数字，最多 {limit}",
        "a gap is written ..N or ~N with N up to {limit}, not “{text}”",
        "例如 ..6（不跨标点）或 ~6（可跨逗号）",
        "for example ..6 (inside the clause) or ~6 (may cross a comma)",
    ),
    "phrase-gap-twice": Wording(
        "两个间隔连在一起",
        "two gaps stand in a row",
        "合成一个间隔",
        "make them one gap",
    ),
    "phrase-ban": Wording(
        "“!”要紧跟在间隔之后",
        "“!” must follow a gap",
        "写成“..6 !(别|不) 下一个词”",
        "write “..6 !(别|不) next”",
    ),
    "phrase-slot": Wording(
        "没有名为“{name}”的槽",
        "there is no slot named “{name}”",
        "{suggestion}可用的槽：{known}",
        "{suggestion}the slots are {known}",
    ),
    "phrase-vocab-name": Wording(
        "“@”后面要跟词表名（小写字母、数字、-、_）",
        "“@” must be followed by a vocab name (lower case letters, digits, -, _)",
    ),
    "phrase-optional": Wording(
        "“?”只能跟在词、括号、@词表或槽后面",
        "“?” may follow only a word, a group, @vocab or a slot",
    ),
    "phrase-anchor": Wording(
        "“^”只能在最前面，“$”只能在最后面",
        "“^” stands only at the beginning and “$” only at the end",
    ),
    "phrase-nothing-fixed": Wording(
        "短语里没有一个必有的词，会命中任何话",
        "the phrase has no word that must be there, so it would match anything",
        "至少留一个不带“?”的词、括号或 @词表",
        "keep at least one word, group or @vocab without “?”",
    ),
}

PACK_WORDINGS: Final[Mapping[str, Wording]] = {
    "file-missing": Wording(
        "规则包里没有 {name}",
        "the pack has no {name}",
        "规则包的布局见 docs/rules-authoring.md",
        "the layout of a pack is in docs/rules-authoring.md",
    ),
    "file-unknown": Wording(
        "规则包里不应有这个文件",
        "this file does not belong in a pack",
        "{zh_near}规则放在 rules/*.yaml",
        "{en_near}rules go into rules/*.yaml",
    ),
    "file-encoding": Wording(
        "文件不是 UTF-8 编码",
        "the file is not UTF-8",
        "用 UTF-8 另存一次",
        "save it as UTF-8",
    ),
    "yaml-syntax": Wording(
        "YAML 读不通：{problem}",
        "not valid YAML: {problem}",
        "检查缩进、引号和冒号后的空格；以 @ 或 ! 开头的短语要加引号",
        "check indentation, quotes and the space after a colon; quote what begins with @ or !",
    ),
    "yaml-alias": Wording(
        "规则文件不用 YAML 的锚点和引用（& 与 *）",
        "rule files do not use YAML anchors and aliases (& and *)",
        "把内容写全；共用的词放进 vocab.yaml",
        "write it out; words that are shared go into vocab.yaml",
    ),
    "yaml-deep": Wording(
        "YAML 一层套一层，套得太深",
        "the YAML is nested too deeply",
        "检查多余的方括号、花括号或缩进",
        "look for stray brackets, braces or indentation",
    ),
    "type": Wording("这里应是{zh}，不是{zh_got}", "expected {en}, got {en_got}"),
    "key-unknown": Wording(
        "不认识的键“{key}”",
        "unknown key “{key}”",
        "{zh_near}可用的键：{known}",
        "{en_near}known keys: {known}",
    ),
    "key-twice": Wording(
        "键“{key}”写了两次",
        "the key “{key}” stands twice",
        "第一次在第 {line} 行，去掉一处",
        "first in line {line}; remove one",
    ),
    "key-missing": Wording("缺少“{key}”", "“{key}” is missing", "补上“{key}: …”", "add “{key}: …”"),
    "value-unknown": Wording(
        "“{value}”不是可用的{zh}",
        "“{value}” is not a known {en}",
        "{zh_near}可用的值：{known}",
        "{en_near}known values: {known}",
    ),
    "value-empty": Wording("这里不能是空的", "this cannot be empty"),
    "value-twice": Wording(
        "“{value}”写了两次", "“{value}” stands twice", "去掉一处", "remove one of them"
    ),
    "value-range": Wording("{value} 不在 {range} 之内", "{value} is not within {range}"),
    "id-form": Wording(
        "编号“{value}”只能用小写字母、数字和连字符",
        "the id “{value}” may hold only lower case letters, digits and hyphens",
        "例如 {fixed}",
        "for example {fixed}",
    ),
    "id-twice": Wording(
        "编号“{value}”已被用过",
        "the id “{value}” is taken",
        "第一次在 {where}；编号一经使用不再重用",
        "first at {where}; an id is never used again",
    ),
    "date-form": Wording(
        "“{value}”不是日期", "“{value}” is not a date", "写成 2026-02-01", "write 2026-02-01"
    ),
    "date-order": Wording("结束日期不晚于开始日期", "it ends before it begins"),
    "law-unknown": Wording(
        "laws.yaml 里没有“{value}”",
        "laws.yaml has no “{value}”",
        "{zh_near}先在 laws.yaml 登记这一条",
        "{en_near}register the article in laws.yaml first",
    ),
    "vocab-unknown": Wording(
        "vocab.yaml 里没有词表“{value}”",
        "vocab.yaml has no words named “{value}”",
        "{zh_near}在 vocab.yaml 里写上这组词",
        "{en_near}write the words into vocab.yaml",
    ),
    "regex": Wording(
        "RE2 读不懂这个正则：{problem}",
        "RE2 cannot read this expression: {problem}",
        "RE2 没有环视和反向引用；多数情形用 phrases 更清楚",
        "RE2 has no lookaround or back references; phrases are clearer in most cases",
    ),
    "phrase-edge-gap": Wording(
        "要命中的短语不能以间隔开头或结尾",
        "a phrase to be found cannot begin or end with a gap",
        "去掉这个间隔",
        "remove the gap",
    ),
    "rule-aimless": Wording(
        "规则“{id}”没有要找的东西",
        "the rule “{id}” looks for nothing",
        "写 match（terms、phrases 或 regex），或者 duty",
        "write match (terms, phrases or regex) or duty",
    ),
    "rule-both": Wording(
        "规则“{id}”同时有 match 和 duty",
        "the rule “{id}” has both match and duty",
        "分成两条规则",
        "split it in two",
    ),
    "rule-untested": Wording(
        "规则“{id}”没有“{kind}”的例句",
        "the rule “{id}” has no {kind} example",
        "在 tests 里至少写一句",
        "write at least one under tests",
    ),
    "exception-empty": Wording(
        "例外“{id}”没有条件，会放过一切",
        "the exception “{id}” has no condition and would excuse everything",
        "写 over、before、after、clause、line、categories 或 card",
        "write over, before, after, clause, line, categories or card",
    ),
    "swap-nothing": Wording(
        "替换前后一样：“{value}”",
        "“{value}” is swapped for itself",
        "换一种合规的说法",
        "write a lawful wording",
    ),
    "rule-unknown": Wording(
        "规则包里没有规则“{value}”",
        "the pack has no rule “{value}”",
        "{zh_near}用 monitor rules list 看全部规则",
        "{en_near}see all rules with monitor rules list",
    ),
}

OUTCOME_WORDINGS: Final[Mapping[str, Wording]] = {
    "missed": Wording(
        "应当命中却没有：{what}",
        "should be found and is not: {what}",
        "补充词或短语；暂时做不到的移到 known_gaps",
        "add a term or phrase; what cannot be found yet belongs under known_gaps",
    ),
    "false-alarm": Wording(
        "合规的话被命中：{what}",
        "lawful words are found: {what}",
        "加一条写明理由的例外（unless），或收窄短语",
        "add an exception with its reason (unless), or narrow the phrase",
    ),
    "fixed-gap": Wording(
        "已知的漏报现在能命中了：{what}",
        "a known gap is found now: {what}",
        "移到 violating",
        "move it to violating",
    ),
    "unneeded-term": Wording(
        "词“{what}”没有例句需要它",
        "no example needs the term “{what}”",
        "为它写一句 violating，或删掉",
        "write a violating example for it, or remove it",
    ),
    "unneeded-phrase": Wording(
        "短语“{what}”没有例句需要它",
        "no example needs the phrase “{what}”",
        "为它写一句 violating，或删掉",
        "write a violating example for it, or remove it",
    ),
    "unneeded-regex": Wording(
        "正则“{what}”没有例句需要它",
        "no example needs the expression “{what}”",
        "为它写一句 violating，或删掉",
        "write a violating example for it, or remove it",
    ),
    "unneeded-exception": Wording(
        "例外“{what}”没有例句需要它",
        "no example needs the exception “{what}”",
        "为它写一句 compliant，或删掉",
        "write a compliant example for it, or remove it",
    ),
}

WORDINGS: Final[Mapping[str, Wording]] = {**PHRASE_WORDINGS, **PACK_WORDINGS}
