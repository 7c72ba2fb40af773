from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        session = self.settings_dict["SESSION"]
        calls = ", ".join(["set_config(%s, %s, false)"] * len(session))
        settings = [part for setting in session.items() for part in setting]
        with self.cursor() as cursor:
            cursor.execute(f"select {calls}", settings)

    def prepare_database(self) -> None:
        """Create the schema; `migrate` calls this before it looks for its own table."""
        super().prepare_database()
        if schema := self.settings_dict.get("SCHEMA"):
            with self.cursor() as cursor:
                cursor.execute(f"create schema if not exists {self.ops.quote_name(schema)}")
