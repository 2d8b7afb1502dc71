"""What only the school and the Admin Hub can tell about a promotion, and what holds while nobody has."""

from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import AllOf, Filled, IsTrue, Not
from schoolgate.language.question import DECIDED, OPEN, Question, Touches
from schoolgate.suites.boost_promotion.facts import GROUPS

_SECTION = "[boost_promotion]"

QUESTIONS = (
    Question(
        name="platforms",
        asks="Which platforms do your learners use?",
        decides=(
            "whether learners log in by e-mail at all, so whether syncing e-mail addresses has an effect (BP-606 to BP-608)"
        ),
        answer=f'{_SECTION} platforms = ["Boost Insights", "Boost Learning"]',
        touches=(Touches(rules=("BP-606", "BP-607", "BP-608"), outcomes=OPEN),),
        settings=("platforms",),
    ),
    Question(
        name="school_email_domains",
        asks="What stands behind the @ in the school's own e-mail addresses?",
        decides="which addresses are personal or a parent's and would be synced all the same (BP-602, BP-603)",
        answer=f'{_SECTION} school_email_domains = ["school.example"]',
        touches=(
            Touches(rules=("BP-602",), outcomes=DECIDED),
            Touches(rules=("BP-603",), outcomes=OPEN),
        ),
        settings=("school_email_domains",),
        assumed="any but public mail providers",
        why="our reading: an address of a public mail provider is no school address",
    ),
    Question(
        name="contacts",
        asks="Which e-mail addresses are those of parents and carers?",
        decides="whether an address that would be synced is a parent's (BP-603)",
        answer=(
            "supply the table contacts (mis_id, email), or name the school's own domains: "
            f'{_SECTION} school_email_domains = ["school.example"]'
        ),
        touches=(Touches(rules=("BP-603",), outcomes=OPEN),),
        supplied=("contacts",),
    ),
    Question(
        name="year_groups",
        asks="Which year groups and registration groups do you choose to sync?",
        decides="who is in range, so whose learners are desynced because they are outside it (BP-205)",
        answer=f'{_SECTION} year_groups = ["R", "1", "2"] (or registration_groups; [] for everything)',
        touches=(Touches(rules=("BP-205",), outcomes=(Outcome.FAIL,)),),
        settings=("year_groups", "registration_groups"),
        assumed="everything",
        why="our reading: Select all pupils is ticked, and no range is chosen",
    ),
    Question(
        name="class_map",
        asks="Which registration groups are set up in the panel, and to which classes do they go?",
        decides="who is in range, and in which class each learner is after the sync (BP-101, BP-102)",
        answer=(
            "supply the table class_map (registration_group, set_up, and class_name where the panel has it), each group once"
        ),
        # Answered group by group: one that class_map does not list is as open as all are without it.
        touches=(
            Touches(
                facts="pupils",
                where=AllOf(IsTrue("in_range"), Filled("registration_group"), Not(IsTrue("in_map"))),
            ),
            Touches(facts=GROUPS, where=AllOf(IsTrue("in_range"), Not(IsTrue("in_map")))),
        ),
        assumed="every group not listed is set up, to the class of the same name",
        why="our reading: new groups are ticked, and their classes have their names",
    ),
    Question(
        name="has_access",
        asks="Is the learner With Access or Without Access?",
        decides="whose access is to be granted or revoked after the sync (BP-301, BP-302)",
        answer="learners.has_access: write true or false for every learner",
        touches=(
            Touches(rules=("BP-301", "BP-302"), outcomes=DECIDED, where=IsTrue("access_blank")),
            Touches(facts="learners", where=IsTrue("access_counted")),
        ),
        assumed="a blank cell is without access",
        why="our reading: the export says who has access, and leaves the others blank",
    ),
)
