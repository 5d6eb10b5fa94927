"""Ask a model on any OpenAI-compatible server, with time-outs, retries, a bound on calls at once, and a purse.

The first call of a run goes alone: it learns the server's dialect and shows whether the server is up, so that a
server that is down all day is asked three times and not three times per section.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from inkpress.adapters.model_address import Server
from inkpress.adapters.model_answer import LIMIT_BYTES, Answer, CutShort, Temporary, parse_answer, retry_after, shown
from inkpress.adapters.model_dialect import TOKEN_NAMES, Dialect, DialectBook, request_fields, simpler_dialect
from inkpress.adapters.model_purse import Prices, Purse, Tab, most_prompt_tokens
from inkpress.config import ModelConfig
from inkpress.errors import InkpressError, ModelError, OfflineError
from inkpress.models import Prompt, Reply

MAX_WAIT_SECONDS = 60.0  # a server that asks for more is told off, not waited for
_FIRST_WAIT_SECONDS = 0.5
# in the words of OpenAI, vLLM, llama.cpp, LM Studio and others
_TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|prompt is too long|too many (?:input |prompt )?tokens"
    r"|maximum (?:prompt|input) length",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r"max_(?:completion_)?tokens\b.{0,80}(?:too (?:large|high)|at most|range|maximum|less than|exceed)", re.IGNORECASE
)
_NEVER_RETRIED = {401: "refused the key", 403: "refuses us", 404: "knows no such model or address"}


class ModelClient:
    """One server's client. `ask` may be called from several threads."""

    def __init__(
        self,
        server: Server,
        config: ModelConfig,
        state: Path,
        *,
        offline: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server = server
        self._config = config
        self._sleep = sleep
        self._offline = offline
        self._prices = Prices(config.price_in, config.price_out)
        self._book = DialectBook(state / "model-dialects.json")
        first = Dialect(tokens=TOKEN_NAMES[1] if server.is_local else TOKEN_NAMES[0])
        self._known = self._dialect = self._book.get(server.address, server.model, first)
        self._learning = threading.Lock()
        self._slots = threading.BoundedSemaphore(config.concurrency)
        self._first = threading.Lock()
        self._proven = threading.Event()
        self._stopped: InkpressError | None = None
        self._sdk: Any = None

    def ask(self, prompt: Prompt, purse: Purse) -> Reply:
        """The model's whole answer. Raises ModelError with what was wrong, and Refused when the purse is too small."""
        if self._offline:
            raise OfflineError(
                f"the network is switched off, {self.server.address} was not asked", hint="unset INKPRESS_OFFLINE"
            )
        tab = Tab(purse)
        with self._slots:
            if not self._proven.is_set():
                with self._first:
                    if not self._proven.is_set():
                        return self._ask(prompt, tab)
            return self._ask(prompt, tab)

    def _ask(self, prompt: Prompt, tab: Tab) -> Reply:
        max_tokens = min(prompt.max_tokens, self._config.max_tokens)
        try:
            answer = self._with_retries(prompt, max_tokens, tab)
        except CutShort:
            try:
                answer = self._with_retries(prompt, 2 * max_tokens, tab)
            except CutShort as error:
                raise ModelError(
                    f"the answer to `{prompt.name}` was cut at {2 * max_tokens} tokens (finish_reason length)",
                    hint="raise [model] max_tokens, or use a model that says less",
                ) from error
        return Reply(
            text=answer.text,
            model=answer.model,
            prompt_tokens=tab.prompt_tokens,
            completion_tokens=tab.completion_tokens,
            cost=tab.cost,
        )

    def _with_retries(self, prompt: Prompt, max_tokens: int, tab: Tab) -> Answer:
        for attempt in range(self._config.max_tries):
            if self._stopped is not None:
                raise self._stopped
            try:
                answer = self._in_a_known_dialect(prompt, max_tokens, tab)
            except Temporary as error:
                wait = error.wait_seconds if error.wait_seconds is not None else _FIRST_WAIT_SECONDS * 2**attempt
                last = attempt + 1 == self._config.max_tries
                if last or wait > MAX_WAIT_SECONDS:
                    gave_up = self._gave_up(error, attempt + 1, wait)
                    # a server that answers, only not this, may well answer the next prompt
                    raise (gave_up if error.answered else self._stop(gave_up)) from error
                self._sleep(wait)
            else:
                self._proven.set()
                return answer
        raise AssertionError("max_tries is at least 1")

    def _in_a_known_dialect(self, prompt: Prompt, max_tokens: int, tab: Tab) -> Answer:
        """Ask, and after each 400 that may be a matter of dialect ask again more simply: at most five requests."""
        while True:
            dialect = self._dialect
            try:
                answer = self._once(prompt, dialect, max_tokens, tab)
            except _NotUnderstood as error:
                simpler = simpler_dialect(dialect, str(error))
                if simpler is None:
                    said = f"{self._name} cannot use the request: {error}"
                    raise self._stop(_Free(said, hint="see its log; is it compatible?")) from error
                self._dialect = simpler
            else:
                with self._learning:
                    if dialect != self._known:
                        self._book.put(self.server.address, self.server.model, dialect)
                        self._known = dialect
                return answer

    def _once(self, prompt: Prompt, dialect: Dialect, max_tokens: int, tab: Tab) -> Answer:
        fields = request_fields(
            prompt,
            dialect,
            model=self.server.model,
            temperature=self._config.temperature,
            max_tokens=max_tokens,
        )
        most = self._prices.most(prompt, max_tokens)
        with tab.hold(most) as payment:
            payment.amount = most  # an answer that never comes, or is no answer, may have been written all the same
            try:
                answer = parse_answer(self._post(fields, prompt), model=self.server.model)
            except (_NotUnderstood, _Free):
                payment.amount = 0.0
                raise
            except Temporary as error:
                payment.amount = most if error.paid else 0.0
                raise
            payment.prompt_tokens = answer.prompt_tokens
            payment.completion_tokens = self._completion_tokens(answer, max_tokens)
            tokens = answer.prompt_tokens or most_prompt_tokens(prompt)
            payment.amount = self._prices.cost(tokens, payment.completion_tokens)
            if answer.problem is not None:
                raise answer.problem
            return answer

    def _completion_tokens(self, answer: Answer, max_tokens: int) -> int:
        """As the server counted; else a quarter of the characters, or all it may have written where it is of no use."""
        if answer.completion_tokens is not None:
            return answer.completion_tokens
        return max_tokens if answer.problem else len(answer.text) // 4 + 1

    def _post(self, fields: dict[str, Any], prompt: Prompt) -> bytes:
        """The body of a 200 answer. Raises Temporary, _NotUnderstood or ModelError for everything else."""
        import httpx2
        import openai

        deadline = time.monotonic() + self._config.timeout_seconds
        body = bytearray()
        try:
            with self._client().chat.completions.with_streaming_response.create(**fields) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > LIMIT_BYTES:
                        said = f"the answer is larger than {LIMIT_BYTES:,} bytes"
                        raise ModelError(said, hint="is this a model server?")
                    if time.monotonic() > deadline:
                        raise Temporary(f"no whole answer within {self._config.timeout_seconds:.0f} s", paid=True)
        except openai.APIStatusError as error:
            raise self._refusal(error, prompt) from error
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise Temporary(f"no answer within {self._config.timeout_seconds:.0f} s", paid=True) from error
        except openai.APIConnectionError as error:
            raise Temporary(f"no connection: {shown(error.__cause__ or error)}", paid=_was_sent(error)) from error
        except httpx2.HTTPError as error:
            raise Temporary(f"the answer broke off: {shown(error)}", paid=True) from error
        return bytes(body)

    def _client(self) -> Any:
        import openai

        if self._sdk is None:
            key = self.server.key.get_secret_value() if self.server.key else "none-needed"
            self._sdk = openai.OpenAI(
                api_key=key,
                base_url=self.server.base_url,
                timeout=self._config.timeout_seconds,
                max_retries=0,
                # a redirect could carry the key to a host that inkpress.toml does not name
                http_client=openai.DefaultHttpxClient(follow_redirects=False, trust_env=not self.server.is_local),
            )
        return self._sdk

    def _refusal(self, error: Any, prompt: Prompt) -> Exception:
        """What an error status means: an exception to raise."""
        status, code = error.status_code, str(error.code or "")
        said = shown(self._without_key(_words(error)))
        if code == "insufficient_quota":
            return self._stop(_Free(f"{self._name}: the quota is used up: {said}", hint="look at your account there"))
        if status in _NEVER_RETRIED:
            return self._stop(
                _Free(f"{self._name} {_NEVER_RETRIED[status]} ({status}): {said}", hint=self._mend(status))
            )
        if status in (408, 409, 425, 429) or status >= 500:
            return Temporary(f"status {status}: {said}", retry_after(error.response.headers, time.time()))
        if _TOO_LONG.search(f"{code} {said}"):
            size = len(prompt.system) + len(prompt.user)
            return _Free(
                f"the prompt `{prompt.name}` is too long for {self.server.model}: {size:,} characters, "
                f"at most {most_prompt_tokens(prompt):,} tokens; the server says: {said}",
                hint="use a longer context, or lower [model] max_prompt_characters and max_tokens",
            )
        if _TOO_MUCH.search(said):
            return _Free(
                f"{self._name} writes no answers that long: {said}",
                hint="lower [model] max_tokens; a lower max_prompt_characters makes answers shorter",
            )
        if "policy" in code:
            return _Free(f"{self._name} refused the prompt ({code}): {said}", hint="draft it with --engine extract")
        if status in (400, 422):
            return _NotUnderstood(said)
        wrong = f"{self._name} answered with status {status}: {said}"
        return self._stop(_Free(wrong, hint="is [model] base_url right?"))

    def _mend(self, status: int) -> str:
        if status == 404:
            return "look at [model] name and base_url"
        return f"set the environment variable {self.server.key_env} to a valid key" if self.server.key_env else ""

    def _gave_up(self, error: Temporary, tries: int, wait: float) -> ModelError:
        said = self._without_key(str(error))
        if wait > MAX_WAIT_SECONDS:
            return ModelError(f"{self._name} asks us to wait {wait:.0f} s: {said}", hint="try again after that")
        times = "once" if tries == 1 else f"{tries} times"
        return ModelError(
            f"{self._name} failed {times}: {said}",
            hint="try later; replies paid for are kept, only the rest is asked again",
        )

    def _stop(self, error: ModelError) -> ModelError:
        """Let every later call fail at once with the same error: the server is down or refuses us."""
        self._stopped = error
        return error

    def _without_key(self, text: str) -> str:
        key = self.server.key.get_secret_value() if self.server.key else ""
        for secret in (key, urlsplit(self.server.base_url).password):
            text = text.replace(secret, "[key]") if secret else text
        return text

    @property
    def _name(self) -> str:
        return f"the model server {urlsplit(self.server.address).netloc}"


class _NotUnderstood(Exception):
    """A 400 that may be a matter of dialect; its text is the server's."""


class _Free(ModelError):
    """A refusal before any work was done, so that nothing is owed."""


def _words(error: Any) -> str:
    """What the server itself says, where its body has the usual form."""
    said = error.body.get("message") if isinstance(error.body, dict) else None
    return said if isinstance(said, str) and said else str(error.message)


def _was_sent(error: Exception) -> bool:
    """Whether a failed connection may have carried the request."""
    import httpx2

    return not isinstance(error.__cause__, (httpx2.ConnectError, httpx2.ConnectTimeout))
