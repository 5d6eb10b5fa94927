"""Word lists of the claim ladder, as `stem` keys. Each table is one idea; a new word is one more entry."""

from __future__ import annotations

from inkpress.check.stemming import stem

# Groups of words that say the same in a paper's sentence and in its plain retelling.
_SYNONYMS = (
    "significantly clearly substantially considerably markedly greatly noticeably much",
    "significant substantial considerable marked notable clear",
    "show demonstrate illustrate reveal indicate find observe",
    "use employ utilize adopt leverage apply exploit",
    "propose introduce present",
    "method approach technique",
    "dataset corpus collection",
    "help assist aid", "begin start", "get obtain acquire", "need require", "enable allow permit",
    "build construct create make", "choose select pick", "remove discard drop eliminate", "give provide offer supply",
    "big large", "kind type sort", "improve enhance boost", "outperform surpass exceed beat", "keep retain preserve",
    "evaluate assess test", "examine investigate explore study", "important crucial essential key vital",
    "quick fast rapid speedy", "quickly rapidly", "reach attain achieve", "only merely solely", "task problem",
    "people humans", "try attempt", "result outcome", "describe detail", "sample example", "cheap inexpensive",
    "begin commence", "end finish", "error mistake", "graphic gpu card", "license permit", "compute calculate",
    "contain hold include comprise", "score result", "whole entire full",
    "sufficient enough", "accurate precise", "nearly almost",
)  # fmt: skip
_SAME_AS = {stem(word): stem(group.split()[0]) for group in _SYNONYMS for word in group.split()}


def word_key(word: str) -> str:
    """The key under which a word is compared: its stem, or the first of the group that says the same."""
    key = stem(word)
    return _SAME_AS.get(key, key)


def keys(text: str) -> frozenset[str]:
    return frozenset(word_key(word) for word in text.split())


# Grammar, pronouns, connectives, and what a third person puts in place of "we": no statement hangs on these alone.
FUNCTION = keys(
    "a an the this that these those it its itself they them their theirs there he she his her we our ours us you your "
    "i my me who whom whose which what where when how of in on at to for from by as and or but nor so then than if "
    "be have do while whereas although though because since into onto upon among between within through via per "
    "authors author paper work researchers team also too additionally moreover furthermore therefore thus hence "
    "consequently however notably specifically here finally overall indeed namely e.g i.e etc such respectively "
    "accordingly similarly instead meanwhile further again later thereby herein latter former own about around against "
    "approximately roughly some just quite very rather another other others each both same one's et al versus vs"
)
PRONOUNS = keys("it its they them their this these that those we our he she his her which")
NEGATIONS = keys("not no never none neither nor cannot without n't isn't aren't doesn't don't didn't wasn't weren't "
                  "won't wouldn't couldn't shouldn't hasn't haven't nothing nobody hardly barely scarcely lack lacks "
                  "fail fails unable impossible")  # fmt: skip
NOT = keys("not no never none cannot neither nor")
LACKING = keys("remove removing drop leave omit skip little few less lack refuse decline reject avoid low absent "
                "missing ignore miss stop prevent exclude unlike instead rather")  # fmt: skip
HEDGES = keys(
    "may might could can possibly perhaps likely probably potentially suggest seem appear often sometimes usually "
    "generally typically tend mostly largely partly partially almost nearly approximately roughly some many several "
    "hope believe expect hypothesize speculate conjecture assume plausible would should relatively comparable "
    "comparably somewhat preliminary limited most suspect guess think estimate feel reckon wonder liken"
)
# Weak modal words: their loss matters when something certain stands in their place.
TENTATIVE = keys("may might could possibly perhaps likely probably potentially suggest seem appear hope speculate "
                  "conjecture hypothesize believe")  # fmt: skip
PARTIAL = keys("most some many several often sometimes usually generally typically mostly largely partly partially "
                "almost nearly few only sufficient similar comparable")  # fmt: skip
# Of these, the loss is no loss of caution.
WEAK_PARTIAL = keys("several many few only sufficient similar comparable almost nearly")
UNIVERSAL = keys("all every always never any none entire entirely completely fully everywhere everyone whenever "
                  "invariably identical perfect perfectly guarantee guaranteed only exactly nobody total "
                  "totally")  # fmt: skip
MILD = keys("will must only no none any")  # certain or universal in form, seldom in a retelling
CERTAIN = keys("prove proved proven proof guarantee certainly definitely undoubtedly always must will establish "
                "confirm conclusively")  # fmt: skip
STRONG = keys("best unprecedented revolutionary breakthrough groundbreaking obsolete solve solved unique unbeatable "
               "unmatched human-level superhuman perfect flawless history ever")  # fmt: skip
TOP = keys(
    "outperform surpass superior sota art highest lowest largest smallest most top leading record peak optimal optimum"
)  # words that carry a superlative
EFFECTS = keys("difference differ effect impact influence change affect affected matter loss gain improvement benefit")
SAMENESS = keys("comparable similar same equal equivalent unchanged unaffected intact negligible par")
SIZEABLE = keys("large big huge great significant severe sharp steep serious dramatic heavy major strong considerable")
# "The first ..." claims priority before these; elsewhere it counts the order.
PRIORITY = keys(
    "system model method approach work paper team study algorithm framework dataset time to ever in open of "
    "demonstration architecture agent benchmark"
)
# Whose rise is good, bad, or slow.
GOOD_METRICS = keys("accuracy precision recall f1 bleu rouge quality performance score throughput map auc reliability "
                     "robustness fluency agreement")  # fmt: skip
BAD_METRICS = keys("error errors perplexity mistake mistakes hallucination hallucinations")
SLOW_METRICS = keys("latency delay runtime time")
CHANGES = keys("improve degrade worsen deteriorate suffer stay remain keep")
# What may stand between "no" and "difference".
QUALIFIERS = keys("a any measurable significant clear real large great notable visible noticeable obvious detectable "
                   "considerable substantial further much")  # fmt: skip
TIMES = keys("day week month year hour minute time step")  # "every day" is a rhythm, no claim to all
# "The first" of these counts an order.
IN_ORDER = keys("half third quarter part stage step phase layer token word row column name author line place few two "
                 "three year month week day")  # fmt: skip
TINY = keys("negligible little hardly barely no minimal")
CAUSES = keys("because cause causes caused due owing thanks lead result therefore thus hence drive")

# Direction words: key -> (scale, sign). Two words of one scale with different signs contradict each other.
_SCALES = {
    "amount": (
        "more increase increases rise rises grow grows higher larger bigger greater longer gain gains exceed exceeds "
        "raise expand extend stretch enlarge peak peaks "
        "longest highest largest most maximum maximal maximize above upper richer",
        "less fewer decrease decreases reduce reduces reduction lower smaller shorter drop drops decline declines "
        "shrink shrinks fall falls below minimum minimal minimize lowest smallest shortest least cut cuts poorer "
        "vanish disappear fade",
    ),
    "quality": (
        "better best superior outperform outperforms surpass surpasses improve improves improvement improvements gain "
        "gains beat beats exceed exceeds advantage benefit ideal good strong stronger strongest suited suitable "
        "effective excel win wins accurate robust success succeed easier easy simple simpler helpful help boost "
        "enhance ahead enhances handle handles cope copes",
        "worse worst inferior underperform underperforms degrade degrades degradation hurt hurts harm harms loss poor "
        "poorer poorly weak weaker weakest suffer suffers lag lags trail trails fail fails failure unsuitable "
        "disadvantage harder hard difficult behind lose loses struggle struggles ineffective deteriorate collapse",
    ),
    "speed": (
        "faster fast fastest quicker quick quickly accelerate accelerates speedup speed-up rapid rapidly",
        "slower slow slowest slowly slowdown sluggish delay delays slow",
    ),
    "cost": ("cheaper cheap inexpensive affordable", "expensive costly costlier pricier dearer"),
    "order": (
        "before earlier prior precede precedes beforehand first",
        "after later subsequent follow follows afterwards last",
    ),
    "inclusion": ("with include includes including inside", "without exclude excludes excluding outside"),
    "assent": (
        "support supports accept accepts agree agrees confirm confirms correct right true valid always",
        "refute refutes reject rejects disagree disagrees contradict contradicts incorrect wrong false invalid never",
    ),
    "presence": (
        "add adds enable enables allow allows present permit",
        "remove removes disable disables prevent prevents absent forbid prohibit",
    ),
    "width": ("all every both always many", "some few rarely seldom"),
    "sameness": ("same similar equal identical", "different dissimilar distinct unequal"),
    "place": ("early front start beginning top left", "late rear end ending bottom right"),
    "force": ("positive positively active encourage", "negative negatively passive discourage"),
}  # fmt: skip
DIRECTIONS: dict[str, dict[str, int]] = {}
for _scale, (_up, _down) in _SCALES.items():
    for _sign, _words in ((1, _up), (-1, _down)):
        for _word in _words.split():
            DIRECTIONS.setdefault(word_key(_word), {})[_scale] = _sign

EVERY = keys("all every always each any entire")
NO_LABELS = keys("time times score scores compared more less higher lower up down")  # tied to any number
# Before a number, these say that it is a label and no statement about the paper: "Section 3", "Table 2".
LABELS = keys("section sections figure figures fig table tables equation eq eqs chapter appendix page pages step part "
               "algorithm theorem lemma footnote line version corollary proposition definition")  # fmt: skip
