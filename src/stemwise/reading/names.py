"""Names of elements, roles and classes that page builders use: what is chrome, what folds, what is a block."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NO_CONTENT = _set(
    """script style noscript template svg math canvas iframe frame frameset object embed applet dialog audio video
    map input select textarea datalist option progress meter head link meta base img picture source track area"""
)
"""Elements that hold no passage of the page (a ``nav`` left open by mistake may: it is judged as chrome)."""

BLOCK = _set(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr
    ul"""
)
"""Elements that end the passage before them."""

WRAPPERS = _set(
    """abbr acronym article b bdi bdo big center cite code div em font header hgroup i ins main mark nobr p section
    small span strike strong tt u"""
)
"""Elements whose text can stand without them."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

CHROME_ROLES = _set("navigation contentinfo search dialog alertdialog menu menubar")

# Classes and ids are compared by whole words ("cookie-bar" is "cookie" and "bar"): "navy" is no "nav".
CHROME = _set(
    """cookie cookies gdpr onetrust cookiebot cmplz didomi usercentrics truste ccpa cky moove nav navbar navigation
    breadcrumb breadcrumbs topbar megamenu footer colophon copyright newsletter offcanvas pagination pager sidebar
    modal popup lightbox skip addtoany sharedaddy disqus whatsapp livechat"""
)
"""Words in a class or id that name chrome."""

MAYBE_CHROME = _set("menu social share sharing related recommended comments comment respond subscribe toc tags author")
"""Words that name chrome when the element is short or made of links ("social-proof" holds testimonials)."""

NOT_CHROME = _set("proof accordion faq faqs")
"""Words that outweigh the two sets above."""

FOLD = _set(
    """accordion accordions faq faqs toggle toggles collapse collapsible collapsed expandable expander panel tab tabs
    tabpanel details answer answers spoiler readmore more question questions"""
)
"""Words in the class of something that can be folded: its hidden part is content."""

FOLD_TITLE = _set("title header heading head question trigger label button summary q btn control")
"""With a word of FOLD: the part that stays visible, which titles the folded part."""

FADES = _set("aos wow animate animated animation fade fadein reveal motion framer scroll slide slider")
"""Words in the class of something that is see-through only until it is scrolled into view."""
