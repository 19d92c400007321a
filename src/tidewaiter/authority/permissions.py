"""Every permission of the house, ``<scope>:<resource>:<action>``, in one alphabetical list.

Scope ``house`` reaches everything, ``own`` only what the caller sent, ``port`` only encounters of the caller's port.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What may be asked of the system; who holds what stands in ``policies/permissions.yaml``."""

    HOUSE_ACCESS_GRANT = "house:access:grant"
    HOUSE_DEAD_LETTER_CLOSE = "house:dead-letter:close"
    HOUSE_DEAD_LETTER_READ = "house:dead-letter:read"
    HOUSE_DEAD_LETTER_REPLAY = "house:dead-letter:replay"
    HOUSE_DIVERSION_FIND = "house:diversion:find"
    HOUSE_DRAW_READ = "house:draw:read"
    HOUSE_DRAW_REVEAL = "house:draw:reveal"
    HOUSE_DRIFT_ANSWER = "house:drift:answer"
    HOUSE_FAIRNESS_READ = "house:fairness:read"
    HOUSE_HEALTH_READ = "house:health:read"
    HOUSE_JOURNAL_PURGE = "house:journal:purge"
    HOUSE_JOURNAL_READ = "house:journal:read"
    HOUSE_JOURNAL_REBUILD = "house:journal:rebuild"
    HOUSE_JOURNAL_VERIFY = "house:journal:verify"
    HOUSE_LIST_LOAD = "house:list:load"
    HOUSE_LIST_READ = "house:list:read"
    HOUSE_MODEL_PROMOTE = "house:model:promote"
    HOUSE_MODEL_READ = "house:model:read"
    HOUSE_MODEL_TRAIN = "house:model:train"
    HOUSE_QUALITY_READ = "house:quality:read"
    HOUSE_READING_READ = "house:reading:read"
    HOUSE_REDRESS_OPEN = "house:redress:open"
    HOUSE_REDRESS_READ = "house:redress:read"
    HOUSE_REDRESS_RESOLVE = "house:redress:resolve"
    HOUSE_RULE_APPROVE = "house:rule:approve"
    HOUSE_RULE_BACKTEST = "house:rule:backtest"
    HOUSE_RULE_DRAFT = "house:rule:draft"
    HOUSE_RULE_KILL = "house:rule:kill"
    HOUSE_RULE_PROMOTE = "house:rule:promote"
    HOUSE_RULE_READ = "house:rule:read"
    HOUSE_SCHEDULE_LOAD = "house:schedule:load"
    HOUSE_SEALED_BUILD = "house:sealed:build"
    HOUSE_SNAPSHOT_BUILD = "house:snapshot:build"
    HOUSE_SUBJECT_LINK = "house:subject:link"
    HOUSE_SUBJECT_UNLINK = "house:subject:unlink"
    HOUSE_YIELD_READ = "house:yield:read"
    OWN_MESSAGE_SUBMIT = "own:message:submit"
    PORT_CASE_ADVANCE = "port:case:advance"
    PORT_ENCOUNTER_ADMIT = "port:encounter:admit"
    PORT_ENCOUNTER_ARREST = "port:encounter:arrest"
    PORT_ENCOUNTER_DEPART = "port:encounter:depart"
    PORT_ENCOUNTER_EXPLAIN = "port:encounter:explain"
    PORT_ENCOUNTER_FIND = "port:encounter:find"
    PORT_ENCOUNTER_INSPECT = "port:encounter:inspect"
    PORT_ENCOUNTER_LIST = "port:encounter:list"
    PORT_ENCOUNTER_PRESENT = "port:encounter:present"
    PORT_ENCOUNTER_PROTECT = "port:encounter:protect"
    PORT_ENCOUNTER_READ = "port:encounter:read"
    PORT_ENCOUNTER_REFER = "port:encounter:refer"
    PORT_ENCOUNTER_REFUSE = "port:encounter:refuse"
    PORT_ENCOUNTER_RELEASE = "port:encounter:release"
    PORT_ENCOUNTER_SEIZE = "port:encounter:seize"
    PORT_ENCOUNTER_WITHDRAW = "port:encounter:withdraw"
    PORT_FIELD_ASK = "port:field:ask"
    PORT_HIT_CLAIM = "port:hit:claim"
    PORT_HIT_LIST = "port:hit:list"
    PORT_HIT_READ = "port:hit:read"
    PORT_HIT_REVIEW = "port:hit:review"
    PORT_HIT_SETTLE = "port:hit:settle"
    PORT_PROTECTION_ANSWER = "port:protection:answer"
    PORT_REPORT_READ = "port:report:read"

    @property
    def scope(self) -> str:
        """Give the scope: house, own or port."""
        return self.value.split(":", 1)[0]
