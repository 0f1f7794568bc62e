"""Where parallel work splits and where it meets again: folds the ways of a map into regions.

What lies behind a split is found with dominators, where its branches meet with post-dominators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import is_

from leanbench.flow.blocks import END, Block, Region, Ways, depth_first_order, factor_region, following
from leanbench.flow.dominators import depths, dominators, spans
from leanbench.words import _

_DEEPEST = 50  # parallel work inside parallel work; people draw two or three levels


def build_regions(
    ways: Sequence[Ways],
    forward: Sequence[Ways],
    start: int,
    main: Iterable[int],
    notes: list[tuple[int, str]],
) -> tuple[Region, Region]:
    """Fold a whole flow, and its flow links alone, into one region each.

    `forward` are the flow links alone: they say where branches of the `main` path meet. `notes`
    receives (step, text) about what was simplified in the whole flow.
    """
    main = frozenset(main)
    tree = main_tree = None
    if any(len(way.parallel) > 1 for way in ways):
        paths, main_paths = _with_end(following(ways)), _with_end(following(forward))
        main_tree = _Meetings(main_paths)
        tree = main_tree if paths == main_paths else _Meetings(paths)
    expected = _Folder(ways, start, notes, main, tree, main_tree).region(start, END, END)
    if all(map(is_, ways, forward)):
        return expected, expected
    return expected, _Folder(forward, start, [], main, main_tree, main_tree).region(start, END, END)


def _with_end(follows: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Who follows whom, with the end as a node of its own."""
    size = len(follows)
    closed = [[size if target == END else target for target in targets] or (size,) for targets in follows]
    return [*closed, ()]


class _Meetings:
    """What every way to the end passes next (the post-dominator tree); the end is the last node."""

    def __init__(self, paths: list[Sequence[int]]) -> None:
        self.paths = paths
        before: list[list[int]] = [[] for _ in paths]
        for source, targets in enumerate(paths):
            for target in targets:
                before[target].append(source)
        self.next = dominators(before, len(paths) - 1)
        self.depth = depths(self.next, len(paths) - 1)


class _Folder:
    """Folds a graph of ways into regions. END is node `size` inside, -1 outside.

    `tree` and `main_tree` say where branches meet, the second for splits on the `main` path; both are
    None when nothing splits.
    """

    def __init__(
        self,
        ways: Sequence[Ways],
        start: int,
        notes: list[tuple[int, str]],
        main: frozenset[int],
        tree: _Meetings | None,
        main_tree: _Meetings | None,
    ) -> None:
        self.ways = ways
        self.notes = notes
        self.size = len(ways)
        self.main = main
        self.tree = tree
        self.main_tree = main_tree
        self.nested = 0
        self.spans = spans(dominators(tree.paths, start), start) if tree is not None else []

    def behind(self, node: int, split: int) -> bool:
        """Whether every way to `node` passes `split` first (and it is not the split itself)."""
        first, last = self.spans[split]
        return first < self.spans[node][0] <= last

    def meeting(self, heads: Sequence[int], split: int) -> int:
        """Where branches with these heads meet first: their nearest common post-dominator.

        On the main path the flow links alone decide, so that an exit out of a branch does not hide
        the join.
        """
        tree = self.main_tree if split in self.main else self.tree
        assert tree is not None
        meets, depth = tree.next, tree.depth
        node = heads[0]
        for other in heads[1:]:
            while node != other:
                if depth[node] >= depth[other]:
                    node = meets[node]
                else:
                    other = meets[other]
                if node < 0 or other < 0:
                    return END
        if node == split:
            node = meets[node]
        return END if node == self.size else node

    def region(self, entry: int | Block, stop: int, split: int, then: int = END) -> Region:
        """The region from `entry` until `stop` (END for the whole map), inside the block of `split`.

        `split` is END for the whole map. When the entry is a Block, it is followed by `then`.
        """
        keys: list[int] = []  # step index, or -2 - number of a block
        blocks: list[Block] = []
        block_of: dict[int, int] = {}
        first = -2 if isinstance(entry, Block) else entry
        if isinstance(entry, Block):
            blocks.append(entry)
            block_of[-2] = then

        def outlets(key: int) -> list[tuple[int, float]]:
            if key <= -2:
                block = blocks[-2 - key]
                gone = sum(share for _, share in block.leaving)
                return [(block_of[key], 1.0 - gone), *block.leaving]
            way = self.ways[key]
            found = list(way.exclusive)
            if way.parallel:
                if len(way.parallel) == 1:
                    found.append((way.parallel[0], way.parallel_share))
                else:
                    join = self.meeting(way.parallel, key)
                    blocks.append(self.block(way.parallel, join, key))
                    number = -1 - len(blocks)
                    block_of[number] = join
                    found.append((number, way.parallel_share))
            return found or [(END, 1.0)]

        moves_of: dict[int, list[tuple[int, float]]] = {}
        leaving: dict[int, list[tuple[int, float]]] = {}

        def open_key(key: int) -> Iterator[int]:
            moves = moves_of[key] = []
            for target, share in outlets(key):
                if target <= -2 or (
                    target not in (END, stop) and (split == END or self.behind(target, split))
                ):
                    moves.append((target, share))
                elif target != stop:
                    leaving.setdefault(target, []).append((key, share))
            return iter([target for target, _ in reversed(moves)])

        stack = [(first, open_key(first))]
        seen = {first}
        while stack:
            key, rest = stack[-1]
            for target in rest:
                if target not in seen:
                    seen.add(target)
                    stack.append((target, open_key(target)))
                    break
            else:
                keys.append(key)
                stack.pop()
        keys.reverse()
        place = {key: position for position, key in enumerate(keys)}
        moves = tuple([tuple([(place[target], share) for target, share in moves_of[key]]) for key in keys])
        states: tuple[int | Block, ...] = tuple(blocks[-2 - key] if key <= -2 else key for key in keys)
        gone = {target: [(place[key], share) for key, share in shares] for target, shares in leaving.items()}
        return factor_region(states, moves, gone)

    def block(self, heads: Sequence[int], join: int, owner: int) -> Block:
        """The parallel block of these heads; everything inside lies behind the step `owner`."""
        if self.nested == _DEEPEST:
            return self.too_deep(heads, join, owner)
        self.nested += 1
        single: list[tuple[list[int], set[int]]] = []
        for head in heads:
            if head != join and (head == END or not self.behind(head, owner)):
                text = _("A parallel branch out of {step} leads back; it is left out of the parallel work.")
                self.notes.append((owner, text))
                continue
            single.append(([head], self.reach(head, join, owner)))
        branches = [self.branch(group, steps, join, owner) for group, steps in _overlapping(single)]
        self.nested -= 1
        stays = 1.0
        gone: dict[int, float] = {}
        for branch in branches:
            stays *= 1.0 - sum(share for _, share in branch.leaving)
            for target, share in branch.leaving:
                gone[target] = gone.get(target, 0.0) + share
        total = sum(gone.values())
        leaving = tuple(
            (target, share / total * (1.0 - stays)) for target, share in gone.items() if share > 0
        )
        if leaving and join != END:
            text = _(
                "The parallel work after {step} is left from the middle of a branch. It is counted as if the"
                " other branches are finished first."
            )
            self.notes.append((owner, text))
        elif join == END:
            self.notes.append(
                (
                    owner,
                    _(
                        "The parallel branches after {step} never meet again."
                        " A case counts as finished when its longest branch is."
                    ),
                )
            )
            leaving = ()
        return Block(join, tuple(branches), leaving)

    def reach(self, head: int, join: int, owner: int) -> set[int]:
        """The steps of one branch: all that follow `head` before the join and lie behind the split."""
        found = set[int]()
        ahead = [head]
        while ahead:
            node = ahead.pop()
            if node not in (END, join) and node not in found and self.behind(node, owner):
                found.add(node)
                ahead.extend(self.ways[node].targets())
        return found

    def too_deep(self, heads: Sequence[int], join: int, owner: int) -> Block:
        """Parallel work inside very many others, as one net: its longest way is counted."""
        members = set[int]().union(*(self.reach(head, join, owner) for head in heads))
        text = _(
            "The parallel work after {{step}} lies inside {deepest} others. Its longest way is counted."
        ).format(deepest=_DEEPEST)
        self.notes.append((owner, text))
        return Block(join, (self.network(members, heads),), ())

    def branch(self, heads: list[int], steps: set[int], join: int, owner: int) -> Region:
        """One branch; several heads that share steps are a smaller parallel block first, or a net."""
        if len(heads) == 1:
            return factor_region((), (), {}) if heads[0] == join else self.region(heads[0], join, owner)
        inner = self.meeting(heads, owner)
        if inner not in (END, join) and self.behind(inner, owner) and inner not in heads:
            return self.region(self.block(heads, inner, owner), join, owner, then=inner)
        self.notes.append(
            (
                owner,
                _(
                    "The parallel branches after {step} cross each other. The longest way through them is counted;"
                    " simulate for the exact time."
                ),
            )
        )
        return self.network(steps, heads)

    def network(self, members: set[int], heads: Sequence[int]) -> Region:
        """An irreducible net of parallel work as one region: visits once, finished by the longest path."""
        ways = []
        for way in self.ways:
            exclusive = tuple((t, p) for t, p in way.exclusive if t in members)
            parallel = tuple(t for t in way.parallel if t in members)
            ways.append(Ways(exclusive, parallel, way.parallel_share))
        root = len(ways)
        ways.append(Ways((), tuple(head for head in heads if head in members), 1.0))
        order, back = depth_first_order(following(ways), root)
        order = order[1:]
        place = {node: position for position, node in enumerate(order)}
        visits = [1.0 if node in heads else 0.0 for node in order]
        moves: list[tuple[tuple[int, float], ...]] = []
        for position, node in enumerate(order):
            way = ways[node]
            found = [(place[t], p) for t, p in way.exclusive if (node, t) not in back]
            found += [(place[t], way.parallel_share) for t in way.parallel if (node, t) not in back]
            for target, share in found:
                visits[target] = 1.0 - (1.0 - visits[target]) * (1.0 - visits[position] * share)
            moves.append(tuple(found))
        nothing = tuple(() for _ in order)
        return Region(
            tuple(order), tuple(moves), tuple(visits), tuple(1.0 for _ in order), nothing, nothing, (),
            tuple(zip(order, visits, strict=True)), (), network=True,
        )  # fmt: skip


def _overlapping(single: list[tuple[list[int], set[int]]]) -> list[tuple[list[int], set[int]]]:
    """Branches (heads, steps) that share steps, together."""
    if sum(len(steps) for _, steps in single) == len(set[int]().union(*(steps for _, steps in single))):
        return single  # as good as always
    groups: list[tuple[list[int], set[int]]] = []
    for heads, steps in single:
        mine, together = steps, heads
        kept = []
        for theirs, shared in groups:
            if shared & mine:
                mine = mine | shared
                together = theirs + together
            else:
                kept.append((theirs, shared))
        groups = [*kept, (together, mine)]
    return groups
