"""Providers of personal mailboxes: an address of theirs is nobody's school address."""

_DOMAINS = """
    126.com 163.com aim.com aol.co.uk aol.com blueyonder.co.uk bt.com btinternet.com btopenworld.com cox.net
    comcast.net duck.com eircom.net email.com fastmail.com fastmail.fm free.fr freeserve.co.uk gmail.com
    gmx.co.uk gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it
    hushmail.com icloud.com inbox.com interia.pl laposte.net libero.it live.co.uk live.com live.fr mac.com mail.com
    mail.ru me.com msn.com ntlworld.com o2.co.uk o2.pl onet.pl orange.fr outlook.com outlook.co.uk outlook.de outlook.fr
    outlook.ie plus.com plusnet.com pm.me proton.me protonmail.ch protonmail.com qq.com rediffmail.com rocketmail.com
    sbcglobal.net seznam.cz sky.com t-online.de talk21.com talktalk.net tiscali.co.uk tuta.com tutanota.com
    verizon.net virgin.net virginmedia.com wanadoo.fr web.de wp.pl yahoo.co.in yahoo.co.uk yahoo.com yahoo.com.au yahoo.de
    yahoo.es yahoo.fr yahoo.ie yahoo.it yandex.com yandex.ru ymail.com zoho.com
"""
PUBLIC_MAIL = frozenset(_DOMAINS.split())
"""Their domains, case folded."""
