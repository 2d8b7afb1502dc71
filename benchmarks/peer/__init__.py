"""The same requirements in schoolgate and in the libraries beside it, each as its own users would write them.

`extract` makes the files, `joined` is what a user writes before, `timed` what every program here has alike; the others
are a program each, run as `python -m peer.<name> FOLDER OUT` with this folder's parent as working folder.
"""
