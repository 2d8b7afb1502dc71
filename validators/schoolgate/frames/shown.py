"""Making the texts of a frame safe to show, in a table for people or for a spreadsheet."""

import polars as pl

from schoolgate.basics.shown import UNSAFE_RANGES, visible

# The wide forms too: spreadsheets set up for Japanese read them as the narrow ones.
_FORMULA_SIGN = r"[=+\-@\t\r\n|%＝＋－＠]"  # noqa: RUF001 (full-width signs are the point)
# In most of Europe a spreadsheet takes semicolons for the separator of what commas separate: a cell may begin there too.
_BEGINS_A_FORMULA = rf"^({_FORMULA_SIGN})|([;,\t][\s\"']*)({_FORMULA_SIGN})"


def visible_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each text made `visible`; nearly always none needs it, and then the frame is the same."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String()]
    found = frame.select(pl.col(texts).str.contains(f"[{UNSAFE_RANGES}]").any()).row(0, named=True) if texts else {}
    return frame.with_columns(
        pl.col(name).map_elements(visible, return_dtype=pl.String()) for name, unsafe in found.items() if unsafe
    )


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before all in a text that a spreadsheet would take for a formula, whatever separates."""
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String()]
    return frame.with_columns(text.str.replace_all(_BEGINS_A_FORMULA, "${2}'${1}${3}").name.keep() for text in texts)


def quoted(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each text quoted that holds a separator of some spreadsheet, so that either takes it for one cell."""
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String()]
    return frame.with_columns(
        pl.when(text.str.contains(r"""[",;\t\r\n]""") | (text == ""))
        .then(pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""', literal=True), pl.lit('"')))
        .otherwise(text)
        .name.keep()
        for text in texts
    )
