"""Words of plain English that tell what is done to a thing: verbs, nouns of making and lacking, joints.

Nothing here knows a theme; :mod:`helpers.theme.verb_frames` says what each list means.
"""


def _words(text):
    return frozenset(text.split())


SEEK_VERBS = _words(
    "achieve acquire activate adapt add adopt advocate apply attain balance bring build capitalize capture collect "
    "combine compute construct create decode deliver deploy derive design develop devise discover encode encourage "
    "enforce enhance employ ensure estimate exploit explore expand export extract find fuse generate get harness "
    "host implement impose improve incorporate increase induce infer inject integrate introduce keep launch "
    "learn leverage maintain maximize mine obtain offer optimize output populate predict prefer preserve present "
    "produce promote propose provide realize reconstruct recover render restore return scale search select serve store "
    "support synthesize tailor train transform unify unleash unlock use utilise utilize yield"
)
COPE_VERBS = _words("cope handle tackle face confront encounter address exploit_from deal work operate")
BAD_VERBS = _words(
    "suffer struggle lack fail mitigate alleviate overcome reduce avoid eliminate replace remove circumvent "
    "bypass skip discard drop prevent omit limit hinder hamper sidestep lessen relax resolve solve fix compress"
)
REPLACE_VERBS = _words("replace avoid eliminate remove circumvent bypass skip discard drop omit sidestep compress")
NEED_VERBS = _words("require need necessitate demand depend rely assume presume")
TURN_VERBS = _words("convert transform turn decompose factorize upcycle sparsify densify prune approximate distill")
WIN_VERBS = _words(
    "outperform surpass exceed beat match rival improve accelerate enable reduce facilitate mitigate offer allow "
    "achieve provide benefit speed evolve retain maintain"
)
LOSE_VERBS = _words("suffer struggle fail lag degrade hinder impair limit overfit lead_to incur cost require decline")
COMPARE_VERBS = _words("compare outperform surpass exceed beat match rival approach contrast differ")
FROM_VERBS = SEEK_VERBS | _words("recover reconstruct learn estimate synthesize create animate infer predict generate")
COPE_PREP_VERBS = _words("suffer struggle fail cope deal address handle work limit face")
OBJECT_FRAMES = (
    ("overcome", REPLACE_VERBS), ("needed", NEED_VERBS), ("compared", COMPARE_VERBS), ("overcome", BAD_VERBS),
    ("endured", COPE_VERBS), ("overcome", TURN_VERBS), ("sought", SEEK_VERBS),
)  # fmt: skip
SUBJECT_FRAMES = (("weak", LOSE_VERBS), ("sought", WIN_VERBS))
PREP_VERB_FRAMES = (
    ("needed", (), NEED_VERBS), ("endured", (), COPE_PREP_VERBS), ("compared", (), COMPARE_VERBS),
    ("endured", ("from",), FROM_VERBS), ("sought", ("into", "to"), TURN_VERBS | {"evolve", "scale", "extend"}),
    ("sought", ("with",), SEEK_VERBS),
)  # fmt: skip
"""What is done to the object of a verb, and what is said of its subject: the first list that has the verb decides.

Prepositions after a verb that are named must be there; none are named where any will do.
"""

MAKE_NOUNS = _words(
    "generation design construction synthesis estimation prediction reconstruction learning use usage benefit power "
    "introduction development adoption recovery provision selection combination integration search advantage efficacy "
    "emergence support"
)
LACK_NOUNS = _words(
    "lack absence limitation problem cost challenge issue burden expense scarcity difficulty need drawback"
)
SETTING_NOUNS = _words(
    "problem challenge issue setting scenario condition regime environment situation case setup task"
)
BASE_NOUNS = _words("baseline counterpart equivalent alternative version variant reference")
MANNERS = _words("block row column group channel semi top ultra super very k non un self globally locally")
NOUNS = ("NOUN", "PROPN")
JOINTS = _words("to and or / - – vs versus vs. & nor but yet ( ) , even")
