# ruff: noqa: RUF001 (letters of other scripts look like Latin ones; here they are meant)
"""Names of many scripts. The parts are common, the combinations are drawn by lot and mean nobody.

A culture lists names of girls, of boys and of families, separated by commas; what stands behind a colon is the spelling
that an e-mail address gets, where leaving out the accents does not yield one.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
import polars as pl

from schoolgate.sample.dice import Dice, Ints

SALUTATIONS = (("Miss", "Ms", "Mx"), ("Mr", "Master", "Mx"))
"""For girls and for boys."""
NICKNAMES = ("Ziggy", "Bobbie", "Teddy", "Mimi", "Jojo", "Kit", "Tibby", "Bao-bao", "Лёля", "ذيذي", "छोटू")
"""Preferred forenames that are nobody's first name here."""
MOST_SIBLINGS = 3
"""So many first names in a row differ within every culture; `tests/test_sample.py` holds it to that."""


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together; `weight` is how many of a thousand families have them."""

    weight: int
    girls: str
    boys: str
    families: str
    double_barrelled: bool = False


CULTURES = (
    Culture(
        weight=300,
        girls="Amelia, Grace, Poppy, Isla, Charlotte, Mary-Anne, Harriet, Florence, Beatrice, Willow",
        boys="Oliver, Jack, Harry, Arthur, Billy-Joe, Freddie, Samuel, Reuben, Stanley, Theo",
        families="Smith, Taylor, Ashworth, Fairclough, Hargreaves, D'Arcy, Oldroyd, Pemberton, St. John, Wren, Ng",
        double_barrelled=True,
    ),
    Culture(
        weight=60,
        girls="Siân, Cerys, Angharad, Llio, Ffion, Mêgan, Gwenllian, Eleri",
        boys="Rhys, Dafydd, Llŷr, Iôn, Gethin, Macsen, Emrys, Owain",
        families="Llewelyn, ap Rhys, Bowen, Gruffydd, Prys-Jones, Tŷ-Gwyn, Môn, Pugh, Ellis, Vaughan",
        double_barrelled=True,
    ),
    Culture(
        weight=60,
        girls="Aoife, Niamh, Saoirse, Gráinne, Róisín, Caoimhe, Sadhbh, Éabha",
        boys="Oisín, Cillian, Tadhg, Pádraig, Ruairí, Fionn, Séamus, Dáithí",
        families="O'Brien, Ní Bhriain, Mac Giolla, O’Sullivan, de Búrca, Ó Súilleabháin, Fitzgerald, Kinsella, McGrath",
    ),
    Culture(
        weight=40,
        girls="Eilidh, Mairi, Catrìona, Ailsa, Fiona, Iona",
        boys="Hamish, Ruaridh, Lachlan, Fearghas, Callum, Struan",
        families="MacLeod, McDonald, Fraser, Ross, Mac an t-Saoir, Sinclair, Stewart, Geddes",
        double_barrelled=True,
    ),
    Culture(
        weight=40,
        girls="Chloé, Anaïs, Zoë, Hélène, Maëlys, Françoise",
        boys="François, Noël, Loïc, Jean-Luc, Étienne, Maël",
        families="Lefèvre, d'Aubigné, de la Tour, Bécasse, Montaño-Gérard, L'Hermite, Çelestin, Dubois",
    ),
    Culture(
        weight=50,
        girls="Lucía, Inês, Begoña, Ximena, Conceição, Noa",
        boys="Jesús, João, Iñaki, Ángel, Gonçalo, Raúl",
        families="García Muñoz, de Souza, Núñez, Ibáñez y León, da Conceição, Peña, Gonçalves, dos Santos",
    ),
    Culture(
        weight=40,
        girls="Jördis, Åsa, Bjørg:bjorg, Käthe, Sigrún, Liv",
        boys="Jürgen, Søren:soren, Björn, Þór:thor, Måns, Götz",
        families="Müller, von der Heide, Strauß:strauss, Ångström, Kjær:kjaer, van 't Hoff, Østergård:ostergard",
    ),
    Culture(
        weight=60,
        girls="Zofia, Małgorzata:malgorzata, Łucja:lucja, Žofie, Dragica, Emőke",
        boys="Stanisław:stanislaw, Łukasz:lukasz, Bartłomiej:bartlomiej, Jiří, Đorđe:djordje, Győző",
        families="Nowak, Wójcik, Zając, Dvořák, Szabó, Mazur, Horváth, Kowalczyk, Đurić:djuric, Bąk",
    ),
    Culture(
        weight=30,
        girls="Ayşe, Gülşen, Işıl:isil, Elif, Çiğdem, Şeyma",
        boys="Oğuz, Çağrı:cagri, İbrahim, Ömer, Yiğit, Kağan",
        families="Yılmaz:yilmaz, Öztürk, Şahin, Kılıç:kilic, Doğan, Çelik, Aydın:aydin, Güneş",
    ),
    Culture(
        weight=20,
        girls="Thị Hạnh:thi hanh, Ngọc, Thuỳ Dương, Phương, Mỹ Linh, Tuyết",
        boys="Đức:duc, Quốc Bảo, Hữu Phước, Minh, Tuấn, Hiếu",
        families="Nguyễn, Trần, Phạm, Đặng:dang, Võ, Bùi, Đỗ:do, Hồ",
    ),
    Culture(
        weight=60,
        girls="Adaeze, Ọlá, Ngozi, Ẹniọlá, Yétúndé, Abena",
        boys="Chukwuemeka, Babájídé, Kwame, Ọbáfẹ́mi, Tobi, Kofi",
        families="Okoro, Adébáyọ̀, Mensah, Nwáchukwu, Ògúnlẹ́yẹ, Boateng, Balogun, Achebe",
    ),
    Culture(
        weight=90,
        girls="Aisha, Priya, Fatima, Harpreet, Zainab, Meera, Tanvi, Sumaiya",
        boys="Mohammed, Arjun, Ibrahim, Gurdeep, Yusuf, Rohan, Imran, Dev",
        families="Khan, Patel, Begum, Singh Gill, Hussain, Chowdhury, Kaur, ur-Rehman, Iyer, Sheikh",
    ),
    Culture(
        weight=40,
        girls="مريم:maryam, نور:nour, ليلى:layla, سلمى:salma, هدى:huda, ياسمين:yasmin",
        boys="يوسف:yousef, عمر:omar, خالد:khaled, سامي:sami, زيد:zayd, طارق:tareq",
        families="الخطيب:alkhatib, بن سعيد:bin saeed, حداد:haddad, النجار:alnajjar, منصور:mansour, شاهين:shaheen",
    ),
    Culture(
        weight=20,
        girls="נועה:noa, תמר:tamar, שירה:shira, יעל:yael, מיכל:michal, אביגיל:avigail",
        boys="איתן:eitan, נועם:noam, אורי:uri, דוד:david, יונתן:yonatan, עידו:ido",
        families="כהן:cohen, לוי:levi, בן-דוד:ben david, מזרחי:mizrahi, שפירא:shapira, אברהמי:avrahami",
    ),
    Culture(
        weight=40,
        girls="欣怡:xinyi, 美玲:meiling, 雨桐:yutong, 佳:jia, 靜文:jingwen, 若曦:ruoxi",
        boys="子轩:zixuan, 浩然:haoran, 偉:wei, 明哲:mingzhe, 俊傑:junjie, 宇:yu",
        families="王:wang, 李:li, 陳:chen, 欧阳:ouyang, 黃:huang, 林:lin, 张:zhang",
    ),
    Culture(
        weight=20,
        girls="Ελένη:eleni, Μαρία:maria, Χλόη:chloe, Δανάη:danae, Ζωή:zoi, Άννα:anna",
        boys="Γιώργος:giorgos, Νίκος:nikos, Άγγελος:angelos, Φίλιππος:filippos, Ηλίας:ilias, Θωμάς:thomas",
        families="Παππάς:pappas, Ζήσης:zisis, Μακρής:makris, Ράπτης:raptis, Ρήγας:rigas, Κοντός:kontos",
    ),
    Culture(
        weight=40,
        girls="Оксана:oksana, Алёна:alyona, Злата:zlata, Їжана:yizhana, Дарья:darya, Соломія:solomiya",
        boys="Алексей:aleksey, Тарас:taras, Юрій:yuriy, Фёдор:fyodor, Любомир:lyubomir, Глеб:gleb",
        families="Шевченко:shevchenko, Коваль:koval, Бондаренко:bondarenko, Живаго:zhivago, Ґудзь:gudz, Щерба:shcherba",
    ),
    Culture(
        weight=40,
        girls="मीरा:meera, अनन्या:ananya, दिव्या:divya, कृष्णा:krishna, श्रेया:shreya, ईशा:isha",
        boys="अर्जुन:arjun, विक्रम:vikram, श्याम:shyam, राहुल:rahul, ऋषि:rishi, प्रकाश:prakash",
        families="शर्मा:sharma, गुप्ता:gupta, चौधरी:chaudhari, त्रिपाठी:tripathi, जोशी:joshi, मिश्र:mishra",
    ),
)


def slug(name: str) -> str:
    """The letters that an e-mail address gets: plain, small, no accents.

    >>> slug("Ní Bhriain")
    'nibhriain'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def parsed(listed: str) -> list[tuple[str, str]]:
    """Each name of a culture's list, with its spelling in e-mail addresses."""
    pairs = (entry.strip().partition(":")[::2] for entry in listed.split(","))
    return [(name, slug(spelling or name)) for name, spelling in pairs]


@dataclass(frozen=True, slots=True)
class _Pool:
    """The names of all cultures in one frame (`name`, `slug`), where each culture's start, and how many it has."""

    frame: pl.DataFrame
    starts: Ints
    sizes: Ints

    def of(self, culture: Ints, number: Ints) -> pl.DataFrame:
        """For each person a name of the culture; numbers run round."""
        return self.frame[self.starts[culture] + number % self.sizes[culture]]


def _pool(lists: list[list[tuple[str, str]]]) -> _Pool:
    sizes = np.array([len(names) for names in lists], dtype=np.int64)
    pairs = [pair for names in lists for pair in names]
    frame = pl.DataFrame(pairs, schema={"name": pl.String(), "slug": pl.String()}, orient="row")
    return _Pool(frame, np.cumsum(sizes) - sizes, sizes)


def names(family: Ints, ordinal: Ints, dice: Dice) -> pl.DataFrame:
    """Salutations, first names and last names of people.

    Args:
        family: of each person, a number from 0.
        ordinal: each person's number within the family, from 0.
        dice: the chance.

    Returns:
        A row per person: `salutation`, `first_name`, `last_name` and, spelt for e-mail addresses, `first_slug` and
        `last_slug`. The members of a family share the last name; up to `MOST_SIBLINGS` of them have different first
        names.
    """
    families = int(family.max()) + 1
    culture = dice.picks("culture", [one.weight for one in CULTURES], families)
    girl = dice.chances("girl", 0.5, family.size)
    first_number = dice.below("first", 1 << 20, families)[family] + ordinal
    girls = _pool([parsed(one.girls) for one in CULTURES]).of(culture[family], first_number)
    boys = _pool([parsed(one.boys) for one in CULTURES]).of(culture[family], first_number)
    last = _last_names(culture, dice)[family]
    is_girl = pl.Series(girl)
    salutation = np.where(girl, 0, len(SALUTATIONS[0])) + dice.picks("salutation", (60, 35, 5), family.size)
    return pl.DataFrame(
        [
            pl.Series(SALUTATIONS[0] + SALUTATIONS[1]).gather(salutation).rename("salutation"),
            girls["name"].zip_with(is_girl, boys["name"]).rename("first_name"),
            last["name"].rename("last_name"),
            girls["slug"].zip_with(is_girl, boys["slug"]).rename("first_slug"),
            last["slug"].rename("last_slug"),
        ]
    )


def _last_names(culture: Ints, dice: Dice) -> pl.DataFrame:
    """A last name (`name`, `slug`) for each family, some of them double-barrelled."""
    pool = _pool([parsed(one.families) for one in CULTURES])
    one = pool.of(culture, dice.below("last", 1 << 20, culture.size))
    other = pool.of(culture, dice.below("other last", 1 << 20, culture.size))
    may_join = np.array([one.double_barrelled for one in CULTURES])[culture]
    joined = pl.Series(may_join & dice.chances("double", 0.12, culture.size)) & (one["name"] != other["name"])
    return pl.DataFrame(
        [
            (one["name"] + "-" + other["name"]).zip_with(joined, one["name"]),
            (one["slug"] + other["slug"]).zip_with(joined, one["slug"]),
        ]
    )
