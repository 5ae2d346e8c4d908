"""The words that pages put around articles, as a table to read and to extend.

A phrase counts only when it is the whole of a line; a sentence that mentions related posts stays.
Keys are lower case, letters and digits only, apostrophes dropped.
"""

from __future__ import annotations

import re
from enum import Enum


class Furniture(Enum):
    """What a line of furniture takes with it."""

    ALONE = "nothing"
    PAIR = "the headline under it"
    LIST = "the headlines under it"
    END = "all that follows"


def _table(lines: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in re.split(r"[\n|]", lines) if phrase.strip())


_ALONE = _table(
    """
    no time to read | get a summary | get summary | summarize | scroll top | scroll to top
    go to top | back to top | top | skip to content | skip to main content | menu | main menu
    navigation | search | home | log in | login | sign in | sign up | register | my account
    subscribe | subscribe now | share | share this | share this article | share this post
    share this story | share article | tweet | email | e mail | print | print this | copy link
    copy url | link copied | facebook | twitter | x | whatsapp | telegram | linkedin | pinterest
    reddit | instagram | youtube | tiktok | threads | flipboard | advertisement | advertisements
    advertising | ad | ads | sponsored | sponsored content | promoted | continue reading
    read more | read full story | read the full story | keep reading | show more | see more
    load more | view all | see all | more | listen | listen to this article | listen to article
    play | play video | watch | watch video | video | gallery | save | save article | bookmark
    close | follow | follow us | follow me | accept | accept all | accept all cookies
    accept cookies | reject all | cookie settings | manage cookies | manage preferences
    privacy policy | terms of use | terms of service | cookie policy | contact us | about us
    loading | reply | cancel reply | post comment | submit | name | website | your name
    your email | text size | font size | comment | breaking | breaking news
    article continues below | article continues below advertisement | story continues below
    story continues below advertisement | tags | filed under | give feedback | report this ad
    compartir | imprimir | publicidad | leer más | seguir leyendo | síguenos | suscríbete
    iniciar sesión | teilen | drucken | anzeige | werbung | weiterlesen | mehr lesen | nach oben
    zum seitenanfang | anmelden | partager | imprimer | publicité | lire la suite | haut de page
    s abonner | condividi | stampa | pubblicità | leggi tutto | compartilhar | imprimir
    publicidade | leia mais | поделиться | реклама | читать далее | наверх | подписаться | シェア
    ツイート | 広告 | 続きを読む | トップへ戻る
    """
)
_PAIR = _table(
    """
    previous article | next article | previous post | next post | previous story | next story
    previous | next | prev | prev article | prev post | older post | newer post | older | newer
    previous news | next news | artículo anterior | artículo siguiente
    siguiente artículo | entrada anterior | entrada siguiente | noticia anterior
    noticia siguiente | anterior | siguiente | vorheriger artikel | nächster artikel
    vorheriger beitrag | nächster beitrag | article précédent | article suivant
    articolo precedente | articolo successivo | artigo anterior | próximo artigo
    предыдущая статья | следующая статья | предыдущая новость | следующая новость
    前の記事 | 次の記事
    """
)
_LIST = _table(
    """
    related posts | related articles | related stories | related news | related content
    related topics | related coverage | related reading | related links | related
    similar posts | similar articles | popular article | popular articles | popular posts
    popular stories | popular news | popular now | popular | most popular | most read
    most viewed | most shared | most commented | most discussed | trending | trending now
    trending news | trending stories | top stories | top news | top articles | top posts
    latest | latest news | latest stories | latest articles | latest posts | latest headlines
    latest updates | recent posts | recent articles | recent stories | recent news
    recent comments | recommended | recommended for you | recommended articles
    recommended stories | recommended reading | you may also like | you might also like
    you may like | you might like | you might be interested in | you may be interested in
    more stories | more news | more articles | more headlines | more posts | read next
    whats next | see also | what to read next | also read | read also | further reading
    editors pick | editors picks | editors choice | must read | must reads | dont miss
    in case you missed it | other news | other stories | access ranking | ranking | rankings
    ranking of articles | headlines | todays headlines | around the web | from the web
    from our partners | promoted stories | sponsored stories | artículos relacionados
    noticias relacionadas | entradas relacionadas | te puede interesar
    también te puede interesar | te recomendamos | lo más leído | lo más visto | más leídas
    más noticias | últimas noticias | ähnliche artikel | ähnliche beiträge | verwandte artikel
    mehr zum thema | das könnte sie auch interessieren | das könnte dich auch interessieren
    meistgelesen | meistgelesene artikel | neueste beiträge | à lire aussi | articles similaires
    sur le même sujet | les plus lus | articoli correlati | potrebbe interessarti | i più letti
    leia também | mais lidas | notícias relacionadas | читайте также | похожие статьи
    популярное | самое читаемое | по теме | 関連記事 | 人気記事 | アクセスランキング | ランキング
    """
)
_END = _table(
    """
    guest book | guestbook | write a comment
    leave a comment | leave a reply | leave a response | add a comment
    add comment | post a comment | post a reply | make a comment | submit a comment | comments
    comments closed | comments are closed | view comments | show comments
    join the conversation | join the discussion | have your say | share your thoughts
    what do you think | reader comments | no comments | no comments yet
    be the first to comment | about the author | about author | author bio | author profile
    deja un comentario | deja una respuesta | comentarios | escribe un comentario
    schreibe einen kommentar | kommentar schreiben | kommentar hinterlassen | kommentare
    laisser un commentaire | commentaires | lascia un commento | commenti | deixe um comentário
    comentários | комментарии | оставить комментарий | добавить комментарий
    コメント | コメントを書く
    """
)
_EXACT = {
    **dict.fromkeys(_ALONE, Furniture.ALONE),
    **dict.fromkeys(_PAIR, Furniture.PAIR),
    **dict.fromkeys(_LIST, Furniture.LIST),
    **dict.fromkeys(_END, Furniture.END),
}

# A section's name before, or a subject after, these: `"World" POPULAR ARTICLE`, "More from Sport".
_LIST_ENDS = tuple(
    f" {words}"
    for words in _table(
        """
    popular article | popular articles | popular posts | popular stories | access ranking
    most read | top stories | latest news | related articles | related posts | related stories
    """
    )
)
_LIST_BEGINS = tuple(
    f"{words} "
    for words in _table(
        """
    more from | more in | more on | latest from | top stories in | related to | most read in
    popular in | trending in | recommended by | mehr von | más de
    """
    )
)
_LIST_WORDS = 6

_MENU = (
    "(?:home|menu|news|world|politics|business|sports?|opinion|culture|tech|health|search|login"
    "|subscribe|video|about|contact)"
)
_NETWORK = (
    "(?:facebook|twitter|x|whatsapp|email|linkedin|telegram|reddit|print|tweet|pin|share|copy|link)"
)
_ALONE_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?:about |est(?:imated)? |reading time |lesezeit |tiempo de lectura |read time )?"
        r"\d{1,3} ?(?:mins?|minutes?|minuten|minutos)"
        r"(?: read| reading time| of reading| lesezeit| de lectura)?(?: time)?",
        r"(?:total )?\d[\d ]{0,9}k? (?:shares?|views?|likes?|reads|retweets|claps|compartidos)",
        r"(?:share|tweet|pin|send|post)(?: this)?(?: \w+)? (?:on|via|by|with|to) .{1,60}",
        rf"(?:share|tweet|pin|send)(?: {_NETWORK}){{1,12}}",
        rf"{_MENU}(?: {_MENU}){{2,20}}",
        r"follow (?:us|me|our \w+) (?:on|in) .{1,80}",
        r"(?:like|find) us on .{1,60}",
        r"(?:we|this (?:web ?site|site|page)|our (?:web ?site|site)) (?:and our partners )?"
        r"uses? cookies.{0,300}",
        r"by (?:continuing|clicking|using|signing|subscribing).{0,80}"
        r"(?:cookies|privacy|terms).{0,120}",
        r"(?:este sitio (?:web )?(?:usa|utiliza)|utilizamos|usamos) cookies.{0,300}",
        r"(?:diese (?:web ?site|seite)|wir) (?:verwendet|verwenden|nutzt|nutzen) cookies.{0,300}",
        r"(?:sign up|subscribe|register)(?: now| today| here)? (?:for|to) "
        r"(?:our|the|my|receive|get) .{0,160}",
        r"(?:get|receive) .{1,100} (?:in|to) your inbox.{0,80}",
        r"(?:enter )?your e ?mail address.{0,120}",
        r"(?:required fields are marked|save my name) .{0,120}",
        r"(?:suscríbete|suscribete) (?:a|al) .{1,100}",
        r"(?:copyright|©) ?\d{4}.{0,100}",
        r".{0,60}(?:all rights reserved|alle rechte vorbehalten|todos los derechos reservados)",
        r"(?:this|the) (?:article|story|essay) (?:also )?appear(?:s|ed) in .{0,60}"
        r"(?:edition|issue|magazine)(?: .{0,60})?",
        r"(?:click|tap) here (?:to|for) .{1,80}",
        r"(?:this (?:video|content) can ?not|your browser does not|please enable javascript)"
        r".{0,120}",
    )
)
_POINTER = re.compile(
    r"(?i)(?:read|see|watch|also|read more|read also|also read|see also|read next|related|more"
    r"|don[’']t miss|must read|lea también|lee también|lesen sie auch|à lire aussi|читайте также"
    r"|tags?|filed under)\s?(?:[:|»>]|-\s).{1,200}"
)
_END_FORMS = (
    re.compile(
        r"\d{1,6} (?:comments?|responses?|replies|thoughts on .{1,200}|kommentare|comentarios)"
    ),
)
_LONGEST = 400
_JUNK = re.compile(r"[^\w©]+|_+")
_APOSTROPHE = re.compile("['’‘]")


def key(line: str) -> str:
    """A line as the table has it: lower case, words only."""
    return _JUNK.sub(" ", _APOSTROPHE.sub("", line).casefold()).strip()


def furniture(line: str) -> Furniture | None:
    """What a line is as furniture, None when it is none that is known by its words."""
    if len(line) > _LONGEST:
        return None
    phrase = key(line)
    if phrase in _EXACT:
        return _EXACT[phrase]
    if any(form.fullmatch(phrase) for form in _END_FORMS):
        return Furniture.END
    if _POINTER.fullmatch(line) or any(form.fullmatch(phrase) for form in _ALONE_FORMS):
        return Furniture.ALONE
    return Furniture.LIST if _heads_list(line, phrase) else None


def _heads_list(line: str, phrase: str) -> bool:
    if line[-1] in ".,;" or phrase.count(" ") >= _LIST_WORDS:
        return False
    return phrase.endswith(_LIST_ENDS) or phrase.startswith(_LIST_BEGINS)


_CAPTION = re.compile(
    # What a picture shows, in sentence case: a headline would be capitalised or have a verb.
    r"(?:The|A|An)\s(?:[\w’'-]+\s){0,3}(?:pamphlet|booklet|brochure|leaflet|cover|logo|emblem|flag"
    r"|seal|building|headquarters|entrance|gate|portrait|photo|photograph|picture|image|map|chart"
    r"|graph|graphic|screenshot|view|scene|statue|sign|front page)"
    r"\s(?:of|for|at|in|showing|outside)\s.{1,240}"
    r"|.{1,240}(?:\b(?:is|are) (?:seen|pictured|shown)\b|\bpictured\b|\bposes? for\b"
    r"|\((?:left|right|center|centre|file|L|R)\)|\b[Ff]ile photo\b"
    r"|\b[Ii]n this (?:file )?(?:photo|picture|image)\b).{0,160}"
)


def caption(line: str) -> bool:
    """Whether a line that is not part of the prose reads like a picture's caption."""
    return len(line) <= _LONGEST and bool(_CAPTION.fullmatch(line))
