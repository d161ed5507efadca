"""The packaged model is joined once, checked always, and every failure names the way out."""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
from pathlib import Path

import pytest

from monitor.errors import TranscriptionError
from monitor.runtime.asr.catalogue import catalogue
from monitor.runtime.asr.models import (
    PACKAGED_FILES,
    PackagedFile,
    join_packaged,
    models_dir,
    resolve_model,
)

FIRST, SECOND = b"first half, ", b"second half"


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[PackagedFile, ...]:
    """Two small packages that hold the halves of a model, importable as `half_one`, `half_two`."""
    site = tmp_path / "site"
    for module, name, data in (
        ("half_one", "model.bin.part1", FIRST),
        ("half_two", "model.bin.part2", SECOND),
    ):
        (site / module / "data").mkdir(parents=True)
        (site / module / "__init__.py").write_text("")
        (site / module / "data" / name).write_bytes(data)
    monkeypatch.syspath_prepend(str(site))
    return (
        PackagedFile(
            name="model.bin",
            parts=(("half_one", "model.bin.part1"), ("half_two", "model.bin.part2")),
            sha256=_sha(FIRST + SECOND),
        ),
    )


def test_the_halves_become_one_verified_file(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    files = join_packaged(tmp_path / "models", package)
    assert (files.path / "model.bin").read_bytes() == FIRST + SECOND
    assert files.verified
    assert files.identity == _sha(FIRST + SECOND)[:16]


def test_a_second_start_does_not_read_the_weights_again(
    tmp_path: Path, package: tuple[PackagedFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    join_packaged(tmp_path / "models", package)
    monkeypatch.setattr("monitor.runtime.asr.models.sha256_of", lambda path: pytest.fail("hashed"))
    monkeypatch.setattr(
        "monitor.runtime.asr.models._write_joined", lambda *given: pytest.fail("joined")
    )
    assert join_packaged(tmp_path / "models", package).verified


def test_a_file_changed_on_disk_is_made_again(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    files = join_packaged(tmp_path / "models", package)
    (files.path / "model.bin").write_bytes(b"something else")
    join_packaged(tmp_path / "models", package)
    assert (files.path / "model.bin").read_bytes() == FIRST + SECOND


def test_what_a_kill_left_half_written_is_cleared_away(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    folder = tmp_path / "models" / "base"
    folder.mkdir(parents=True)
    (folder / "model.bin.part").write_bytes(b"fir")
    join_packaged(tmp_path / "models", package)
    assert not (folder / "model.bin.part").exists()
    assert (folder / "model.bin").read_bytes() == FIRST + SECOND


def test_a_damaged_package_is_an_error_and_leaves_no_model(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    (tmp_path / "site" / "half_two" / "data" / "model.bin.part2").write_bytes(b"second hulf")
    with pytest.raises(TranscriptionError) as caught:
        join_packaged(tmp_path / "models", package)
    assert "校验不符" in caught.value.message
    assert "pip install --force-reinstall half-one half-two" in (caught.value.hint or "")
    assert list((tmp_path / "models" / "base").iterdir()) == []


def test_a_missing_part_is_an_error_that_names_the_file(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    (tmp_path / "site" / "half_two" / "data" / "model.bin.part2").unlink()
    with pytest.raises(TranscriptionError, match=r"缺少文件 model\.bin\.part2"):
        join_packaged(tmp_path / "models", package)


def test_a_missing_package_is_an_error_that_says_what_to_install(tmp_path: Path) -> None:
    absent = (PackagedFile(name="model.bin", parts=(("not_here", "a"),), sha256="0"),)
    with pytest.raises(TranscriptionError) as caught:
        join_packaged(tmp_path, absent)
    assert "pip install not-here" in caught.value.diagnostics()


def test_a_folder_that_cannot_be_written_is_an_error_with_the_way_out(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(TranscriptionError, match="无法写入语音模型"):
        join_packaged(tmp_path / "models", package)


def _join(root: str, site: str, package: tuple[PackagedFile, ...], answers: object) -> None:
    sys.path.insert(0, site)
    files = join_packaged(Path(root), package)
    answers.put((files.path / "model.bin").read_bytes())  # type: ignore[attr-defined]


def test_two_processes_at_once_both_get_a_whole_model(
    tmp_path: Path, package: tuple[PackagedFile, ...]
) -> None:
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    given = (str(tmp_path / "models"), str(tmp_path / "site"), package, answers)
    both = [context.Process(target=_join, args=given) for _ in range(2)]
    for process in both:
        process.start()
    assert [answers.get(timeout=60) for _ in both] == [FIRST + SECOND] * 2
    for process in both:
        process.join(60)
        assert process.exitcode == 0


def test_the_installed_default_model_has_the_published_hashes() -> None:
    files = resolve_model("base")
    for item in PACKAGED_FILES:
        assert _sha((files.path / item.name).read_bytes()) == item.sha256


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError) as caught:
        resolve_model("bass", root=tmp_path)
    assert "large-v3-turbo" in (caught.value.hint or "")


def test_a_folder_without_weights_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"缺少 model\.bin"):
        resolve_model(str(tmp_path))


def test_a_folder_with_a_model_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in ("model.bin", "tokenizer.json", "config.json"):
        (tmp_path / name).write_bytes(b"{}")
    files = resolve_model(str(tmp_path))
    assert files.path == tmp_path
    assert not files.verified


def test_a_model_not_yet_fetched_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError) as caught:
        resolve_model("small", root=tmp_path, download=False)
    assert "monitor models fetch small" in (caught.value.hint or "")


def test_without_a_network_a_download_fails_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*given: object, **named: object) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr("huggingface_hub.snapshot_download", unreachable)
    with pytest.raises(TranscriptionError) as caught:
        resolve_model("tiny", root=tmp_path)
    assert "连不上模型仓库" in caught.value.message
    assert "base" in (caught.value.hint or "")


def test_a_fetched_model_is_verified_and_not_fetched_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def snapshot(repository: str, *, local_dir: Path, **named: object) -> None:
        fetched.append(repository)
        local_dir.mkdir(parents=True)
        for name in ("model.bin", "tokenizer.json", "config.json"):
            (local_dir / name).write_bytes(b"{}")

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    first, second = (resolve_model("tiny", root=tmp_path) for _ in range(2))
    assert first == second
    assert fetched == ["Systran/faster-whisper-tiny"]
    entry = next(entry for entry in catalogue(tmp_path) if entry.name == "tiny")
    assert entry.present
    assert entry.verified


def test_the_models_folder_can_be_chosen_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_MODELS_DIR", str(tmp_path))
    assert models_dir() == tmp_path


def test_the_catalogue_begins_with_the_packaged_default(tmp_path: Path) -> None:
    entries = catalogue(tmp_path)
    assert entries[0].name == "base"
    assert entries[0].packaged
    assert entries[0].present
    assert not entries[0].verified
    assert not any(entry.present for entry in entries[1:])
