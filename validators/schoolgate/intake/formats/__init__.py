"""One module per format of files, each a declaration: a format is added by its module and a line in `known`."""
