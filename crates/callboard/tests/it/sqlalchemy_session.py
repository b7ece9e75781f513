"""What programs do with SQLAlchemy, against `callboard sql serve`; prints `ok`."""

import os

from sqlalchemy import MetaData, Table, create_engine, func, insert, inspect, select, text

engine = create_engine("postgresql+psycopg://callboard@127.0.0.1:%s/aws" % os.environ["PGPORT"])
seen = inspect(engine)
schemas = seen.get_schema_names()
assert {"ivs", "logs", "public"} <= set(schemas) and len(schemas) == len(set(schemas)), schemas
assert seen.default_schema_name == "public"
assert "stages" in seen.get_table_names("ivs") and seen.get_view_names("ivs") == []
columns = {it["name"]: (str(it["type"]), it["nullable"]) for it in seen.get_columns("log_groups", "logs")}
assert columns["region"] == ("TEXT", False) and columns["tags"] == ("JSON", True), columns
assert columns["retention_in_days"] == ("BIGINT", True), columns
assert seen.get_pk_constraint("stages", "ivs")["constrained_columns"] == []
assert seen.get_foreign_keys("stages", "ivs") == seen.get_indexes("stages", "ivs") == []
assert seen.get_table_comment("stages", "ivs") == {"text": "AWS::IVS::Stage"}
assert seen.has_table("stages", "ivs") and not seen.has_table("nothing", "ivs")

metadata = MetaData()
stages = Table("stages", metadata, autoload_with=engine, schema="ivs")
groups = Table("log_groups", metadata, autoload_with=engine, schema="logs")
name = groups.c.log_group_name
with engine.begin() as connection:
    connection.execute(insert(groups), [{"log_group_name": it, "retention_in_days": 7} for it in ("a", "b", "c")])
    connection.execute(insert(stages).values(name="s", tags=[{"Key": "k", "Value": "v"}]))
with engine.connect() as connection:
    assert connection.execute(select(name).where(name.in_(["a", "c", "x"])).order_by(name)).all() == [("a",), ("c",)]
    assert connection.execute(select(func.count()).select_from(groups)).scalar() == 3
    assert connection.execute(select(stages.c.tags)).scalar() == [{"Key": "k", "Value": "v"}]
    assert connection.execute(select(stages.c.tags[0]["Key"].astext)).scalar() == "k"
    joined = select(stages.c.name, name).select_from(stages.join(groups, stages.c.region == groups.c.region))
    assert len(connection.execute(joined).all()) == 3
    assert connection.execute(text("SELECT name FROM ivs.stages WHERE name = :n"), {"n": "s"}).all() == [("s",)]
with engine.begin() as connection:
    connection.execute(groups.update().where(name == "a").values(retention_in_days=14))
    connection.execute(groups.delete().where(name.like("b%")))
with engine.connect() as connection:
    kept = select(name, groups.c.retention_in_days).order_by(name)
    assert connection.execute(kept).all() == [("a", 14), ("c", 7)]
print("ok")
