"""Readers: from a file's bytes to text, one module a format. All but plain text run in a process of their own.

``files`` opens, ``sniff`` tells the format by content, ``plain`` decodes in place, ``sandbox`` hands everything else
to ``worker``, which calls ``html``, ``pdf``, ``docx``, ``tables`` or ``rdf``. A reader takes bytes and gives a
:class:`loaders.readers.content.Content`; it opens no file and no connection.
"""
