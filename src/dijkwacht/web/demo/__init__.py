"""The recorded crises and the exercise, loaded from readable files, once; `dijkwacht demo`."""

from dijkwacht.web.demo.command import app

__all__ = ["app"]
