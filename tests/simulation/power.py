"""The power goes: before a commit or after it, at any commit of a node.

Rule: from then on the node's database answers nothing, whoever catches what, until the node is
started again from what is on its disk.
"""

from collections.abc import Callable
from typing import Any

from node.store.database import Store
from tests.simulation.agenda import Dice

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class CrashError(BaseException):
    """The power went. Not an ``Exception``: nothing goes on after it."""


class Power:
    """The power of one node. ``chance``: of failing, before each commit and after it."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.chance = 0.0
        self.is_off = False
        self.failures = 0

    def comes_back(self) -> None:
        """Somebody pushes the button."""
        self.is_off = False

    def endanger(self, store: Store) -> None:
        """From now on this store depends on it."""
        database: Any = store.database
        database.commit = self._around(database.commit)
        database.rollback = self._while_on(database.rollback)
        database.execute_sql = self._around_alone(database, database.execute_sql)

    def _around(self, commit: Callable[..., Any]) -> Callable[..., Any]:
        def dangerous(*arguments: Any, **named: Any) -> Any:
            self._may_fail()
            done = commit(*arguments, **named)
            self._may_fail()
            return done

        return dangerous

    def _while_on(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def careful(*arguments: Any, **named: Any) -> Any:
            if self.is_off:
                raise CrashError
            return work(*arguments, **named)

        return careful

    def _around_alone(self, database: Any, execute: Callable[..., Any]) -> Callable[..., Any]:
        """A statement outside a transaction is committed by itself."""

        def dangerous(sql: Any, *arguments: Any, **named: Any) -> Any:
            if self.is_off:
                raise CrashError
            alone = sql.startswith(WRITES) and not database.in_transaction()
            if alone:
                self._may_fail()
            done = execute(sql, *arguments, **named)
            if alone:
                self._may_fail()
            return done

        return dangerous

    def _may_fail(self) -> None:
        if self.is_off:
            raise CrashError
        if self.chance and self.dice.random() < self.chance:
            self.is_off = True
            self.failures += 1
            raise CrashError
