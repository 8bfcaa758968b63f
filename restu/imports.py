"""A contract for import-linter: these modules may import only what is listed (`make lint`).

The linter itself can forbid by name; the house (docs/architecture.md) says what is allowed, so a new package or
room is refused until it is listed. Options of a contract of type `allowed`:

    source_modules       expressions, `services.*.domain`; everything below them belongs to them
    allowed_modules      packages and modules they may import, with everything below
    standard_library     whether the standard library is allowed as well (default no)
    except_modules       parts of the standard library that are not: clock, randomness, environment
    ours_only            judge imports of our own packages only (default no)
"""

import sys
from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules


class AllowedImports(Contract):
    """Breaks for every import that the lists do not name."""

    type_name = "allowed"

    source_modules: Any = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_modules: Any = fields.SetField(subfield=fields.StringField(), required=False)
    standard_library: Any = fields.BooleanField(required=False, default=False)
    except_modules: Any = fields.SetField(subfield=fields.StringField(), required=False)
    ours_only: Any = fields.BooleanField(required=False, default=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - the linter's own signature
        """Find what breaks the contract; `verbose` changes nothing."""
        roots = {module.name for module in module_expressions_to_modules(graph, self.source_modules)}
        broken = []
        for root in sorted(roots):
            for module in sorted({root, *graph.find_descendants(root)}):
                imported = graph.find_modules_directly_imported_by(module)
                broken += [(module, name) for name in sorted(imported) if not self._may_import(root, name)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which import is not allowed."""
        for module, name in check.metadata["broken"]:
            output.print_error(f"{module} may not import {name}", bold=True)

    def _may_import(self, root: str, name: str) -> bool:
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            return bool(self.ours_only or (self.standard_library and not _covered(name, self.except_modules)))
        if self.ours_only and top not in self.session_options["root_packages"]:
            return True
        return _covered(name, [root, *(self.allowed_modules or ())])


def _covered(name: str, modules: Iterable[str] | None) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules or ())
