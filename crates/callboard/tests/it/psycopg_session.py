"""What programs do with psycopg, against `callboard sql serve`; prints `ok`."""

import threading

import psycopg
from psycopg.types.json import Jsonb

connection = psycopg.connect("", autocommit=True)


def rows(statement, values=()):
    return connection.execute(statement, values).fetchall()


# Values are bound by the server.
assert rows("SELECT %s::int + 1 AS n, %s AS t, %s::text, %s", (41, "it's", None, True)) == [(42, "it's", None, True)]
tags = [{"Key": "team", "Value": "infra"}]
assert rows("INSERT INTO ivs.stages (name, tags) VALUES (%s, %s) RETURNING name, tags", ("a", Jsonb(tags))) == [("a", tags)]
assert rows("SELECT tags, tags::text, tags -> 0 ->> 'Key' FROM ivs.stages WHERE name = %s", ("a",)) == [
    (tags, '[{"Key":"team","Value":"infra"}]', "team")
]

cursor = connection.cursor()
cursor.executemany(
    "INSERT INTO logs.log_groups (log_group_name, retention_in_days) VALUES (%s, %s)", [("g1", 1), ("g2", 7), ("g3", None)]
)
assert cursor.rowcount == 3
names = "SELECT log_group_name FROM logs.log_groups WHERE log_group_name = ANY(%s) ORDER BY 1 LIMIT %s"
assert rows(names, (["g1", "g3", "x"], 5)) == [("g1",), ("g3",)]

binary = connection.cursor(binary=True)
binary.execute("SELECT 1, 2.5, 'x', true, date '2024-01-02', ARRAY[1, 2], ARRAY['a'], NULL, tags FROM ivs.stages")
one = binary.fetchone()
assert one[:4] + one[5:] == (1, 2.5, "x", True, [1, 2], ["a"], None, tags), one
assert one[4].isoformat() == "2024-01-02"

# A transaction within another is given up alone.
with psycopg.connect("") as other:
    with other.transaction():
        other.execute("INSERT INTO logs.log_groups (log_group_name) VALUES ('kept')")
        try:
            with other.transaction():
                other.execute("INSERT INTO logs.log_groups (log_group_name) VALUES ('given up')")
                raise ValueError
        except ValueError:
            pass
    assert other.execute("SELECT count(*) FROM logs.log_groups").fetchone() == (4,)
    try:
        other.execute("SELECT nope FROM ivs.stages")
    except psycopg.errors.UndefinedColumn:
        pass
    try:
        other.execute("SELECT 1")
    except psycopg.errors.InFailedSqlTransaction:
        pass
    other.rollback()
    with other.cursor("big") as big:
        big.execute("SELECT x FROM generate_series(1, 1000) AS t (x)")
        assert big.fetchmany(2) == [(1,), (2,)] and len(big.fetchall()) == 998

long = "SELECT count(*) FROM generate_series(1, 1000000) a(x), generate_series(1, 1000000) b(y) WHERE x + y = 7"
threading.Timer(0.2, connection.cancel).start()
try:
    rows(long)
    raise AssertionError("it is cancelled")
except psycopg.errors.QueryCanceled:
    pass
try:
    rows("SELECT 1 / 0")
    raise AssertionError("it fails")
except psycopg.errors.DivisionByZero:
    pass

with connection.cursor().copy("COPY (SELECT log_group_name, retention_in_days FROM logs.log_groups ORDER BY 1) TO STDOUT") as copy:
    assert list(copy.rows()) == [("g1", "1"), ("g2", "7"), ("g3", None), ("kept", None)]
with connection.pipeline():
    first, second = connection.execute("SELECT 1"), connection.execute("SELECT 2")
    assert first.fetchone() == (1,) and second.fetchone() == (2,)
assert sum(1 for _ in connection.cursor().stream("SELECT * FROM generate_series(1, 50000)")) == 50000
deleted = connection.execute("DELETE FROM logs.log_groups WHERE log_group_name = ANY(%s)", (["g1", "g2", "g3", "kept"],))
assert deleted.rowcount == 4
print("ok")
