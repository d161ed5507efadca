"""The demo room of `make run`: the bundled recording, heard as if it were live."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from monitor.errors import AudioError, NotFoundError
from monitor.runtime.session.manager import RoomManager

DEMO_ROOM = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The bundled recording and its product cards."""

    sound: Path
    cards: Path


def find_demo() -> Demo:
    """The demo's files: inside the installed package, else in the source tree.

    Raises AudioError when neither place holds them.
    """
    packaged = Path(str(resources.files("monitor"))) / "data" / "demo"
    tree = Path(__file__).resolve().parents[3] / "fixtures" / "audio"
    for folder in (packaged, tree):
        demo = Demo(sound=folder / "demo.ogg", cards=folder / "demo.cards.yaml")
        if demo.sound.is_file() and demo.cards.is_file():
            return demo
    raise AudioError("找不到自带的演示录音", hint="重新安装程序")


def start_demo(rooms: RoomManager) -> None:
    """Play the recording into the demo room at the speed of speech."""
    demo = find_demo()
    cards = yaml.safe_load(demo.cards.read_text(encoding="utf-8"))
    products = cards["products"] if isinstance(cards, dict) else cards
    try:
        rooms.get_room(DEMO_ROOM)
        rooms.set_products(DEMO_ROOM, products)
    except NotFoundError:
        rooms.create_room(room=DEMO_ROOM, name="演示直播间", products=products)
    rooms.start_source(DEMO_ROOM, str(demo.sound), pace="realtime")
