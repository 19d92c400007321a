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
    *(_("complete"), _("document present"), _("number form"), _("mrz digits"), _("expiry"), _("issuer code")),
    *(_("birth date possible"), _("lists"), _("lost or stolen"), _("one holder"), _("one document"), _("visa purpose")),
    *(_("not run"), _("confirmed"), _("cannot tell"), _("withdrawn"), _("closed"), _("accepted"), _("cancelled")),
    *(_("name"), _("birth date"), _("document"), _("nationality"), _("plate"), _("booking"), _("contact"), _("card")),
    *(
        _("no finding"),
        _("no violation"),
        _("inadmissible"),
        _("currency"),
        _("document fraud"),
        _("driver of vehicle"),
    ),
    *(_("a possible match with a list"), _("a targeting case"), _("the test of a rule"), _("an audit of decisions")),
    *(_("an audit of readings"), _("a complaint"), _("a review of operations"), _("an arrival at the lane")),
    *(_("a referral to secondary"), _("a departure"), _("a question of the traveler"), _("a claim of protection")),
    *(_("an inquiry of redress"), _("a question of data quality"), _("a second officer's approval")),
    *(_("a review of break-glass"), _("inspection at primary")),
    *(_("yes"), _("no"), _("true"), _("false"), _("unknown"), _("random"), _("risk")),
)
