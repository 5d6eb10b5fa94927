"""Money and tokens: what may still be spent. A call is paid for before it is made, so that no cap is ever passed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from inkpress.errors import Refused
from inkpress.models import Prompt

# Fewer characters than real tokenisers need a token for (English takes about four), so that the reserve is enough
CHARACTERS_PER_TOKEN = 2.5
CALL_TOKENS = 50  # what servers add around the messages


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


def most_prompt_tokens(prompt: Prompt) -> int:
    """An upper estimate of the tokens of a prompt with its schema; counts bytes, as tokenisers do outside ASCII."""
    size = len(prompt.system.encode()) + len(prompt.user.encode()) + len(str(prompt.answer_schema))
    return int(size / CHARACTERS_PER_TOKEN) + CALL_TOKENS


class Purse:
    """What one paper, or one whole run, may cost. A paper's purse also takes from the run's (`within`)."""

    def __init__(self, cap: float, name: str, within: Purse | None = None) -> None:
        self.cap = cap
        self.name = name
        self.within = within
        self.spent = 0.0
        self._held: list[
            float
        ] = []  # what each call under way set aside; sums of floats that come and go never end at 0
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
                    f"the cap of {self.cap:.2f} per {self.name} would be passed: {self.spent:.4f} is spent "
                    f"and the next call may cost {amount:.4f}",
                    hint=f"raise [draft] max_cost_per_{self.name}; replies paid for are kept and not paid again",
                )
            self._held.append(amount)
        payment = Payment()
        try:
            yield payment
        finally:
            with self._change:
                self._held.remove(amount)
                self.spent += payment.amount
                self._change.notify_all()


class Payment:
    """What a call really cost; 0 until it is known."""

    amount = 0.0
