"""Ask a model on any OpenAI-compatible server, with time-outs, retries, a bound on calls at once, and a purse.

The first call of a run goes alone: it learns the server's dialect and shows whether the server is up, so that a
server that is down all day is asked three times and not three times per section.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from inkpress.adapters.model_answer import LIMIT_BYTES, CutShort, Temporary, parse_answer, retry_after, shown
from inkpress.adapters.model_dialect import TOKEN_NAMES, Dialect, DialectBook, request_fields, simpler_dialect
from inkpress.adapters.model_purse import Prices, Purse, most_prompt_tokens
from inkpress.config import ModelConfig
from inkpress.errors import InkpressError, ModelError, OfflineError
from inkpress.models import Prompt, Reply

MAX_WAIT_SECONDS = 60.0  # a server that asks for more is told off, not waited for
_FIRST_WAIT_SECONDS = 0.5
_NEVER_RETRIED = {401: "refused the key", 403: "refuses us", 404: "knows no such model or address"}


@dataclass(frozen=True)
class Server:
    """Which model is asked, and where. `key` is never printed."""

    base_url: str
    model: str
    key: SecretStr | None = None
    key_env: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine: nothing leaves it, and proxies are passed by."""
        return is_loopback(self.base_url)


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


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
        self._known = self._dialect = self._book.get(server.base_url, server.model, first)
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
                f"the network is switched off, {self.server.base_url} was not asked", hint="unset INKPRESS_OFFLINE"
            )
        with self._slots:
            if not self._proven.is_set():
                with self._first:
                    if not self._proven.is_set():
                        return self._ask(prompt, purse)
            return self._ask(prompt, purse)

    def _ask(self, prompt: Prompt, purse: Purse) -> Reply:
        max_tokens = min(prompt.max_tokens, self._config.max_tokens)
        try:
            return self._with_retries(prompt, max_tokens, purse)
        except CutShort:
            pass
        try:
            return self._with_retries(prompt, 2 * max_tokens, purse)
        except CutShort as error:
            raise ModelError(
                f"the answer to `{prompt.name}` was cut at {2 * max_tokens} tokens (finish_reason length)",
                hint="raise [model] max_tokens, or use a model that says less",
            ) from error

    def _with_retries(self, prompt: Prompt, max_tokens: int, purse: Purse) -> Reply:
        for attempt in range(self._config.max_tries):
            if self._stopped is not None:
                raise self._stopped
            try:
                reply = self._in_a_known_dialect(prompt, max_tokens, purse)
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
                return reply
        raise AssertionError("max_tries is at least 1")

    def _in_a_known_dialect(self, prompt: Prompt, max_tokens: int, purse: Purse) -> Reply:
        """Ask, and after each 400 that may be a matter of dialect ask again more simply: at most five requests."""
        while True:
            dialect = self._dialect
            try:
                reply = self._once(prompt, dialect, max_tokens, purse)
            except _NotUnderstood as error:
                simpler = simpler_dialect(dialect, str(error))
                if simpler is None:
                    said = f"{self._name} cannot use the request: {error}"
                    raise self._stop(_Free(said, hint="see its log; is it compatible?")) from error
                self._dialect = simpler
            else:
                with self._learning:
                    if dialect != self._known:
                        self._book.put(self.server.base_url, self.server.model, dialect)
                        self._known = dialect
                return reply

    def _once(self, prompt: Prompt, dialect: Dialect, max_tokens: int, purse: Purse) -> Reply:
        fields = request_fields(
            prompt,
            dialect,
            model=self.server.model,
            temperature=self._config.temperature,
            max_tokens=max_tokens,
        )
        most = self._prices.most(prompt, max_tokens)
        with purse.hold(most) as payment:
            try:
                reply = parse_answer(self._post(fields, prompt), model=self.server.model)
            except Temporary as error:
                payment.amount = most if error.paid else 0.0
                raise
            except (CutShort, ModelError) as error:
                # an answer that cannot be used was written all the same
                payment.amount = 0.0 if isinstance(error, _Free) else most
                raise
            tokens = reply.prompt_tokens or most_prompt_tokens(prompt)
            payment.amount = self._prices.cost(tokens, reply.completion_tokens)
            return Reply(**{**dict(reply), "cost": payment.amount})

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
        if code == "context_length_exceeded" or "context length" in said.lower():
            size = len(prompt.system) + len(prompt.user)
            return _Free(
                f"the prompt `{prompt.name}` is too long for {self.server.model}: {size:,} characters, "
                f"at most {most_prompt_tokens(prompt):,} tokens; the server says: {said}",
                hint="use a model with a longer context, or lower [model] max_prompt_characters",
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
        return text.replace(key, "[key]") if key else text

    @property
    def _name(self) -> str:
        return f"the model server {urlsplit(self.server.base_url).netloc}"


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
