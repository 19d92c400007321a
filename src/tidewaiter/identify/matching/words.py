"""Words that stand in names without telling who is meant: articles, titles, kinship, legal forms. General knowledge."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words(
    "al el ul ad as ash ar an at az ud ur us il l de del della di da do dos das du la le las los"
    " van von der den ter ten y e i zu af"
)
"""Left out of comparison wherever another word of the name remains."""

KINSHIP = _words(
    "bin ben ibn bint binti binte bte ould uld wuld walad ogly oglu oghlu ogli kizi kyzy qizi gyzy"
    " ~bn ~abn ~bnt ~al ~bnw"
)
"""Words for "son of" and "daughter of"; ``~al`` is the Arabic word for a family. Left out likewise."""

TITLES = _words(
    "mr mrs ms miss dr prof eng ing sir lord rev gen general col colonel maj major capt captain lt brig sgt"
    " hajji haji hadji hajj haj hadj mullah mulla molla maulawi maulavi mawlawi mawlavi molvi maulana mawlana qari"
    " qadi sheikh shaykh sheik shaikh cheikh sayyid sayyed syed seyed seyyed sayed said ustad ustaz imam emir amir"
    " hafiz akhund akhundzada jr sr ii iii abd abu abou umm"
    " ~kary ~hajy ~mla ~mlla ~mwlwy ~mwlana ~syh ~syd ~dktwr"
)
"""Titles and other words that come and go (Abd, Abu): kept, for some are names as well, but hardly missed."""

LEGAL_FORMS = _words(
    "ltd limited llc llp lp inc incorporated corp corporation co company plc sa sal sarl sas spa srl sl bv nv ag gmbh"
    " kg ohg ooo oao zao pao ao jsc cjsc ojsc pjsc tov dooel doo ad ead eood kft zrt rt oy oyj ab as asa aps fze fzco"
    " fzc fz pte pty sdn bhd tbk pt cv kk est establishment ltda eirl eurl sae psc pvt private ooo ip gup fgup"
)
"""Legal forms of organisations; left out where another word remains."""

ORGANISATION_WORDS = LEGAL_FORMS - _words("co as ad ab sa sas ag pt rt est ip sl cv kg") | _words(
    "bank banco group holding holdings trading trade shipping marine maritime lines airlines airways aviation"
    " industries industry industrial international enterprise enterprises foundation institute university society"
    " association organization organisation committee council ministry department center centre factory plant"
    " works bureau agency fund trust party front brigade brigades army movement services service systems technology"
    " technologies engineering construction investment investments insurance petroleum oil gas energy petrochemical"
    " general import export transport logistics management tanker vessel exchange hotel mine mining metal metals"
    " laboratory research development complex commercial comercial grupo inversiones constructora agropecuaria"
    " federal state national joint stock electronics electronic chemical steel media television news"
)
"""Words by which the name of an organisation is told from that of a person."""
