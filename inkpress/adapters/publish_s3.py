"""Publish to S3-compatible storage: assets, then pages, then feeds; what is gone is deleted last."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from inkpress.adapters.site_files import SiteFile
from inkpress.errors import Refused, ServiceError


class BucketTarget:
    """`s3:BUCKET`. `client` is boto3's S3 client, or anything with its four methods."""

    def __init__(self, bucket: str, client: Any) -> None:
        self.bucket = bucket
        self.client = client
        self._there: dict[str, str] | None = None

    def published(self) -> set[str]:
        """The keys in the bucket."""
        return set(self._stored())

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Upload what changed, in the order of `files`. Killed at any moment, no feed names a missing page."""
        there = self._stored()
        try:
            for file in files:
                content = file.source.read_bytes()
                if there.get(file.path) == hashlib.md5(content, usedforsecurity=False).hexdigest():
                    continue
                self.client.put_object(
                    Bucket=self.bucket,
                    Key=file.path,
                    Body=content,
                    ContentType=file.content_type,
                    CacheControl=file.cache_control,
                )
            for gone in sorted(set(there) - {file.path for file in files}):
                self.client.delete_object(Bucket=self.bucket, Key=gone)
        except _service_errors() as error:
            raise ServiceError(f"s3:{self.bucket}: {error}", hint="publish again: what is there is kept") from error
        return f"s3:{self.bucket}"

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
