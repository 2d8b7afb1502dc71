"""Many schools on an engine that others run: a function that checks them one by one, Spark that hands them to it, a ledger.

What is in a room stands in its modules; this one hands out `worker`, and imports no frame library: where a worker is
unpickled, it is to have one thread.
"""

from schoolgate.cluster.work import Worker, worker

__all__ = ["Worker", "worker"]
