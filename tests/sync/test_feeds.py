"""A library made equal to a feed: what it lists comes, changes and goes with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from intake.web.serving import Reply, redirect

from rag import Rag

from .conftest import Outlet, story


def test_a_feed_gives_the_whole_articles_of_its_pages(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/2022/quota", "herring quota")
    report = rag.sync(outlet.feed)
    assert report.added == (url,)
    article = rag.article(url)
    assert article.text == "\n\n".join(story("herring quota"))
    assert article.title == "Council talks of the herring quota"
    assert article.published == datetime.fromisoformat("2022-03-06T15:45:00+09:00")
    assert (article.source, article.url, article.locations) == ("Harbour Post", url, (url,))


def test_a_feed_that_changes_between_syncs(rag: Rag, outlet: Outlet) -> None:
    one = outlet.publish("/one", "herring quota")
    two = outlet.publish("/two", "ferry fare")
    assert set(rag.sync(outlet.feed).added) == {one, two}

    three = outlet.publish("/three", "fish market")
    outlet.publish("/two", "ferry fare", "The fare will rise by a tenth, the owner said later.")
    outlet.drop("/one")
    report = rag.sync(outlet.feed)
    assert (report.added, report.updated, report.removed) == ((three,), (two,), (one,))
    assert not report.rejected

    old, new = rag.revisions(two)[::-1]
    assert "rise by a tenth" in new.text
    assert "rise by a tenth" not in old.text
    assert rag.article(two, old.revision).text == old.text
    assert rag.article(two).revision == new.revision


def test_what_did_not_change_is_asked_for_and_not_sent(rag: Rag, outlet: Outlet) -> None:
    paths = ["/one", "/two"]
    for path, what in zip(paths, ("herring quota", "ferry fare"), strict=True):
        outlet.publish(path, what)
    rag.sync(outlet.feed)
    report = rag.sync(outlet.feed)
    assert len(report.unchanged) == 2
    assert (report.added, report.updated, report.removed, report.rejected) == ((),) * 4
    assert sorted(outlet.asked_again) == ["/feed.xml", *paths]


def test_a_page_that_changed_is_seen_though_its_feed_did_not(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    outlet.publish("/one", "herring quota", "A correction was added on Tuesday afternoon.")
    assert rag.sync(outlet.feed).updated == (url,)
    assert "/feed.xml" in outlet.asked_again


def test_the_feeds_own_text_stands_in_for_a_page_that_cannot_be_had(
    rag: Rag, outlet: Outlet
) -> None:
    url = outlet.publish("/one", "herring quota")
    outlet.site.serve("/one", Reply(403))
    assert rag.sync(outlet.feed).added == (url,)
    article = rag.article(url)
    assert article.text == "In short: Council talks of the herring quota."
    assert "403" in article.found["text"]
    assert "feed" in article.found["title"]
    assert rag.sync(outlet.feed).unchanged == (url,)

    outlet.publish("/one", "herring quota")
    assert rag.sync(outlet.feed).updated == (url,)
    assert rag.article(url).text == "\n\n".join(story("herring quota"))


def test_a_page_that_fails_later_leaves_what_is_stored(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    outlet.site.serve("/one", Reply(404))
    report = rag.sync(outlet.feed)
    assert [each.location for each in report.rejected] == [url]
    assert "stays" in report.rejected[0].reason
    assert not report.removed
    assert rag.article(url).text == "\n\n".join(story("herring quota"))
    assert rag.rejected() == report.rejected
    outlet.publish("/one", "herring quota")
    assert not rag.sync(outlet.feed).rejected
    assert rag.rejected() == ()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(body=b"<rss version='2.0'><channel><title>T</title>", kind="text/xml"),
        Reply(body=b"<rss version='2.0'><channel><title>T</title></channel></rss>"),
        Reply(body=b"<html><body>Down for maintenance.</body></html>"),
    ],
    ids=["missing", "cut off", "empty", "another page"],
)
def test_a_feed_that_fails_removes_nothing(rag: Rag, outlet: Outlet, reply: Reply) -> None:
    outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    outlet.site.serve("/feed.xml", reply)
    report = rag.sync(outlet.feed)
    assert [each.location for each in report.rejected] == [outlet.feed]
    assert report.removed == ()
    assert len(rag.articles()) == 1


PAGE = "<html><body><p>{}</p></body></html>".format("We are at work here, come back later. " * 9)


def test_a_page_in_a_feeds_place_is_no_article_and_removes_nothing(
    rag: Rag, outlet: Outlet
) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    outlet.site.serve("/feed.xml", Reply(body=PAGE.encode()))
    report = rag.sync(outlet.feed)
    assert (report.added, report.removed) == ((), ())
    assert "a feed was" in report.rejected[0].reason
    assert [each.id for each in rag.articles()] == [url]
    page = outlet.site.serve("/page", Reply(body=PAGE.encode()))
    assert rag.sync(page).added == (page,)


def test_a_feed_that_leads_to_another_sites_removes_nothing(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    other = outlet.site.serve("/parked", Reply(body=_feed(outlet.url("/two")).encode()))
    outlet.publish("/two", "ferry fare")
    elsewhere = other.replace("127.0.0.1", "localhost")
    outlet.site.serve("/feed.xml", redirect(elsewhere))
    report = rag.sync(outlet.feed)
    assert report.removed == ()
    assert "localhost" in report.rejected[0].reason
    # One that moved and still lists what it did is followed.
    outlet.site.serve("/parked", Reply(body=_feed(url).encode()))
    report = rag.sync(outlet.feed)
    assert (report.removed, report.rejected) == ((outlet.url("/two"),), ())


def _feed(*urls: str) -> str:
    items = "".join(f"<item><title>T</title><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    "reply",
    [Reply(404), Reply(body=b""), Reply(body=b"\x89PNG\r\n\x1a\n0000", kind="image/png")],
    ids=["missing", "empty", "a picture"],
)
def test_the_feeds_own_text_replaces_no_whole_text(rag: Rag, outlet: Outlet, reply: Reply) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    outlet.publish("/two", "ferry fare")  # so that the feed is sent again, with its summaries
    outlet.site.serve("/one", reply)
    report = rag.sync(outlet.feed)
    assert report.updated == ()
    assert [each.location for each in report.rejected] == [url]
    assert report.rejected[0].reason.count("stays") == 1
    assert rag.article(url).text == "\n\n".join(story("herring quota"))
    outlet.publish("/one", "herring quota", "A correction was added on Tuesday afternoon.")
    assert rag.sync(outlet.feed).updated == (url,)


def test_a_page_cut_to_its_beginning_is_no_new_version(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    title, paragraphs = outlet.stories["/one"]
    outlet.stories["/one"] = (title, paragraphs[:1])
    report = rag.sync(outlet.feed)
    assert (report.updated, report.removed) == ((), ())
    assert "829 characters" in report.rejected[0].reason
    assert rag.article(url).text == "\n\n".join(story("herring quota"))
    # Another text at the address is a new version, however short.
    outlet.stories["/one"] = (title, story("ferry fare")[:1])
    assert rag.sync(outlet.feed).updated == (url,)


def test_ingest_keeps_what_a_feed_no_longer_lists(rag: Rag, outlet: Outlet) -> None:
    outlet.publish("/one", "herring quota")
    outlet.publish("/two", "ferry fare")
    rag.ingest(outlet.feed)
    outlet.drop("/one")
    assert rag.ingest(outlet.feed).removed == ()
    assert len(rag.articles()) == 2


def test_what_two_feeds_name_goes_when_both_have_dropped_it(rag: Rag, outlet: Outlet) -> None:
    outlet.publish("/two", "ferry fare")
    url = outlet.publish("/one", "herring quota")
    second = outlet.site.serve("/second.xml", outlet._feed)
    rag.sync(outlet.feed, second)
    assert rag.article(url).locations == (url,)
    outlet.drop("/one")
    assert rag.sync(outlet.feed).removed == ()
    assert rag.sync(second).removed == (url,)


def test_what_two_feeds_say_differently_of_a_page_is_one_article(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    bare = "".join(f"<p>{each}</p>" for each in story("herring quota"))
    outlet.site.serve("/one", Reply(body=f"<html><body>{bare}</body></html>".encode()))
    world = outlet.site.serve("/world.xml", Reply(body=_feed(url).encode()))
    bay = _feed(url).replace("<title>F<", "<title>The Bay<")
    bays = outlet.site.serve("/bay.xml", Reply(body=bay.encode()))
    report = rag.sync(world, bays)
    assert (report.added, report.rejected) == ((url,), ())
    assert rag.sync(world, bays).unchanged == (url,)
    outlet.publish("/two", "ferry fare")
    outlet.site.serve("/world.xml", Reply(body=_feed(outlet.url("/two")).encode()))
    assert rag.sync(world, bays).removed == ()
    assert rag.article(url)


def test_a_page_that_was_also_named_itself_stays(rag: Rag, outlet: Outlet) -> None:
    outlet.publish("/two", "ferry fare")
    url = outlet.publish("/one", "herring quota")
    rag.ingest(url)
    rag.sync(outlet.feed)
    outlet.drop("/one")
    assert rag.sync(outlet.feed).removed == ()
    assert rag.article(url)


def test_a_feed_and_a_folder_do_not_take_each_others_articles(
    rag: Rag, outlet: Outlet, tmp_path: Path
) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    (folder / "a.txt").write_text("A ship came in on Friday, and it had oranges from the south.")
    url = outlet.publish("/one", "herring quota")
    rag.sync(outlet.feed)
    assert rag.sync(folder).removed == ()
    assert rag.sync(outlet.feed).removed == ()
    assert len(rag.articles()) == 2
    (folder / "a.txt").unlink()
    assert rag.sync(folder).removed == ("clippings/a.txt",)
    assert rag.article(url)


def test_furniture_that_recurs_on_a_site_goes(rag: Rag, outlet: Outlet) -> None:
    about = (
        "Harbour Post has told what happens on the quays since 1921, and is owned by those who "
        "read it, who meet in the old customs house every spring."
    )
    for number, what in enumerate(("herring quota", "ferry fare", "fish market", "dry dock")):
        outlet.publish(f"/{number}", what, about)
    rag.sync(outlet.feed)
    for article in rag.articles():
        assert about not in article.text
        assert "recur" in article.found["text"]
        assert "Fishermen" in article.text


def test_a_page_by_itself_is_an_article(rag: Rag, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    outlet.site.serve("/one?utm_source=x", redirect("/one"))
    assert rag.ingest(url + "?utm_source=x").added == (url,)
    assert rag.ingest(url).unchanged == (url,)
    assert outlet.asked_again == ["/one"]


def test_local_addresses_need_the_setting(tmp_path: Path, outlet: Outlet) -> None:
    url = outlet.publish("/one", "herring quota")
    with Rag.open(tmp_path / "index") as rag:
        report = rag.ingest(url)
    assert [each.location for each in report.rejected] == [url]
    assert "RAG_FETCH_LOCAL" in report.rejected[0].reason
    assert outlet.site.asked == []


def test_answers_need_no_raw_input_any_more(rag: Rag, outlet: Outlet, tmp_path: Path) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    paragraphs = "".join(f"<p>{each}</p>" for each in story("herring quota"))
    (folder / "a.html").write_text(
        f"<html><body><nav>Home</nav><article><h1>The quota</h1>{paragraphs}</article></body>"
    )
    rag.ingest(folder)
    (folder / "a.html").unlink()
    answer = rag.ask("What did the mayor say about the herring quota?")
    assert answer.citations
    for each in answer.citations:
        assert rag.article(each.article_id, each.revision).text[each.start : each.end] == each.quote


def test_an_old_citation_opens_what_it_cited(rag: Rag, outlet: Outlet) -> None:
    outlet.publish("/one", "herring quota")
    rag.ingest(outlet.feed)
    (old,) = rag.ask("What did the mayor say about the herring quota?").citations[:1]
    outlet.publish("/one", "ferry fare")
    assert rag.ingest(outlet.feed).updated
    assert rag.article(old.article_id, old.revision).text[old.start : old.end] == old.quote
    dossier = rag.dossier(old.article_id)
    assert [each.revision for each in dossier.revisions] == [dossier.current, old.revision]
    assert "ferry fare" in rag.article(old.article_id).text
    assert not rag.ask("What did the mayor say about the herring quota?").citations


def test_an_address_tells_its_text_again_when_a_file_that_changed_it_is_gone(
    rag: Rag, outlet: Outlet, tmp_path: Path
) -> None:
    url = outlet.publish("/one", "herring quota")
    rag.ingest(url)
    folder = tmp_path / "clippings"
    folder.mkdir()
    (folder / "a.md").write_text(f"---\nurl: {url}\n---\n" + "\n\n".join(story("ferry fare")))
    assert rag.sync(folder).updated == (url,)
    (folder / "a.md").unlink()
    rag.sync(folder)
    assert rag.ingest(url).updated == (url,)
    assert rag.article(url).text == "\n\n".join(story("herring quota"))


def test_trying_again_is_no_noise(
    rag: Rag, outlet: Outlet, capfd: pytest.CaptureFixture[str]
) -> None:
    outlet.publish("/one", "herring quota")
    whole = outlet._page
    outlet.site.serve("/one", Reply(503), whole)
    assert len(rag.ingest(outlet.url("/one")).added) == 1
    assert outlet.site.paths.count("/one") == 2
    assert capfd.readouterr().err == ""
