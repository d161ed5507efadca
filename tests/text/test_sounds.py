"""Characters by sound: what the ear confuses is one, what it tells apart is two."""

import pytest

from monitor.core.text.sounds import readings, roughly, sound, sounds, split_pinyin, tone


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("去班", "祛斑"), ("压碎", "压岁"), ("嘴低", "最低"), ("薇信", "微信"), ("四十", "四是"),
     ("刘奶", "牛来"), ("发货", "花货"), ("民星", "明心"), ("增强", "真墙")],
)  # fmt: skip
def test_sounds_that_ears_confuse_are_equal(heard: str, meant: str) -> None:
    assert sound(heard) == sound(meant)


@pytest.mark.parametrize(("left", "right"), [("美白", "没法"), ("祛斑", "祛痘"), ("最低", "最高")])
def test_other_sounds_differ(left: str, right: str) -> None:
    assert sound(left) != sound(right)


def test_a_sound_is_as_long_as_its_text_and_leaves_what_is_not_han() -> None:
    assert len(sound("加V信100%，好")) == len("加V信100%，好")
    assert sound("V1%，") == "V1%，"


def test_a_word_sounds_in_each_of_its_common_readings() -> None:
    assert readings("行")[:2] == ("xing", "hang")
    assert sound("航") in sounds("行")


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [("meibai", ("mei", "bai")), ("xue", ("xue",)), ("xuetang", ("xue", "tang")), ("", ())],
)
def test_letters_split_into_syllables(letters: str, syllables: tuple[str, ...]) -> None:
    assert split_pinyin(letters) == syllables


@pytest.mark.parametrize("letters", ["fda", "vip", "x", "a" * 400])
def test_what_is_no_pinyin_is_left_alone(letters: str) -> None:
    assert split_pinyin(letters) is None


def test_near_sounds_are_roughly_equal_without_their_endings() -> None:
    assert sound("蛋") != sound("代")
    assert roughly(sound("蛋")) == roughly(sound("代"))


def test_a_character_has_the_tone_of_its_first_reading() -> None:
    assert tone("班") == tone("斑") != tone("办")
