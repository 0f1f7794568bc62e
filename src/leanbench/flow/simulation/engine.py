"""The event loop: one replication of a model, plain Python on a heap.

Events are (time, number, code, token). A code >= 0 is the end of a service at that step; STOP ends
the run; CHANGE alters the people of a pool; other negative codes let a case into a step after a
delay (AFTER_DELAY) or after its gate or batch (AFTER_HOLD). A token is the number of a case, or
(number, group) on a branch of parallel work. Arrivals are a sorted list beside the heap.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any

from leanbench.flow.blocks import END
from leanbench.flow.simulation.forks import CHOICE, FORK, Group
from leanbench.flow.simulation.model import Model
from leanbench.flow.simulation.streams import Chances, Times, arrivals, generator, grain

STOP = -1
CHANGE = -2
_AFTER_DELAY = -3  # minus 2 x step
_AFTER_HOLD = -4  # minus 2 x step
_FOREVER = float("inf")


class Replication:
    """One replication; `advance(until)` runs it on, the sums tell what happened since `reset`."""

    def __init__(self, model: Model, seed: int, number: int, days: int) -> None:
        self.model = model
        size = len(model.ids)
        options = model.options
        self.service = [Times(law, generator(seed, number, "service", name))
                        for law, name in zip(model.service, model.ids, strict=True)]  # fmt: skip
        self.times: list[list[float]] = [[] for _ in range(size)]
        self.ways = [Chances(generator(seed, number, "way", name)) if cuts else None
                     for cuts, name in zip(model.cuts, model.ids, strict=True)]  # fmt: skip
        self.chances: list[list[float]] = [[] for _ in range(size)]
        self.delay = [None if law is None else Times(law, generator(seed, number, "delay", name))
                      for law, name in zip(model.delay, model.ids, strict=True)]  # fmt: skip
        self.delays: list[list[float]] = [[] for _ in range(size)]
        self.arrivals = arrivals(
            generator(seed, number, "arrivals", ""), model.per_day, model.day, days, options.profile,
            options.arrivals == "even",
        )  # fmt: skip
        self.born = list(self.arrivals)
        self.arrivals.append(_FOREVER)
        self.coming = 0
        self.finish: list[float | None] = [None] * len(self.born)
        self.withdrawn: list[float] = []
        self.tick = itertools.count().__next__
        self.heap: list[tuple[float, int, int, Any]] = []
        self.queues: list[Any] = []
        self.free: list[int] = []
        self.by_priority: list[bool] = []
        self.now = 0.0
        self.held: list[list[Any]] = [[] for _ in range(size)]
        self.special = [
            model.delay[i] is not None or model.gate[i] > 0.0 or model.batch[i] > 1 for i in range(size)
        ]
        self.deadline: list[float] | None = None
        self.lined: list[float] = []
        self.reset()
        self.open_pools()
        self.first_backlog = len(self.born)
        self.start_backlog()
        if options.patience_min is not None:
            map_ = generator(seed, number, "patience", "").standard_exponential(len(self.born))
            patience = (map_ * options.patience_min).tolist()
            self.deadline = [grain(born + more) for born, more in zip(self.born, patience, strict=True)]

    def reset(self) -> None:
        """Forget the sums so far (the end of the warm-up); what is under way stays."""
        size = len(self.model.ids)
        self.served = [0] * size
        self.waited = [0.0] * size
        self.worked = [0.0] * size
        self.since = self.now
        self.before = [0.0] * size
        # Work and waiting under way belong to the time in which they happen.
        for time, _, code, _ in self.heap:
            if code >= 0:
                self.worked[code] += time - self.now
        for step, joined in self.in_line():
            self.before[step] += self.now - joined

    def in_line(self) -> Iterator[tuple[int, float]]:
        """Every case that waits for people or for its batch: (step, since when)."""
        for queue, ordered in zip(self.queues, self.by_priority, strict=True):
            for entry in queue:
                yield (entry[3], entry[1]) if ordered else (entry[1], entry[0])
        for step, gathered in enumerate(self.held):
            for joined, _ in gathered:
                yield step, joined

    def settle(self) -> None:
        """At the end: take back the work that lies beyond it, and sum the time spent in lines.

        `lined[i]` is the time spent waiting at a step between `reset` and now, whoever it was.
        """
        for time, _, code, _ in self.heap:
            if code >= 0:
                self.worked[code] -= time - self.now
        self.lined = [total - earlier for total, earlier in zip(self.waited, self.before, strict=True)]
        for step, joined in self.in_line():
            self.lined[step] += self.now - joined

    # --- setting up -----------------------------------------------------------------------------

    def open_pools(self) -> None:
        model = self.model
        for number, pool in enumerate(model.pools):
            steps = [i for i, of in enumerate(model.pool_of) if of == number]
            ordered = len({model.priority[i] for i in steps}) > 1
            self.by_priority.append(ordered or model.options.patience_min is not None)
            self.queues.append([] if ordered or model.options.patience_min is not None else deque())
            self.free.append(round(pool.shift.changes[0][1]))
            if len(pool.shift.changes) > 1:
                self.schedule_change(number, 1, 0.0)

    def schedule_change(self, pool: int, place: int, cycle_start: float) -> None:
        shift = self.model.pools[pool].shift
        if place == len(shift.changes):
            place = 0
            cycle_start += shift.cycle_days * self.model.day
        time = cycle_start + shift.changes[place][0]
        heapq.heappush(self.heap, (time, self.tick(), CHANGE, (pool, place, cycle_start)))

    def start_backlog(self) -> None:
        for step, count in self.model.backlog:
            for _ in range(count):
                case = len(self.born)
                self.born.append(0.0)
                self.finish.append(None)
                heapq.heappush(self.heap, (0.0, self.tick(), _AFTER_HOLD - 2 * step, case))

    # --- the loop -------------------------------------------------------------------------------

    def advance(self, until: float) -> None:
        """Run until a time in business minutes."""
        heap, tick = self.heap, self.tick
        heapq.heappush(heap, (until, tick(), STOP, None))
        push, pop, swap = heapq.heappush, heapq.heappop, heapq.heapreplace
        born, k, start = self.arrivals, self.coming, self.model.start
        pool_of, onward, cuts = self.model.pool_of, self.model.onward, self.model.cuts
        queues, free, by_priority, special = self.queues, self.free, self.by_priority, self.special
        times, chances = self.times, self.chances
        served, waited, worked, finish = self.served, self.waited, self.worked, self.finish
        coming = born[k]
        while True:
            event = heap[0]
            if event[0] >= coming:
                now, token, step = coming, k, start
                k += 1
                coming = born[k]
            else:
                now, _, code, token = event
                if code >= 0:
                    pool = pool_of[code]
                    if pool < 0:
                        pop(heap)
                    elif not queues[pool] or free[pool] < 0:
                        free[pool] += 1
                        pop(heap)
                    elif by_priority[pool]:
                        pop(heap)
                        free[pool] += 1
                        self.start_waiting(pool, now)
                    else:
                        joined, step, other = queues[pool].popleft()
                        try:
                            length = times[step].pop()
                        except IndexError:
                            length = self.more_times(step)
                        swap(heap, (now + length, tick(), step, other))
                        served[step] += 1
                        waited[step] += now - joined
                        worked[step] += length
                    step = onward[code]
                    if step == CHOICE:
                        try:
                            chance = chances[code].pop()
                        except IndexError:
                            chance = self.more_chances(code)
                        for cut, step in cuts[code]:  # noqa: B007 - the way found is used below
                            if chance < cut:
                                break
                    if token.__class__ is tuple:
                        self.move_branch(token, code, step, now)
                        continue
                else:
                    pop(heap)
                    if code == STOP:
                        break
                    self.handle(code, token, now)
                    continue
            if step < 0:
                if step == END:
                    finish[token] = now
                else:
                    self.fork(step, token, now)
                continue
            if special[step]:
                self.hold(step, token, now, _AFTER_DELAY)
                continue
            pool = pool_of[step]
            if pool >= 0:
                if free[pool] <= 0 or queues[pool]:
                    self.join_queue(pool, now, step, token) if by_priority[pool] else queues[pool].append(
                        (now, step, token)
                    )
                    continue
                free[pool] -= 1
            try:
                length = times[step].pop()
            except IndexError:
                length = self.more_times(step)
            push(heap, (now + length, tick(), step, token))
            served[step] += 1
            worked[step] += length
        self.coming = k
        self.now = until

    def more_times(self, step: int) -> float:
        block = self.service[step].block()
        self.times[step] = block
        return block.pop()

    def more_chances(self, step: int) -> float:
        source = self.ways[step]
        assert source is not None
        block = source.block()
        self.chances[step] = block
        return block.pop()

    # --- the less frequent things ---------------------------------------------------------------

    def handle(self, code: int, token: Any, now: float) -> None:
        """A change of people, or a case whose delay or hold is over."""
        if code == CHANGE:
            pool, place, cycle_start = token
            shift = self.model.pools[pool].shift
            before = shift.changes[place - 1][1]
            self.free[pool] += round(shift.changes[place][1]) - round(before)
            self.schedule_change(pool, place + 1, cycle_start)
            self.start_waiting(pool, now)
            return
        step, kind = divmod(-code - 3, 2)
        if kind == 0:
            self.hold(step, token, now, _AFTER_HOLD)
        else:
            self.begin(step, token, now)

    def hold(self, step: int, token: Any, now: float, stage: int) -> None:
        """Let a case through delay, batch and gate, in that order."""
        model = self.model
        if stage == _AFTER_DELAY and model.delay[step] is not None:
            source = self.delay[step]
            assert source is not None
            if not self.delays[step]:
                self.delays[step] = source.block()
            time = now + self.delays[step].pop()
            heapq.heappush(self.heap, (time, self.tick(), _AFTER_DELAY - 2 * step, token))
            return
        code = _AFTER_HOLD - 2 * step
        ready = [token]
        if model.batch[step] > 1:
            self.held[step].append((now, token))
            if len(self.held[step]) < model.batch[step]:
                return
            gathered, self.held[step] = self.held[step], []
            ready = [other for _, other in gathered]
            self.waited[step] += sum(now - joined for joined, _ in gathered)
        time = now
        if model.gate[step] > 0.0:
            period = model.gate[step]
            time = grain(-(-now // period) * period)
            self.waited[step] += (time - now) * len(ready)
        for other in ready:
            heapq.heappush(self.heap, (max(time, now), self.tick(), code, other))

    def begin(self, step: int, token: Any, now: float) -> None:
        """Start the service of a case at a step, or let it wait for people."""
        pool = self.model.pool_of[step]
        if pool >= 0 and (self.free[pool] <= 0 or self.queues[pool]):
            self.join_queue(pool, now, step, token)
            if self.free[pool] > 0:
                self.start_waiting(pool, now)
            return
        if pool >= 0:
            self.free[pool] -= 1
        self.serve(step, token, now)

    def serve(self, step: int, token: Any, now: float) -> None:
        try:
            length = self.times[step].pop()
        except IndexError:
            length = self.more_times(step)
        heapq.heappush(self.heap, (now + length, self.tick(), step, token))
        self.served[step] += 1
        self.worked[step] += length

    def join_queue(self, pool: int, now: float, step: int, token: Any) -> None:
        if self.by_priority[pool]:
            entry = (self.model.priority[step], now, self.tick(), step, token)
            heapq.heappush(self.queues[pool], entry)
        else:
            self.queues[pool].append((now, step, token))

    def start_waiting(self, pool: int, now: float) -> None:
        """Start waiting cases while people of the pool are free; withdrawn cases leave the line."""
        queue = self.queues[pool]
        while queue and self.free[pool] > 0:
            if not self.by_priority[pool]:
                joined, step, token = queue.popleft()
            else:
                _, joined, _, step, token = heapq.heappop(queue)
                if self.deadline is not None and token.__class__ is int and self.deadline[token] < now:
                    left = max(joined, self.deadline[token])
                    self.waited[step] += left - joined
                    self.withdrawn.append(left)
                    self.finish[token] = -left - 1.0  # withdrawn: marked by a negative time
                    continue
            self.waited[step] += now - joined
            self.free[pool] -= 1
            self.serve(step, token, now)

    # --- parallel work --------------------------------------------------------------------------

    def fork(self, target: int, token: Any, now: float) -> None:
        """Start all branches of parallel work."""
        fork = self.model.forks[FORK - target]
        group = Group(fork, token, len(fork.branches) if not fork.needs else len(fork.inside))
        case = token[0] if token.__class__ is tuple else token
        for branch in fork.branches:
            self.enter((case, group), branch, now)

    def enter(self, token: Any, target: int, now: float) -> None:
        """Let a branch token into a step, a nested fork, or (END) straight to where branches meet."""
        if target == END:
            self.meet(token[1], now)
        elif target <= FORK:
            self.fork(target, token, now)
        elif self.special[target]:
            self.hold(target, token, now, _AFTER_DELAY)
        else:
            self.begin(target, token, now)

    def move_branch(self, token: Any, code: int, target: int, now: float) -> None:
        """Move a branch token on after a step: inside its block, to the join, or out of the block."""
        group = token[1]
        if group.fork.needs:
            self.move_in_net(token, code, target, now)
            return
        if target <= FORK or target in group.fork.inside:
            self.enter(token, target, now)
            return
        if target != group.fork.join:
            group.leave = target
        self.meet(group, now)

    def move_in_net(self, token: Any, code: int, target: int, now: float) -> None:
        """A step of crossing branches is done: those after it that wait for nothing more begin.

        A way that is not chosen is waited for until that is clear, and so is what lies behind it alone.
        """
        group = token[1]
        fork, waiting, alive = group.fork, group.waiting, group.alive
        one = code in fork.choices
        outer = group.parent[1].fork if group.parent.__class__ is tuple else None
        if one and outer is not None and target not in outer.inside and target != outer.join:
            group.parent[1].leave = target
        arrived = [(follower, not one or follower == target) for follower in fork.onward[code]]
        begin = []
        while arrived:
            step, live = arrived.pop()
            waiting[step] -= 1
            if live:
                alive.add(step)
            if waiting[step] > 0:
                continue
            if step in alive:
                begin.append(step)
            else:
                group.missing -= 1
                arrived.extend((follower, False) for follower in fork.onward[step])
        for step in begin:
            self.enter(token, step, now)
        self.meet(group, now)

    def meet(self, group: Group, now: float) -> None:
        """One branch is done; when all are, the case goes on from the join, or where it left to."""
        group.missing -= 1
        if group.missing > 0:
            return
        target = group.fork.join if group.leave is None else group.leave
        parent = group.parent
        if parent.__class__ is tuple:
            if group.fork.needs:
                self.meet(parent[1], now)
                return
            outer = parent[1]
            if target in outer.fork.inside:
                self.enter(parent, target, now)
            else:
                if target != outer.fork.join:
                    outer.leave = target
                self.meet(outer, now)
            return
        if target == END:
            self.finish[parent] = now
        elif self.special[target]:
            self.hold(target, parent, now, _AFTER_DELAY)
        else:
            self.begin(target, parent, now)
