"""Words of codes that pages show, marked for translation: bands, assignments, states, directions, modes."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WORDS = (
    *(_("low"), _("medium"), _("high")),
    *(_("primary"), _("secondary"), _("expedite")),
    *(_("inbound"), _("outbound"), _("air"), _("sea"), _("land")),
    *(_("announced"), _("presented"), _("referred"), _("admitted"), _("refused"), _("departed"), _("detained")),
    *(_("released"), _("pass"), _("fail"), _("fired"), _("not fired"), _("not evaluable")),
    *(_("passenger"), _("crew"), _("driver"), _("pedestrian"), _("conveyance"), _("person"), _("transit")),
    *(_("open"), _("claimed"), _("escalated"), _("settled"), _("suppressed"), _("match"), _("not a match")),
    *(_("draft"), _("tested"), _("approved"), _("shadow"), _("live"), _("expired"), _("retired"), _("killed")),
    *(_("yes"), _("no"), _("true"), _("false"), _("unknown"), _("random"), _("risk")),
)
