"""What citations call an article: as the suite describes it, or as the school's settings name and link it."""

from collections import Counter

from schoolgate.basics.shown import visible
from schoolgate.language.settings import ArticleSettings, Settings
from schoolgate.language.suite import Suite


def main_article(suite: Suite) -> str:
    """The article that most requirements of the suite come from: the one that `[articles]` speaks of."""
    return Counter(rule.source.article for rule in suite.rules).most_common(1)[0][0] if suite.rules else ""


def given(suite: Suite, settings: Settings, article: str) -> ArticleSettings | None:
    """What the settings say of an article, where they say anything."""
    own = settings.common.articles.get(suite.name)
    return own if own and (own.title or own.url) and article == main_article(suite) else None


def named(suite: Suite, settings: Settings, article: str) -> str:
    """What to call an article: the title that the settings give it, else what the suite calls it."""
    own = given(suite, settings, article)
    return f'"{visible(own.title)}"' if own and own.title else article


def address(suite: Suite, settings: Settings, article: str) -> str:
    """Where an article stands, "" where the settings do not say."""
    own = given(suite, settings, article)
    return visible(own.url) if own and own.url else ""


def cited(suite: Suite, settings: Settings, article: str) -> str:
    """What to call an article in plain text: its title, or what it is about, and its address where the settings give one."""
    name, url = named(suite, settings, article), address(suite, settings, article)
    return f"{name} ({url})" if url else name
