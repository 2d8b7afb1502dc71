# docker build -t schoolgate .
# docker run --rm --network none --read-only --tmpfs /tmp -v "$PWD/extract:/data:ro" schoolgate check portal-sync /data
# By digest: --build-arg BASE=python:3.12-slim@sha256:..., as docs/ci.md says how to find it.
ARG BASE=python:3.12-slim
FROM ${BASE} AS build
RUN pip install --no-cache-dir --disable-pip-version-check 'uv==0.13.9'
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY validators validators
ENV UV_PROJECT_ENVIRONMENT=/opt/schoolgate UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
# The versions of the lock, compiled: the image is read-only when it runs.
RUN uv sync --quiet --locked --no-dev --no-editable --compile-bytecode --no-cache --python "$(command -v python)"

FROM ${BASE}
COPY --from=build /opt/schoolgate /opt/schoolgate
ENV PATH=/opt/schoolgate/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# Nobody in particular; --user names who owns the reports.
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["schoolgate"]
CMD ["--help"]
