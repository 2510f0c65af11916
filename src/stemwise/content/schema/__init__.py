"""What the program's own content must be: one declaration per kind of row, one walk over all files.

``fields.py``: single values (the records of evidence are checked by them too). ``spec.py``: tables of fields, and the walk.
``names.py``: what a row may refer to. ``terms.py``, ``cues.py``, ``rules.py``, ``asked.py``, ``figures.py``: what each file
holds. ``check.py`` runs them over a content; it is imported only when a source changed.
"""
