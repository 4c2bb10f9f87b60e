"""Did this log only ever grow? A second house answers, with its own key and its own memory (C2SP tlog-witness).

A witness is a process apart: it imports neither Django nor PostgreSQL nor the settings, so that another
organisation can run it from the same package. `home` makes and describes it, `verdict` decides, `state`
remembers, `server` answers over HTTP. `client` is the log's side.
"""
