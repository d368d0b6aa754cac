"""Accounts, what they may do, and tokens for machines. Over whom is a matter of org scopes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kpiloop.foundation.access.choices import ROLE_CHOICES


class AccountManager(BaseUserManager["User"]):
    """Creates accounts by the framework's own conventions."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create one active account; an empty password means it cannot sign in yet."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in account. States: active, or inactive (may not sign in, keeps its trail)."""

    username = models.CharField(max_length=150, unique=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        db_table = "access_user"

    def __str__(self) -> str:
        return self.username


class RoleGrant(models.Model):
    """A role of an account from a day to a day; out of its dates it gives nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "access_role_grant"

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Token(models.Model):
    """A token of the read API; only its digest is stored. States: live, expired, revoked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_token"

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class SignInFailure(models.Model):
    """A failed sign-in; enough of them in a short time close the door for a while. One state: recorded."""

    username = models.CharField(max_length=150)
    address = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField()

    class Meta:
        db_table = "access_sign_in_failure"
        indexes = [models.Index(fields=["username", "failed_at"])]

    def __str__(self) -> str:
        return f"{self.username} {self.failed_at}"
