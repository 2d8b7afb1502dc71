"""The site, as Great Expectations builds it: our builder, section, index, renderers and views, named in its configuration.

The library's own log an exception and leave the page out. Ours raise, and count the pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context.store.html_site_store import HtmlSiteStore
from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier
from great_expectations.render.renderer.renderer import Renderer
from great_expectations.render.renderer.site_builder import (
    DefaultSiteIndexBuilder,
    DefaultSiteSectionBuilder,
    SiteBuilder,
)

from schoolgate.engines.gx_conditions import Json
from schoolgate.pages import building
from schoolgate.pages.archive import Archive
from schoolgate.pages.building import Documents, Pages, RunDocument, Written

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext


class DocsSite(SiteBuilder):
    """The site of a Data Docs folder, or of one file."""

    def build(
        self,
        resource_identifiers: Sequence[ValidationResultIdentifier] | None = None,
        build_index: bool = True,  # noqa: FBT001, FBT002 (so the library calls it)
    ) -> tuple[str | None, None]:
        """Write the pages of the runs that validation results belong to (every run if none is named), then the index.

        Raises:
            ProgramError: a page was not written.
        """
        sections = list(self.site_section_builders.values())
        for section in sections:
            section.build(resource_identifiers)
        self.site_index_builder.build(build_index=build_index)
        building.refuse_missing(*(builder.pages for builder in (*sections, self.site_index_builder)))
        return self.get_resource_url(only_if_exists=False), None


def _written(target_store: HtmlSiteStore) -> Written:
    """What goes into the site, below its own folder."""
    return Written(Path(target_store.store_backends["static_assets"].full_base_directory))


class RunSection(DefaultSiteSectionBuilder):
    """The pages of runs. One run holds a validation result per fact table, and has one place in the history."""

    def __init__(
        self,
        name: str,
        data_context: "AbstractDataContext",
        target_store: HtmlSiteStore,
        source_store_name: str,
        directory: str,
        renderer: Json,
        view: Json,
        **_: Any,
    ) -> None:
        super().__init__(name, data_context, target_store, source_store_name, renderer=renderer, view=view)
        self.archive = Archive(Path(directory))
        self.pages = _written(target_store)

    def build(self, resource_identifiers: Sequence[ValidationResultIdentifier] | None = None) -> None:
        """Render each run from its stored validation results, then enter it into the ledger."""
        # What is stored without its model is still being written, or never was finished.
        kept = set(self.archive.kept())
        for run, identifiers in _by_run(resource_identifiers or self.source_store.list_keys()):
            if run not in kept:
                continue
            results = [self.source_store.get(identifier) for identifier in identifiers]
            document = self.renderer_class.render(run, results)
            self.pages.write(self.view_class.render(document))
            self.archive.enter(document.model.summary)


def _by_run(
    identifiers: Iterable[ValidationResultIdentifier],
) -> Iterator[tuple[str, list[ValidationResultIdentifier]]]:
    named = sorted(identifiers, key=_run_of)
    return ((run, list(of_run)) for run, of_run in groupby(named, key=_run_of))


def _run_of(identifier: ValidationResultIdentifier) -> str:
    return str(identifier.run_id.run_name)


class RunRenderer(Renderer):
    """A run from its validation results, which must agree with what the pages are about to say."""

    def __init__(self, directory: str) -> None:
        super().__init__()
        self.archive = Archive(Path(directory))
        self.documents = Documents(self.archive)

    def render(self, run: str, results: Sequence[ExpectationSuiteValidationResult]) -> RunDocument:
        """What the pages of a run show.

        Raises:
            InputError: the model of the run cannot be read.
            ProgramError: the validation results say something else than the pages would.
        """
        found = [one.to_json_dict() for one in results]  # type: ignore[no-untyped-call]  # it has no types
        return self.documents.of(self.archive.model(run), found)


class RunView:
    """A run as the pages of a site."""

    def render(self, document: RunDocument) -> Pages:
        """The pages of the run by their paths."""
        return building.as_folder(document)


class FileView:
    """A run as one file that holds all it needs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, document: RunDocument) -> Pages:
        """The file by its name."""
        return building.as_file(self.name)(document)


class RunIndex(DefaultSiteIndexBuilder):
    """The first page: every run, from the ledger alone."""

    def __init__(
        self,
        name: str,
        site_name: str,
        data_context: "AbstractDataContext",
        target_store: HtmlSiteStore,
        site_section_builders_config: Json,
        directory: str,
        renderer: Json,
        view: Json,
        **_: Any,
    ) -> None:
        super().__init__(
            name, site_name, data_context, target_store, site_section_builders_config, renderer=renderer, view=view
        )
        self.archive = Archive(Path(directory))
        self.pages = _written(target_store)

    def build(
        self,
        skip_and_clean_missing: bool = True,  # noqa: FBT001, FBT002 (so the library has it)
        build_index: bool = True,  # noqa: FBT001, FBT002 (as above)
    ) -> tuple[None, None]:
        """Write the index of the ledger."""
        del skip_and_clean_missing
        if build_index:
            building.write_index(self.archive, self.pages)
        return None, None
