"""Articles brought in: work that goes on after the request, and is asked after by its id."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, File, Path, UploadFile
from fastapi.responses import Response

from rag.jobs import Jobs
from rag.rest import restwords
from rag.rest.answering import Answering
from rag.rest.describing import told
from rag.rest.entry import may_write
from rag.rest.forms import ArticleForm, IngestForm
from rag.rest.problems import Json, Problem
from rag.rest.routing import INGEST, JOBS, PLACE, UPLOADS
from rag.types import SCHEMA, Job
from rag.uploads import MOST_FILES, Upload

GIVEN = "articles.jsonl"
"""What articles that come as JSON are called where a row of theirs is rejected."""
JobId = Annotated[str, Path(max_length=40)]


def bringing(jobs: Jobs, answering: Answering) -> APIRouter:
    """``/ingest``, ``/ingest/files``, ``/jobs`` and ``/jobs/{job_id}``, for those who may write."""
    router = APIRouter(tags=["bringing articles in"], dependencies=[Depends(may_write)])

    @router.post(INGEST, status_code=202, responses=told("Job", status=202))
    async def ingest(form: IngestForm) -> Response:
        """Adds pages and feeds by their addresses, or articles as they are sent. The same again
        changes nothing. The job goes on; `Location` is where to ask after it."""
        if form.addresses:
            return _taken(await answering.run(lambda: jobs.address(*form.addresses)))
        rows = Upload(GIVEN, _rows(form.articles))
        return _taken(await answering.run(lambda: jobs.files([rows])))

    @router.post(UPLOADS, status_code=202, responses=told("Job", status=202))
    async def upload(files: Annotated[list[UploadFile], File()]) -> Response:
        """Adds files: HTML, PDF, DOCX, Markdown, text, JSON Lines."""
        if len(files) > MOST_FILES:
            raise Problem(413, restwords.TOO_MANY_FILES.format(most=MOST_FILES))
        uploads = [Upload(each.filename or "", await each.read()) for each in files]
        return _taken(await answering.run(lambda: jobs.files(uploads)))

    @router.get(JOBS, responses=told("JobList"))
    async def listed() -> Response:
        """What is being done and was done of late, from the page too, the newest first."""
        return Json({"schema": SCHEMA, "jobs": [each.to_dict() for each in jobs.all]})

    @router.get(f"{JOBS}/{{job_id}}", responses=told("Job", 404))
    async def job(job_id: JobId) -> Response:
        """How far one job is, and what came of each input."""
        return Json(jobs.job(job_id).to_dict())

    return router


def _taken(job: Job) -> Response:
    return Json(job.to_dict(), 202, {"location": f"{PLACE}{JOBS}/{job.key}"})


def _rows(articles: list[ArticleForm]) -> bytes:
    rows = (json.dumps(each.model_dump(exclude_defaults=True)) for each in articles)
    return "\n".join(rows).encode()
