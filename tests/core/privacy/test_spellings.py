"""One name in every spelling is one person, and words of every day stay words."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.event.records import (
    Action,
    Charter,
    Column,
    Dataset,
    Event,
    Header,
    Line,
    Map,
    Member,
    Note,
    Step,
    Study,
)
from leanbench.privacy import public_copy
from leanbench.privacy.name_spellings import name_words
from leanbench.privacy.possible_names import possible_names
from leanbench.privacy.text_names import addresses
from leanbench.privacy.word_lists import fold
from leanbench.schema import replace

PEOPLE = (
    ("Maria", "Zaragoza-Quiñones"),
    ("Seán", "O’Shaughnessy"),
    ("Jürgen", "Müller-Lüdenscheidt"),
    ("Nguyễn", "Thịnh"),
    ("Ana", "de la Cruz"),
    ("Will", "Grant"),
    ("Zoë", "D’Angelo"),
    ("Wei", "Zhang"),
    ("Ludovic", "van der Meer"),
)
FRAMES = (
    "We asked {} about the form.",
    "{} waits.",
    "({})",
    "Form of {}, second page",
    "see “{}”",
    "\t{}\n",
    "by {}: ok",
)


def event_of(*names: str) -> Event:
    return Event(team=tuple(Member(name, "Clerk") for name in names))


def spelled(person: tuple[str, str], how: int, case: int, blank: str) -> str:
    """A name in one of the ways people write it."""
    given_name, surname = person
    whole = (
        f"{given_name} {surname}",
        f"{surname}, {given_name}",
        f"{given_name[0]}. {surname}",
        f"{surname}, {given_name[0]}.",
        f"Ms. {surname}",
        f"{given_name} J. {surname}",
        f"Inspector {surname}’s",
        f"{given_name}{surname}’s",
        f"Dr. {given_name} {surname}, PhD",
        f"{given_name[0]}.{surname}",
        f"{given_name}.{surname}@city.gov".replace(" ", ""),
    )[how]
    if how < 4:
        whole = (whole, whole.upper(), whole.title())[case]
    return whole.replace(" ", blank) if how not in (4, 6, 8) else whole


@given(
    person=st.sampled_from(PEOPLE),
    how=st.integers(0, 10),
    case=st.integers(0, 2),
    blank=st.sampled_from((" ", "  ", "\u00a0", "\u202f", "\n", " \u200b", "\t")),
    frame=st.sampled_from(FRAMES),
)
def test_any_spelling_of_a_listed_name_is_its_person(person, how, case, blank, frame) -> None:
    copy = public_copy(event_of(*(" ".join(one) for one in PEOPLE)))
    label = f"Person {chr(65 + PEOPLE.index(person))}"
    made = copy.text(frame.format(spelled(person, how, case, blank)))
    assert label in made
    assert fold(person[1]) not in fold(made)
    rest = fold(made.replace(label, "")).replace("inspector", "")
    assert (
        rest.removesuffix("s") in (fold(frame), fold(frame) + "s", fold(frame).removesuffix("s"))
        or "’" in made
    )


@pytest.mark.parametrize(
    "text",
    [
        "The board will grant the permit.",
        "Will the grant be enough? May we mark it?",
        "The King County grant, in May",
        "A Price list; the price is the price",
        "Mark all forms. Bill the client.",
        "Clerk of court, the clerk",
        "a young page",
        "Person A told Person B",
        "long waits, thanks, smart people",
        "The form of Form D-12",
        "BP-20401",
        "https://example.org/a",
    ],
)
def test_words_of_every_day_stay(text: str) -> None:
    copy = public_copy(
        event_of("Will Grant", "Mark Price", "T. Hank", "Ann King", "John Clerk", "Bill Young", "May Page")
    )
    assert copy.text(text) == text


def test_common_words_are_replaced_as_whole_names_and_behind_titles() -> None:
    copy = public_copy(event_of("Will Grant", "Mark Price"))
    said = copy.text("Will Grant, Mr. Grant, Inspector Price, WILL GRANT, M. Price, and Grant, Will.")
    assert said == "Person A, Person A, Inspector Person B, Person A, Person B, and Person A."


def test_names_inside_names_of_files_hyphenated_over_lines_and_of_whole_families() -> None:
    copy = public_copy(event_of("Maria Whitfield-Ojeda", "Ana Ortiz"))
    said = copy.text(
        "WhitfieldTimes.csv, Whit-\nfield, the Whitfields, A_Ortiz_2026.pdf, ortiz-ana.xlsx, Ph.D., OK"
    )
    assert said == "Person ATimes.csv, Person A, the Person A, Person B_2026.pdf, Person B.xlsx, Ph.D., OK"


def test_names_of_two_people_with_one_surname_are_told_apart() -> None:
    copy = public_copy(event_of("John Whitfield", "Jane Whitfield"))
    assert copy.text("John Whitfield and Jane Whitfield") == "Person A and Person B"
    assert copy.text("J. Whitfield, Whitfield") == "Person A or Person B, Person A or Person B"


def test_cells_of_people_know_titles_offices_initials_and_lists() -> None:
    who = (
        "M. Lopez / Dana Whitfield",
        "Permit Center supervisor",
        "ML, DW",
        "Director of Planning",
        "all",
        "Ortiz, Haddad",
        "Haddad, Omar",
        "Finance",
        "Director Dana Whitfield",
        "Supervisor on duty",
        "Operator 3",
        "jdoe",
        "TBD",
    )
    event = Event(
        team=(Member("Maria Lopez"), Member("Ana Ortiz"), Member("Omar Haddad")),
        actions=tuple(Action(who=one) for one in who),
        charter=Charter(
            sponsor="Dana Whitfield, director", facilitators=(Line("Lee Chen"), Line("State Lean office"))
        ),
    )
    made = public_copy(event).event
    assert made.charter.sponsor == "Person D, director"
    assert [line.text for line in made.charter.facilitators] == ["Person E", "State Lean office"]
    assert [action.who for action in made.actions] == [
        "Person A / Person D",
        "Permit Center supervisor",
        "Person A, Person D",
        "Director of Planning",
        "all",
        "Person B, Person C",
        "Person C",
        "Finance",
        "Director Person D",
        "Supervisor on duty",
        "Operator 3",
        "Person F",
        "TBD",
    ]


def test_a_name_behind_a_title_or_beside_a_given_name_is_found_in_running_text() -> None:
    notes = (
        "Inspector Fenwicke said no",
        "Dana Whitfield, director, agrees",
        "ask John Kowalczyk",
        "Q. Whitmore signs",
        "Ms. Price waits",
        "Community Development pays",
        "Permit Center opens",
        "call 555-013-8842 or (555) 013-8842 x12",
        "hilda@x.org",
        "permits@city.gov",
        "C:\\Users\\jdoe\\data.csv",
    )
    event = Event(maps=(Map("current", notes=tuple(Note(text=one) for one in notes)),))
    made = [note.text for note in public_copy(event).event.maps[0].notes]
    assert made == [
        "Inspector Person A said no",
        "Person B, director, agrees",
        "ask Person C",
        "Person D signs",
        "Person E waits",
        "Community Development pays",
        "Permit Center opens",
        "call (phone number) or (phone number)",
        "Person F",
        "permits@city.gov",
        "C:\\Users\\user\\data.csv",
    ]


def staff_event(cells: list[str], heading: str = "Examiner") -> Event:
    rows = "".join(f'"{cell}",{number}\n' for number, cell in enumerate(cells))
    data = Dataset(
        "d", "Times", (Column(heading, "text"), Column("Minutes", "number")), f"{heading},Minutes\n{rows}"
    )
    return Event(
        datasets=(data,),
        studies=(Study("k", dataset="d", method="i-mr", options={"where": {heading: cells[0]}}),),
    )


@given(
    st.lists(
        st.sampled_from(
            (
                "Maria Lopez",
                "LOPEZ, MARIA",
                "M. Lopez",
                "Clerk",
                "Operator 2",
                "Person A",
                "jdoe7",
                "40231",
                "",
                "B",
            )
        ),
        min_size=1,
        max_size=12,
    )
)
def test_cells_that_differ_go_on_to_differ_and_equal_ones_stay_equal(cells: list[str]) -> None:
    copy = public_copy(staff_event(cells))
    data = copy.event.datasets[0]
    made = [row[0] for row in csv.reader(data.text.splitlines()[1:])]
    assert len(made) == len(cells)
    pairs = set(zip(cells, made, strict=True))
    assert len(pairs) == len(set(cells)) == len(set(made))
    for before, after in pairs:
        assert before == after or "Person" in after
        assert (before == after) == (before in ("Clerk", "Operator 2", "Person A", "", "B"))
    assert copy.event.studies[0].options["where"]["Examiner"] == made[0]
    assert public_copy(copy.event).event == copy.event


@pytest.mark.parametrize(
    "heading", ["Staff type", "Examiner hours", "Permit type", "Reviewer comments count", "Kind"]
)
def test_a_column_that_only_speaks_of_staff_is_left(heading: str) -> None:
    event = staff_event(["express", "full", "express"], heading)
    assert public_copy(event).event.datasets == event.datasets


def test_a_column_of_names_under_any_heading_is_found_and_can_be_kept() -> None:
    event = replace(staff_event(["Maria Lopez", "John Kowalczyk", "Dana Whitfield"], "Lane"), studies=())
    assert "Person A" in public_copy(event).event.datasets[0].text
    assert public_copy(event, keep=["Lane"]).event.datasets[0].text == event.datasets[0].text


def test_the_list_of_words_that_may_be_names() -> None:
    event = Event(
        header=Header(title="Grant intake. Grant pays"),
        team=(Member("Will Grant"), Member("Ana Ortiz")),
        maps=(Map("current", steps=(Step("s1", "Ortiz checks"),)),),
    )
    words = {one.text: one for one in possible_names(event)}
    assert not words["Grant"].is_ticked
    assert words["Grant"].times == 3
    assert words["Ortiz"].is_ticked
    assert words["Will Grant"].is_ticked
    hidden = public_copy(event, hide=["Grant"]).event
    assert hidden.header.title == "Person A intake. Person A pays"
    kept = public_copy(event, keep=["Ana Ortiz", "Ortiz"]).event
    assert kept.maps[0].steps[0].name == "Ortiz checks"
    assert [member.name for member in kept.team] == ["Person A", "Ana Ortiz"]


def test_a_word_that_nothing_tells_as_a_name_can_be_hidden() -> None:
    event = Event(header=Header(title="Bluebird and the bluebird house"))
    assert public_copy(event).event.header.title == event.header.title
    assert public_copy(event, hide=["Bluebird"]).event.header.title == "Person A and the Person A house"


def test_ids_that_are_made_of_names_get_others_everywhere() -> None:
    event = Event(
        team=(Member("Maria Lopez"),),
        maps=(
            Map(
                "maria-lopez", steps=(Step("lopez-1", "A", extra={"combines": ["lopez-1"]}), Step("s2", "B"))
            ),
        ),
        actions=(Action(id="a-7k3q9x2d4f", who="Maria Lopez"),),
    )
    made = public_copy(event).event
    assert made.maps[0].id == "person-a"
    assert [step.id for step in made.maps[0].steps] == ["person-a-1", "s2"]
    assert made.maps[0].steps[0].extra == {"combines": ["person-a-1"]}
    assert made.actions[0].id == "a-7k3q9x2d4f"


def test_who_alone_has_a_role_and_stands_in_the_data_is_spoken_of() -> None:
    event = staff_event(["Maria Lopez", "Ana Ortiz"])
    team = (
        Member("Maria Lopez", "Chief examiner"),
        Member("Ana Ortiz", "Clerk"),
        Member("Lee Chen", "Clerk"),
    )
    notes = public_copy(Event(team=team, datasets=event.datasets)).notes
    assert len(notes) == 1
    assert "Person A (Chief examiner)" in notes[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("López, María J.", ["maria", "j", "lopez"]),
        ("Dr. O’Brien-Li, Jr. (Planning)", ["obrienli"]),
        ("de la Cruz, Ana", ["ana", "de", "la", "cruz"]),
        ("J.B. Smith", ["j", "b", "smith"]),
        ("", []),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert [word.key for word in name_words(name)] == words


@pytest.mark.timeout(
    60
)  # each took 20 s and more, or 2 GB, when words were looked through from each of their letters
@pytest.mark.parametrize(
    "text",
    [
        "a" * 70_000,
        "a." * 7_000 + "@" + "b." * 7_000,
        "(" * 70_000,
        "ab-" * 10_000,
        "x" + " " * 70_000 + "y",
        "/home/" * 3_000,
    ],
    ids=lambda text: text[:6],
)
def test_a_flood_in_the_place_of_a_name_is_no_hang(text: str) -> None:
    event = Event(
        actions=(Action(id="a-1", problem=text + " Maria Lopez", who=text),), team=(Member("Maria Lopez"),)
    )
    made = public_copy(event, hide=[text])
    assert "Lopez" not in made.event.actions[0].problem


def test_addresses_that_stand_against_each_other_are_all_found() -> None:
    found = [match[0] for match in addresses("to a.b@x.gov+m.lopez@y.gov,c@z.org; @d e@f")]
    assert found == ["a.b@x.gov", "+m.lopez@y.gov", "c@z.org"]
