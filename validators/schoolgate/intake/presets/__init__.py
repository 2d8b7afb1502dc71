"""Presets: how a system writes its files, in the words of `[intake]`. A preset is a file of data beside this one."""
