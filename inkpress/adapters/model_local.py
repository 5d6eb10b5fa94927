"""Is a model server running on this machine? Asked only when `[model] allow_local` says so; loopback alone."""

from __future__ import annotations

import json
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from inkpress.adapters.model_address import Server, is_loopback, without_password

# the ports their documentation names: Ollama, LM Studio, llama.cpp, vLLM
PORTS = (11434, 1234, 8080, 8000)
_TIMEOUT_SECONDS = 0.5
_PROBE_SECONDS = 5.0
_LIMIT_BYTES = 1_000_000


def find_local_server(ports: tuple[int, ...] = PORTS) -> Server | None:
    """The first of `ports` on 127.0.0.1 that lists a model, with that model; None when none does."""
    for port in ports:
        base_url = f"http://127.0.0.1:{port}/v1"
        model = _first_model(f"{base_url}/models")
        if model:
            return Server(base_url, model)
    return None


def ask_for_models(url: str) -> str:
    """Whether the configured server answers at `url`: "" or what went wrong in a few words. No key is sent."""
    url = without_password(url)
    proxies = ProxyHandler({}) if is_loopback(url) else ProxyHandler()
    try:
        with build_opener(proxies).open(url, timeout=_PROBE_SECONDS):
            return ""
    except HTTPError as error:
        # such an answer comes from a server that is there and wants a key
        return "" if error.code in (401, 403) else f"answers {error.code}"
    except (URLError, OSError) as error:
        return str(getattr(error, "reason", error))


def _first_model(url: str) -> str:
    try:
        # no proxy may come between: the question is about this machine
        with build_opener(ProxyHandler({})).open(url, timeout=_TIMEOUT_SECONDS) as answer:
            listed = json.loads(answer.read(_LIMIT_BYTES))
        name = listed["data"][0]["id"]
    except (URLError, OSError, ValueError, LookupError, TypeError):
        return ""
    return name if isinstance(name, str) else ""
