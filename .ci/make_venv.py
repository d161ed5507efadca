"""Makes `.venv` with pip in it, also where Python came without ensurepip (Debian's)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")


def main() -> int:
    if sys.version_info < (3, 11):
        have = sys.version.split()[0]
        print(f"需要 Python 3.11 或更高，当前 {have}；可用 make PYTHON=python3.11 指定。")
        return 2
    if make():
        return 0
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False)
        if make():
            return 0
    print(f"这个 Python 不能建虚拟环境（缺 ensurepip）。请先安装：sudo apt-get install {package}")
    return 2


def make() -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and (VENV / "bin" / "pip").exists()


if __name__ == "__main__":
    raise SystemExit(main())
