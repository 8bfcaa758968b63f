"""docs/operations.md names every command, setting and metric that the code has, and none that it has not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from chassis.settings import Settings
from restu.__main__ import names
from restu.ports import USUAL
from services.gateway.settings import GatewaySettings
from tests.docs.documents import ROOT, documents, sources

TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")
COMMAND = re.compile(r"`(?:python -m )?restu ([a-z-]+)")
SETTING = re.compile(r"\bRESTU_[A-Z_]+[A-Z]\b")
METRICS = {"Counter", "Gauge", "Histogram"}


def _settings() -> set[str]:
    fields = {*Settings.model_fields, *GatewaySettings.model_fields}
    read = {
        name
        for source in sources("chassis", "services", "sandbox", "restu")
        for name in SETTING.findall(source.read_text("utf-8"))
    }
    ports = {f"RESTU_{name.upper()}_PORT" for name in USUAL}
    return {f"RESTU_{field.upper()}" for field in fields} | ports | read


def _declared() -> Iterator[str]:
    for source in sources("chassis", "services", "sandbox", "restu"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in METRICS
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value)


@pytest.mark.parametrize("setting", sorted(_settings()))
def test_a_setting_is_described(setting: str) -> None:
    assert f"`{setting}`" in TEXT


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    tests_own = {"RESTU_TEST_SNAC", "RESTU_TEST_FAULTS", "RESTU_FAULTS_SEED", "RESTU_DOCUMENT_SEED", "RESTU_EXAMPLES"}
    for document in documents():
        unknown = set(SETTING.findall(document.read_text("utf-8"))) - _settings() - tests_own
        assert not unknown, f"{document.name} names {unknown}"


def test_every_metric_is_described_and_no_other() -> None:
    described = set(re.findall(r"`((?:restu|sandbox)_[a-z_]+)`", TEXT.split("## Metrics", 1)[1].split("## Logs", 1)[0]))
    assert described == set(_declared())


@pytest.mark.parametrize("command", names())
def test_a_command_is_in_the_table(command: str) -> None:
    table = TEXT.split("## Commands", 1)[1].split("## Settings", 1)[0]
    assert f"`restu {command}" in table


def test_no_document_names_a_command_that_does_not_exist() -> None:
    for document in documents():
        unknown = set(COMMAND.findall(document.read_text("utf-8"))) - set(names())
        assert not unknown, f"{document.name} names {unknown}"
