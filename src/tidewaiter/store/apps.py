"""The store as a Django application: models and migrations, usable without any site around it."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Label ``store``: the journal and its read models."""

    name = "tidewaiter.store"
    label = "store"
    verbose_name = "Journal and read models"
    default_auto_field = "django.db.models.BigAutoField"
