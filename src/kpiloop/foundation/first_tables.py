"""The first tables of an app, made in one go: Django would render every related model again after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class FirstTables(migrations.Migration):
    """A migration of `CreateModel` operations alone, each after those it refers to; undone as any other."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Add every model to the state, render these alone, then create the tables in their order.

        Nothing older changes but what refers back to it, and that is noted while the new ones are rendered.
        """
        made = [operation for operation in self.operations if isinstance(operation, migrations.CreateModel)]
        rendered = project_state.apps
        del project_state.__dict__["apps"]  # what is not rendered is not rendered again by each operation
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        project_state.__dict__["apps"] = rendered
        rendered.render_multiple([project_state.models[self.app_label, model.name_lower] for model in made])
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state
