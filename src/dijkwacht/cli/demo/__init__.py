"""`dijkwacht demo`: load the recorded crises and the exercise from readable files, once."""

from dijkwacht.cli.demo.command import app

__all__ = ["app"]
