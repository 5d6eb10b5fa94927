"""Money and tokens: what may still be spent. A call is paid for before it is made, so that no cap is ever passed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inkpress.errors import Refused
from inkpress.models import Prompt

# Fewer characters than real tokenisers need a token for (English takes about four), so that the reserve is enough
CHARACTERS_PER_TOKEN = 2.5
CALL_TOKENS = 50  # what servers add around the messages
_WORD = re.compile(r"[^\W_]{2,}")
_AMOUNT = re.compile(r"-?\d{1,12}\.\d{9}")


class Prices:
    """Cost of tokens, in the currency of [model] price_in and price_out (per million tokens)."""

    def __init__(self, price_in: float, price_out: float) -> None:
        self.price_in = price_in
        self.price_out = price_out

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What so many tokens cost."""
        return (prompt_tokens * self.price_in + completion_tokens * self.price_out) / 1_000_000

    def most(self, prompt: Prompt, max_tokens: int) -> float:
        """The most that one call can cost: its prompt counted generously, its answer as long as it may be."""
        return self.cost(most_prompt_tokens(prompt), max_tokens)


def least_prompt_tokens(prompt: Prompt) -> int:
    """A lower bound of the tokens of a prompt: no tokeniser makes one token of two words, and what we ask is more."""
    return len(_WORD.findall(prompt.user))


def most_prompt_tokens(prompt: Prompt) -> int:
    """An upper estimate of the tokens of a prompt with its schema; counts bytes, as tokenisers do outside ASCII."""
    size = len(prompt.system.encode()) + len(prompt.user.encode()) + len(str(prompt.answer_schema))
    return int(size / CHARACTERS_PER_TOKEN) + CALL_TOKENS


class Purse:
    """What one paper, or one whole run, may cost. A paper's purse also takes from the run's (`within`)."""

    def __init__(self, cap: float, name: str, within: Purse | None = None, spending: Spending | None = None) -> None:
        self.cap = cap
        self.name = name
        self.within = within
        self.spent = 0.0
        self._spending = spending
        # what each call under way set aside; sums of floats that come and go never end at 0
        self._held: list[float] = []
        self._change = threading.Condition()

    @contextmanager
    def hold(self, amount: float) -> Iterator[Payment]:
        """Set `amount` aside for a call; what the payment says at the end is spent, the rest is free again.

        While calls under way hold too much it waits for them. Raises Refused when the cap cannot allow the call.
        """
        if self.within is None:
            with self._hold_here(amount) as payment:
                yield payment
        else:
            with self._hold_here(amount) as payment, self.within.hold(amount) as outer:
                try:
                    yield payment
                finally:
                    outer.amount = payment.amount

    @contextmanager
    def _hold_here(self, amount: float) -> Iterator[Payment]:
        with self._change:
            while self._held and self.spent + sum(self._held) + amount > self.cap:
                self._change.wait()
            if self.spent + amount > self.cap:
                raise Refused(
                    f"the cap of {self.cap:g} per {self.name} would be passed: {self.spent:.4f} is spent "
                    f"and the next call may cost {amount:.4f}",
                    hint=f"raise [draft] max_cost_per_{self.name}; replies paid for are kept and not paid again",
                )
            self._held.append(amount)
            self._note(amount)
        payment = Payment()
        try:
            yield payment
        finally:
            with self._change:
                self._held.remove(amount)
                self.spent += payment.amount
                self._note(payment.amount - amount)
                self._change.notify_all()

    def count_earlier(self) -> None:
        """Take what earlier runs spent on the same as spent, here and in the purse this one is `within`."""
        earlier = self._spending.total() if self._spending else 0.0
        for purse in (self, self.within):
            if purse is not None:
                with purse._change:
                    purse.spent += earlier

    def _note(self, amount: float) -> None:
        if self._spending is not None and amount:
            self._spending.add(amount)


class Payment:
    """What a call really cost and its tokens; 0 until they are known."""

    amount = 0.0
    prompt_tokens = 0
    completion_tokens = 0


class Tab:
    """All that is paid for one answer: the calls that were cut or empty count as well as the one that was of use."""

    def __init__(self, purse: Purse) -> None:
        self._purse = purse
        self.cost = 0.0
        self.prompt_tokens = self.completion_tokens = 0

    @contextmanager
    def hold(self, amount: float) -> Iterator[Payment]:
        """As `Purse.hold`, and added up."""
        with self._purse.hold(amount) as payment:
            try:
                yield payment
            finally:
                self.cost += payment.amount
                self.prompt_tokens += payment.prompt_tokens
                self.completion_tokens += payment.completion_tokens


class Spending:
    """What one paper's drafts have cost over all runs: a file of amounts, one a line, whose sum is spent.

    The most that a call can cost is written before it is made, and what was too much is taken off after it. So a run
    that is killed counts its calls under way in full.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def total(self) -> float:
        """The sum, 0 when nothing was ever paid."""
        try:
            lines = self._file.read_text("ascii", "replace").splitlines()
        except FileNotFoundError:
            return 0.0
        amounts = [float(line) for line in lines if _AMOUNT.fullmatch(line)]  # not what a full disk cut short
        return max(0.0, round(sum(amounts), 9))

    def add(self, amount: float) -> None:
        """Write an amount down; a negative one gives back."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="ascii") as file:
            file.write(f"{amount:.9f}\n")
