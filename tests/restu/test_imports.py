from grimp import ImportGraph

from restu.imports import AllowedImports


def contract(**options: object) -> AllowedImports:
    return AllowedImports(
        name="contract",
        session_options={"root_packages": ["services", "chassis", "contracts"]},
        contract_options={"source_modules": ["services.*.domain"], **options},
    )


def graph(*imports: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for module in ("services", "services.consent", "services.consent.domain", "services.consent.domain.approval"):
        made.add_module(module)
    for importer, imported in imports:
        made.add_module(imported)
        made.add_import(importer=importer, imported=imported)
    return made


def broken(checked: AllowedImports, *imports: tuple[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = checked.check(graph(*imports), verbose=False).metadata["broken"]
    return found


DOMAIN = "services.consent.domain"
APPROVAL = "services.consent.domain.approval"


def test_only_what_is_listed() -> None:
    checked = contract(allowed_modules=["eventsourcing", "contracts.values"])
    assert not broken(checked, (APPROVAL, "eventsourcing"), (APPROVAL, "contracts.values"), (APPROVAL, DOMAIN))
    assert broken(checked, (APPROVAL, "contracts.consent")) == [(APPROVAL, "contracts.consent")]
    assert broken(checked, (DOMAIN, "fastapi")) == [(DOMAIN, "fastapi")]
    assert broken(checked, (DOMAIN, "uuid")) == [(DOMAIN, "uuid")]


def test_the_standard_library_but_for_clock_and_chance() -> None:
    checked = contract(standard_library="true", except_modules=["time", "random"])
    assert not broken(checked, (DOMAIN, "uuid"), (DOMAIN, "datetime"))
    assert broken(checked, (DOMAIN, "time")) == [(DOMAIN, "time")]


def test_ours_only() -> None:
    checked = contract(ours_only="true")
    assert not broken(checked, (DOMAIN, "fastapi"), (DOMAIN, "time"))
    assert broken(checked, (DOMAIN, "chassis.vault")) == [(DOMAIN, "chassis.vault")]
