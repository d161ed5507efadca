"""提问: a question read out from the chat is no claim; the host's answer after it may be one."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_ASKS = re.compile(
    "问(?:我|到|过|一下|一句|说|的是)?|能不能|可不可以|可以不可以|是不是|有没有|会不会|好不好|行不行|要不要|"
    "是否|能否|可否|什么是|为什么|怎么"
)
_ENDS_ASKING = re.compile("(?:吗|么|嘛|呢)$")
_ANSWERS = re.compile(
    "告诉你|跟你(?:们)?说|说(?:实话|句实话|白了)|可以的|当然|能的|答案是|肯定|我说"
)
_RHETORICAL = re.compile("(?:难道|还不|不就是|谁不|哪能不|你说是不是|对不对)")


class Question:
    """The hit lies in a clause that asks."""

    name = "question"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit's own clause is a question and nothing answers before the hit."""
        if _RHETORICAL.search(view.clause):
            return None
        asking = None
        for found in _ASKS.finditer(view.before):
            asking = found
        if asking is not None and not _ANSWERS.search(view.before[asking.end() :]):
            return f"“{asking.group()}”是在转述或提出问题"
        if _ENDS_ASKING.search(view.clause) or (view.asked and not view.sentence_after):
            return "整句是疑问句"
        return None
