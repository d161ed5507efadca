"""告警: findings grouped for people, and the states through which people take them. Pure."""

from monitor.core.alerting.alert import (
    Alert,
    AlertDraft,
    AlertState,
    Context,
    Occurrence,
    TriageStep,
    alert_id,
    draft_of,
    from_iso,
    iso,
    normalised,
)
from monitor.core.alerting.grouping import AlertGrouper, Change, ChangeKind
from monitor.core.alerting.triage import Action, MuteTerms, StaleVersionError, parse_action

__all__ = [
    "Action",
    "Alert",
    "AlertDraft",
    "AlertGrouper",
    "AlertState",
    "Change",
    "ChangeKind",
    "Context",
    "MuteTerms",
    "Occurrence",
    "StaleVersionError",
    "TriageStep",
    "alert_id",
    "draft_of",
    "from_iso",
    "iso",
    "normalised",
    "parse_action",
]
