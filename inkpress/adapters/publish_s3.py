"""Publish to S3-compatible storage: assets, then pages, then feeds; what is gone is deleted last, feeds first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from inkpress.adapters.own_files import LIST, as_list, listed
from inkpress.adapters.site_files import SHORT, SiteFile, rank_of
from inkpress.errors import Refused, ServiceError


class BucketTarget:
    """`s3:BUCKET`. `client` is boto3's S3 client, or anything with its four methods."""

    def __init__(self, bucket: str, client: Any) -> None:
        self.bucket = bucket
        self.client = client
        self._there: dict[str, str] | None = None
        self._own: set[str] | None = None  # what the list in the bucket says

    def published(self) -> set[str]:
        """The keys of inkpress's own objects in the bucket; those of others are never touched."""
        return self._listed() & set(self._stored())

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Upload what changed, in the order of `files`, and delete what is gone in the opposite order.

        Killed at any moment, no feed names a missing page, and the bucket's list has every object that is ours.
        """
        there, old, new = self._stored(), self.published(), {file.path for file in files}
        try:
            if not new <= self._listed():
                self._put_list(old | new)
            for file in files:
                content = file.source.read_bytes()
                if there.get(file.path) != hashlib.md5(content, usedforsecurity=False).hexdigest():
                    self._put(file.path, content, file.content_type, file.cache_control)
            for gone in sorted(old - new, key=lambda path: (-rank_of(path), path)):
                self.client.delete_object(Bucket=self.bucket, Key=gone)
            self._put_list(new)
        except _service_errors() as error:
            raise ServiceError(f"s3:{self.bucket}: {error}", hint="publish again: what is there is kept") from error
        return f"s3:{self.bucket}"

    def _put(self, key: str, content: bytes, kind: str, cache: str) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=kind, CacheControl=cache)

    def _put_list(self, paths: set[str]) -> None:
        if paths != self._own:
            self._put(LIST, as_list(paths), "text/plain; charset=utf-8", SHORT)
            self._own = paths

    def _listed(self) -> set[str]:
        """The keys that the bucket's list names as ours."""
        if self._own is None:
            there = LIST in self._stored()
            try:
                own = self.client.get_object(Bucket=self.bucket, Key=LIST)["Body"].read() if there else b""
            except _service_errors() as error:
                raise ServiceError(f"s3:{self.bucket}: {error}", hint="publish again") from error
            self._own = listed(own)
        return self._own

    def _stored(self) -> dict[str, str]:
        """Key -> MD5 of what the bucket holds (its ETag, for objects uploaded in one piece)."""
        if self._there is None:
            self._there = {}
            more: dict[str, str] = {}
            try:
                while True:
                    page = self.client.list_objects_v2(Bucket=self.bucket, **more)
                    self._there |= {row["Key"]: row["ETag"].strip('"') for row in page.get("Contents", ())}
                    if not page.get("IsTruncated"):
                        break
                    more = {"ContinuationToken": page["NextContinuationToken"]}
            except _service_errors() as error:
                raise ServiceError(
                    f"s3:{self.bucket}: {error}", hint="look at the bucket's name, [publish] s3_endpoint and the keys"
                ) from error
        return self._there


def open_bucket(bucket: str, endpoint: str) -> BucketTarget:
    """The bucket through boto3, which finds the keys in the environment. Raises Refused when boto3 is not installed."""
    try:
        import boto3
    except ImportError as error:
        raise Refused("s3 needs boto3, which is not installed", hint="pip install 'inkpress[s3]'") from error
    return BucketTarget(bucket, boto3.client("s3", endpoint_url=endpoint or None))


def _service_errors() -> tuple[type[Exception], ...]:
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return (OSError,)
    return (BotoCoreError, ClientError, OSError)
