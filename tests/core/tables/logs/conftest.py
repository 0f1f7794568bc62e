"""Logs for the tests of event logs: functions and a text, offered as fixtures."""

import pytest

from leanbench import tables
from leanbench.tables.logs import event_log

# W. van der Aalst, Process Mining (2016), table 2.1: three of its requests for compensation
TEXTBOOK = """case,activity,who,time
3,register request,Pete,2010-12-30 14:32:00+01:00
3,examine casually,Mike,2010-12-30 15:06:00+01:00
3,check ticket,Ellen,2010-12-30 16:34:00+01:00
3,decide,Sara,2011-01-06 09:18:00+01:00
3,reinitiate request,Sara,2011-01-06 12:18:00+01:00
3,examine thoroughly,Sean,2011-01-06 13:06:00+01:00
3,check ticket,Pete,2011-01-08 11:43:00+01:00
3,decide,Sara,2011-01-09 09:55:00+01:00
3,pay compensation,Ellen,2011-01-15 10:45:00+01:00
2,register request,Mike,2010-12-30 11:32:00+01:00
2,check ticket,Mike,2010-12-30 12:12:00+01:00
2,examine casually,Sean,2010-12-30 14:16:00+01:00
2,decide,Sara,2011-01-05 11:22:00+01:00
2,pay compensation,Ellen,2011-01-08 12:05:00+01:00
1,register request,Pete,2010-12-30 11:02:00+01:00
1,examine thoroughly,Sue,2010-12-31 10:06:00+01:00
1,check ticket,Mike,2011-01-05 15:12:00+01:00
1,decide,Sara,2011-01-06 11:18:00+01:00
1,reject request,Pete,2011-01-07 14:24:00+01:00
"""


def data_of(text, **options):
    return tables.dataset(tables.read(text.encode(), **options), id="log", name="Log")


def table_of(text, **options):
    return tables.table(data_of(text, **options))


def log_of(text, **options):
    """The log of a text headed case, activity, time and, where they are there, who, start, state and instance."""
    rows = table_of(text)
    heads = {"case": "case", "activity": "activity", "time": "time", "who": "resource", "start": "start",
             "state": "lifecycle", "instance": "instance"}  # fmt: skip
    columns = {role: name for name, role in heads.items() if name in rows.names}
    return event_log.read_log(rows, columns, **options)


@pytest.fixture(scope="session", name="table_of")
def offered_table_of():
    """A function: text of a CSV to its table."""
    return table_of


@pytest.fixture(scope="session", name="log_of")
def offered_log_of():
    """A function: text of a CSV to its log."""
    return log_of


@pytest.fixture(scope="session", name="data_of")
def offered_data_of():
    """A function: text of a CSV to its data set."""
    return data_of


@pytest.fixture(scope="session")
def textbook():
    """The text of the textbook's log."""
    return TEXTBOOK
