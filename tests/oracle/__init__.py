"""What the plain-Python readings of the four suites share: the words of the requirements that hold in every suite.

Each suite has an *oracle*, a second reading of its requirements, slow and plain, with which the product is compared. An
oracle imports the standard library and this package, and nothing of schoolgate: whoever writes one reads the
requirements and not the product.

How a suite's oracle uses it:

1. It declares its tables as ``Layout`` of ``Column`` (``oracle.tables``), in the order of the requirements, and reads
   what a case holds: ``tables = read_tables(LAYOUTS, raw, reading)``. A table that was not supplied is not in it.
   Of a ``Row``, ``text``, ``word``, ``flag``, ``whole``, ``number``, ``day`` and ``moment`` read a cell: a value, None
   (missing), or ``UNKNOWN`` (unreadable, or its column was not supplied). ``row.id`` and ``row.ref(column)`` are keys
   and references as they compare; ``row.key`` is the key as it stands.
2. It asks each rule of each record as a ``Question(rule, when, must, needs)``, whose truths are True, False or None
   (unknown), and takes ``answer_all`` (``oracle.logic``). A count over unknown cells is settled by ``from_both_ends``.
3. It gives a ``Judgement`` (``oracle.judgement``): outcomes by (rule, fact table, row), ``Finding`` and ``Record``
   values, the open questions with the number of records that each touches, what messages must name, and the exit code
   of ``check`` from ``exit_code``. A rule of the whole file stands at (rule, ``FILE``, ``FILE_ROW``).

``oracle.cells`` reads single cells and folds words; ``oracle.tables.write_csv`` puts a case on disk for the product.
"""
