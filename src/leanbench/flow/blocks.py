"""Regions and parallel blocks: the tree into which a flow is folded before it is computed.

A region is a Markov chain of exclusive states with one entry. A state is a step, or a parallel
block whose branches are regions again; a block is left when all its branches are done. How blocks
are found is told in `parallel`. Visits are solved here, once per structure: a change of a time
needs sums only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leanbench.schema import Record

END = -1
RAREST = 1e-12  # a loop that is left more rarely counts as left this often: smaller chances drown in rounding
Moves = tuple[tuple[int, float], ...]  # ways on: (target, probability)


class Ways(Record):
    """The ways out of one step: exclusive (target, probability), and targets taken all together."""

    exclusive: Moves
    parallel: tuple[int, ...]
    parallel_share: float

    def targets(self) -> tuple[int, ...]:
        """Every target that can follow."""
        return (*[target for target, _ in self.exclusive], *self.parallel)


class Block(Record):
    """Parallel branches between a split and a join; `join` is END when they never meet."""

    join: int
    branches: tuple[Region, ...]
    leaving: Moves  # ways out other than the join: rework out of the block, exits

    def labour_steps(self) -> Iterator[int]:
        """Every step inside."""
        for branch in self.branches:
            yield from branch.all_steps()


class Stretch(Record):
    """Steps that follow each other with certainty, perhaps a parallel block after them, then ways ahead.

    `ahead` are the ways to other stretches of the region, `ending` the chance that the pass ends here.
    """

    steps: tuple[int, ...]
    block: Block | None
    ahead: Moves
    ending: float


class Region(Record):
    """A chain of exclusive states, entered at state 0.

    `states[k]` is a step index or a Block; `visits[k]` the expected visits per entry. The system
    (I - Q) x = b is kept factored: `scale`, `above` (rows that take from k) and `below` (rows that
    k takes from), see `solve`. `moves[k]` are the ways on inside the region. `leaving` are the
    chances to leave it elsewhere than at its stop. `stretches` are the same states and moves for a
    pass without ways back, in flow order; `likeliest` are those of the likeliest way. A `network`
    region is an irreducible parallel net: every state once, finished along the longest path;
    `moves` then hold its edges, and it has no stretches.
    """

    states: tuple[int | Block, ...]
    moves: tuple[Moves, ...]
    visits: tuple[float, ...]
    scale: tuple[float, ...]
    above: tuple[Moves, ...]
    below: tuple[Moves, ...]
    leaving: Moves
    steps: tuple[tuple[int, float], ...]  # (step index, visits) of the plain states
    blocks: tuple[tuple[Block, float], ...]
    stretches: tuple[Stretch, ...] = ()
    likeliest: tuple[Stretch, ...] = ()
    network: bool = False

    def all_steps(self) -> Iterator[int]:
        """Every step in this region and its blocks."""
        for position, _ in self.steps:
            yield position
        for block, _ in self.blocks:
            yield from block.labour_steps()

    def joins(self) -> Iterator[int]:
        """The joins of all parallel blocks inside."""
        for block, _ in self.blocks:
            yield block.join
            for branch in block.branches:
                yield from branch.joins()

    def add_visits(self, weight: float, totals: list[float]) -> None:
        """Add the expected visits of every step, for `weight` entries into this region."""
        for position, visits in self.steps:
            totals[position] += weight * visits
        for block, visits in self.blocks:
            for branch in block.branches:
                branch.add_visits(weight * visits, totals)

    def solve(self, rewards: Sequence[float]) -> list[float]:
        """x = (I - Q)^-1 rewards: the expected total reward from each state until the region is left."""
        x = list(rewards)
        for k in range(len(x) - 1, -1, -1):
            value = x[k] = x[k] * self.scale[k]
            for i, factor in self.above[k]:
                x[i] += factor * value
        for k, terms in enumerate(self.below):
            for j, factor in terms:
                x[k] += factor * x[j]
        return x


def following(ways: Iterable[Ways]) -> list[tuple[int, ...]]:
    """Who follows each step."""
    return [way.targets() for way in ways]


def depth_first_order(follows: Sequence[Sequence[int]], start: int) -> tuple[list[int], set[tuple[int, int]]]:
    """Steps reached from `start` in flow order (reverse postorder), and the links that lead back."""
    order: list[int] = []
    back = set[tuple[int, int]]()
    under_way = [True] * len(follows)  # until a step is left for good
    seen = [False] * len(follows)
    seen[start] = True
    stack = [(start, reversed(follows[start]))]
    while stack:
        source, targets = stack[-1]
        for target in targets:
            if target == END:
                continue
            if not seen[target]:
                seen[target] = True
                stack.append((target, reversed(follows[target])))
                break
            if under_way[target]:
                back.add((source, target))
        else:
            under_way[source] = False
            order.append(source)
            stack.pop()
    order.reverse()
    return order, back


def factor_region(
    states: tuple[int | Block, ...],
    moves: tuple[Moves, ...],
    leaving: dict[int, list[tuple[int, float]]],
) -> Region:
    """Eliminate states from the last to the first (sparse Gauss on I - Q), then the visits from state 0.

    States come in flow order, so only open loops cause fill-in.
    """
    size = len(states)
    rows: list[dict[int, float]] = [{} for _ in range(size)]
    columns: list[set[int]] = [set() for _ in range(size)]
    for k, ways_on in enumerate(moves):
        for target, share in ways_on:
            rows[k][target] = rows[k].get(target, 0.0) + share
            columns[target].add(k)
    scale = [1.0] * size
    above: list[Moves] = [()] * size
    below: list[Moves] = [()] * size
    for k in range(size - 1, -1, -1):
        row = rows[k]
        if row:  # ways ahead are gone by now: this one leads back, or to itself
            scale[k] = 1.0 / max(1.0 - row.pop(k, 0.0), RAREST)
            below[k] = tuple([(j, share * scale[k]) for j, share in row.items()])
        taken = []
        for i in sorted(columns[k]):
            if i >= k:
                break
            factor = rows[i].pop(k)
            taken.append((i, factor))
            for j, share in below[k]:
                rows[i][j] = rows[i].get(j, 0.0) + factor * share
                columns[j].add(i)
        above[k] = tuple(taken)
    visits = [0.0] * size
    for k in range(size):
        visits[k] = scale[k] * (1.0 if k == 0 else sum([factor * visits[i] for i, factor in above[k]]))
    gone = []
    for target, shares in leaving.items():
        chance = sum(visits[k] * share for k, share in shares)
        if chance > 0.0:
            gone.append((target, min(1.0, chance)))
    passed = list(zip(states, visits, strict=True))
    steps = tuple([(state, v) for state, v in passed if not isinstance(state, Block)])
    blocks = tuple([(state, v) for state, v in passed if isinstance(state, Block)])
    stretches = _stretches(states, moves)
    return Region(
        states, moves, tuple(visits), tuple(scale), tuple(above), tuple(below), tuple(gone), steps, blocks,
        stretches, _likeliest(stretches),
    )  # fmt: skip


def with_ways(region: Region, ways: Mapping[int, Ways]) -> Region | None:
    """A whole map's region with other shares on the same ways out of some steps; None where one lies in a block."""
    moves = list(region.moves)
    inside = {position for block, _ in region.blocks for position in block.labour_steps()}
    for position, way in ways.items():
        if position in inside or position not in region.states:
            return None
        shares = [share for target, share in way.exclusive if target != END]
        shares += [way.parallel_share] if way.parallel else []
        k = region.states.index(position)
        moves[k] = tuple([(target, share) for (target, _), share in zip(moves[k], shares, strict=True)])
    return factor_region(region.states, tuple(moves), {})


def _stretches(states: tuple[int | Block, ...], moves: tuple[Moves, ...]) -> tuple[Stretch, ...]:
    """The states in stretches: a new one wherever a way is uncertain, ways meet, or a block was passed."""
    ahead = [[(target, share) for target, share in row if target > k] for k, row in enumerate(moves)]
    entered = [0] * len(states)
    for row in ahead:
        for target, _ in row:
            entered[target] += 1
    place: dict[int, int] = {}
    found: list[tuple[tuple[int, ...], Block | None, int]] = []
    inside = set[int]()
    for head in range(len(states)):
        if head in inside:
            continue
        place[head] = len(found)
        steps, block, k = list[int](), None, head
        while True:
            state = states[k]
            if isinstance(state, Block):
                block = state
                break
            steps.append(state)
            if len(ahead[k]) != 1 or ahead[k][0][1] != 1.0 or entered[ahead[k][0][0]] != 1:
                break
            k = ahead[k][0][0]
            inside.add(k)
        found.append((tuple(steps), block, k))
    return tuple(
        Stretch(
            steps,
            block,
            tuple([(place[target], share) for target, share in ahead[last]]),
            max(0.0, 1.0 - sum([share for _, share in ahead[last]])),
        )
        for steps, block, last in found
    )


def _likeliest(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """From the entry always the likeliest way ahead; of equal ones the first in flow order."""
    found: list[Stretch] = []
    place = 0
    while place < len(stretches):
        found.append(stretches[place])
        ahead = stretches[place].ahead
        place = min(ahead, key=lambda way: (-way[1], way[0]))[0] if ahead else len(stretches)
    return tuple(found)
