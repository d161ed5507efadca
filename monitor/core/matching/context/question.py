"""提问: a question read out from the chat is no claim; the host's answer after it may be one."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_ASKS = re.compile(
    "(?<!访)(?<!疑)(?<!请)问(?!题|世|候)(?:我|到|过|一下|一句|说|的是|了)*|能不能|可不可以|是不是|有没有|会不会|"
    "好不好|行不行|算不算|是否|能否|可否|有无|什么是|什么叫|何为"
)
_A_NOT_A = re.compile("([能会是有可要用行好])[不没](\\1)")
_ANSWERS = re.compile(
    "告诉(?:你|大家|你们)|跟(?:你|你们|大家)说|说(?:实话|句实话|白了)|可以的|当然|能的|答案是|肯定|我说|回答|一定|没问题|就是|确实"
)
_ASKING_END = re.compile("^.{0,3}(?:吗|(?<![什这那多怎])么|[吧没]？)$")
_RHETORICAL = re.compile(
    "难道|还不|不(?:香|好|爽|美|划算|值|值得|心动|馋|舒服|方便|便宜|开心|诱人|过瘾|够|厉害|惊艳)吗|"
    "(?:知道|听[到懂清]楚?|明白|看[到见清]|记住|学会|抢到|拍到|准备好)了?吗|敢(?:相)?信吗|不就是?|谁不|哪能不|你说是不是|对不对|是不是(?:啊|呀|吧)|还能不|敢不敢|哪里还"
)
_OFFERS = re.compile("要不要|想不想|喜不喜欢|香不香|值不值|划不划算|拍不拍|够不够|猛不猛|给不给力")


class Question:
    """The hit lies in a clause that asks whether it is so."""

    name = "question"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit's own clause is a question and nothing answers before the hit."""
        if _RHETORICAL.search(view.clause):
            return None
        if _asks_itself(view):
            return "句中是正反问"
        asking = None
        for found in _ASKS.finditer(view.before):
            asking = found
        if asking is not None:
            between = view.before[asking.end() :]
            if not _ANSWERS.search(between) and len(between) <= 20:
                return f"“{asking.group()}”是在转述或提出问题"
        tail = view.after + ("？" if view.asked and not view.sentence_after else "")
        if _OFFERS.search(view.clause):
            return None
        if _ASKING_END.search(tail.rstrip("？")) or (tail.endswith("？") and len(tail) <= 3):
            return "整句是疑问句"
        return None


def _asks_itself(view: HitView) -> bool:
    """True when the hit holds an A-not-A question: 有|没有副作用要看说明书, 吃了会不会便秘."""
    found = _A_NOT_A.search(view.before[-1:] + view.words)
    return found is not None and found.group() not in view.term
